"""Figures of open data that stand beside a question of Peil: what was asked, and how it differs.

None of them is a norm. An organisation can add those of its sector in a file of the same form.
"""

import functools
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import yaml
from pydantic import Field, ValidationError

from surveys import yaml_documents
from surveys.errors import N_, PeilError
from surveys.instrument.instrument import Instrument
from surveys.instrument.scales import Frozen, Text
from surveys.texts import LANGUAGES, Texts

_SHIPPED = Path(__file__).with_name("reference_figures.yaml")
FIRST_YEAR, LAST_YEAR = 1990, 2100
_TEXTS = ("population", "asked", "difference", "source", "licence")

Part = Annotated[float, Field(ge=0, le=1)]


class ReferenceFigureError(PeilError):
    """A file of reference figures that cannot be used."""

    texts: ClassVar = {
        "unreadable": N_("The reference figures in {file} cannot be read: {why}."),
        "field": N_("The reference figures in {file} cannot be used: {place}: {why}."),
    }


class SectorFigure(Frozen):
    """The same share, as a part of 1, in one sector or occupation within the population."""

    name: Text
    share: Part


class ReferenceFigure(Frozen):
    """The share of a population that gave an answer like the one `group` of `question` names.

    `margin` is half the 95 % interval as a part of 1, None where the source gives none; `asked` is
    what was asked there, `difference` how that differs from the question of Peil; `sectors` are
    those for which the same survey gives a share of their own.
    """

    id: str
    question: str
    group: Literal["favourable", "unfavourable"]
    share: Part
    margin: Part | None = None
    respondents: Annotated[int, Field(gt=0)] | None = None
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    population: Text
    sectors: tuple[SectorFigure, ...] = ()
    asked: Text
    difference: Text
    source: Text
    licence: Text

    def number_in_words(self, texts: Texts) -> str:
        """Return the share with its margin: "40% (38% – 42%)"."""
        said = texts.percent(self.share)
        if self.margin is None:
            return said
        low, high = max(0.0, self.share - self.margin), min(1.0, self.share + self.margin)
        return f"{said} ({texts.percent(low)} – {texts.percent(high)})"

    def sectors_in_words(self, texts: Texts) -> str:
        """Return the share of each sector, or nothing: "Among them: teaching 24%; sales 15%."."""
        if not self.sectors:
            return ""
        shares = (f"{one.name[texts.language]} {texts.percent(one.share)}" for one in self.sectors)
        return texts.gettext("Among them: {shares}.").format(shares="; ".join(shares))

    def margin_in_words(self, texts: Texts) -> str:
        """Return how sure it is, and of how many people it was asked, where that is known."""
        _ = texts.gettext
        said = (
            _("The source gives no margin.")
            if self.margin is None
            else _("It lies between the numbers in brackets about 19 times in 20.")
        )
        if self.respondents is None:
            return said
        number = texts.number(self.respondents, 0)
        return f"{said} " + _("About {n} people answered.").format(n=number)

    def source_in_words(self, texts: Texts) -> str:
        """Return the source with its year and licence."""
        language = texts.language
        return texts.gettext("{source}; figures of {year}. {licence}").format(
            source=self.source[language], year=self.year, licence=self.licence[language]
        )


class _File(Frozen):
    figures: tuple[ReferenceFigure, ...]


def load_reference_figures(
    instrument: Instrument, own_file: Path | None = None
) -> tuple[ReferenceFigure, ...]:
    """Return the shipped figures, then those of an organisation's own file.

    A figure of the same id as a shipped one takes its place. Raises ReferenceFigureError.
    """
    figures = {figure.id: figure for figure in _shipped()}
    if own_file is not None:
        figures |= {figure.id: figure for figure in _checked(own_file, instrument)}
    return tuple(figures.values())


@functools.cache
def _shipped() -> tuple[ReferenceFigure, ...]:
    return _File.model_validate(yaml_documents.load_shipped(_SHIPPED)).figures


def _checked(file: Path, instrument: Instrument) -> tuple[ReferenceFigure, ...]:
    try:
        document: Any = yaml_documents.load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else " ".join(str(fault).split())
        raise ReferenceFigureError("unreadable", file=file, why=why) from fault
    try:
        figures = _File.model_validate(document).figures
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "figures"
        raise ReferenceFigureError("field", file=file, place=place, why=first["msg"]) from fault
    for place, why in _faults(figures, instrument):
        raise ReferenceFigureError("field", file=file, place=place, why=why)
    return figures


def _faults(figures: tuple[ReferenceFigure, ...], instrument: Instrument) -> list[tuple[str, str]]:
    faults = [
        (name, "this id is there twice")
        for name, number in Counter(figure.id for figure in figures).items()
        if number > 1
    ]
    for figure in figures:
        try:
            question = instrument.question(figure.question)
        except KeyError:
            faults.append((f"{figure.id}.question", f"there is no question {figure.question}"))
            continue
        if question.scale.type != "likert" or question.scale.values is None:
            faults.append((f"{figure.id}.question", "its answers have no favourable side"))
        said = {name: getattr(figure, name) for name in _TEXTS}
        said |= {f"sectors.{at}.name": one.name for at, one in enumerate(figure.sectors)}
        faults += [
            (f"{figure.id}.{name}", f"say it in {code} too")
            for name, text in said.items()
            for code in LANGUAGES
            if not text.get(code, "").strip()
        ]
    return faults
