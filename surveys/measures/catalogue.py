"""The catalogue of measures and tips, as frozen objects that check themselves. Pure.

`catalogue.yaml` has them, in every language.
"""

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from surveys import yaml_documents
from surveys.errors import N_, PeilError
from surveys.instrument import shipped as shipped_instrument
from surveys.instrument.scales import Frozen, Text
from surveys.texts import LANGUAGES

Audience = Literal["employee", "manager", "team", "hr", "directors"]
Effort = Literal["low", "medium", "high"]

AUDIENCES: tuple[Audience, ...] = ("employee", "team", "manager", "hr", "directors")
EFFORTS: tuple[Effort, ...] = ("low", "medium", "high")

LEAST_TIPS = 2
"""With this number of tips about an indicator, none is shown in two waves in a row."""

LEAST_MEASURES = 3
"""Every indicator has this number of measures, one of them of low effort, for all who act."""

WHO_ACTS: tuple[tuple[Audience, ...], ...] = (
    ("employee", "team"),
    ("manager", "team"),
    ("hr", "directors"),
)
"""Those who take measures up, each with the audiences that are theirs, the closest first."""

MOST_LETTERS = 600
"""Maximum number of characters of one text of a measure."""

_FILE = Path(__file__).with_name("catalogue.yaml")
_UNKNOWN_FIELD = "extra_forbidden"


class MeasureError(PeilError):
    """Measures that cannot be used; each fault is a line of its own.

    Faults name fields of the YAML file and stay English, as what the YAML parser says does.
    """

    texts: ClassVar = {"faults": N_("The measures cannot be used:\n{faults}")}

    def __init__(self, *faults: str) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("faults", faults="\n".join(faults))


def _complete(text: Text) -> Text:
    """Return a text; raise ValueError unless it is there, short enough, and in every language."""
    for language in LANGUAGES:
        written = text.get(language, "").strip()
        if not written:
            msg = f"no text in {language!r}"
            raise ValueError(msg)
        if len(written) > MOST_LETTERS:
            msg = f"more than {MOST_LETTERS} characters in {language!r}"
            raise ValueError(msg)
    if unknown := sorted(set(text) - set(LANGUAGES)):
        msg = f"{unknown[0]!r} is not one of the languages {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    return text


def _known(indicators: tuple[str, ...]) -> tuple[str, ...]:
    known = {indicator.id for indicator in shipped_instrument().indicators}
    if unknown := [one for one in indicators if one not in known]:
        msg = f"{unknown[0]!r} is not an indicator of the instrument"
        raise ValueError(msg)
    return indicators


Words = Annotated[Text, AfterValidator(_complete)]
Indicators = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_known)]


class Passage(Frozen):
    """Where a document names a measure."""

    document: str
    passage: str


class Measure(Frozen):
    """A suggestion: how to do it, why it may help, and what to look out for.

    `indicators` are ordered, the one it bears on most first; `audience` by who takes it up first.
    One of the catalogue has `passages`, one that an organisation wrote its `source` in words.
    """

    id: str = Field(pattern="^[a-z0-9_]{3,60}$")
    title: Words
    how: Words
    why: Words
    caution: Words | None = None
    theme: str | None = None
    audience: tuple[Audience, ...] = Field(min_length=1)
    indicators: Indicators
    effort: Effort
    evidence: Literal["advice", "practice_example", "survey_correlation"] | None = None
    reason: Literal["source", "ours", "derived"] | None = None
    """Who gives the reason: the source, or Peil; `derived`: the measure is Peil's as well."""

    passages: tuple[Passage, ...] = ()
    source: Words | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> "Measure":
        if bool(self.passages) == bool(self.source):
            msg = "either 'passages' in documents or a 'source' in words is needed"
            raise ValueError(msg)
        return self


class Tip(Frozen):
    """What one person can do of a measure this week, about an indicator."""

    measure: str
    about: str
    text: Words


class Catalogue(Frozen):
    """Measures and tips, with the documents they are drawn from and the themes they stand under."""

    version: int
    documents: dict[str, Words]
    themes: dict[str, Words]
    measures: tuple[Measure, ...] = Field(min_length=1)
    tips: tuple[Tip, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> "Catalogue":
        faults = [*self._faults_of_measures(), *self._faults_of_tips(), *self._gaps()]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _faults_of_measures(self) -> Iterator[str]:
        for name, number in Counter(measure.id for measure in self.measures).items():
            if number > 1:
                yield f"measure {name}: this id is used {number} times"
        for measure in self.measures:
            if measure.theme not in self.themes:
                yield f"measure {measure.id}, field theme: {measure.theme!r} is not among themes"
            for passage in measure.passages:
                if passage.document not in self.documents:
                    fault = f"{passage.document!r} is not among documents"
                    yield f"measure {measure.id}, field passages: {fault}"

    def _faults_of_tips(self) -> Iterator[str]:
        measures = {measure.id: measure for measure in self.measures}
        for tip in self.tips:
            measure = measures.get(tip.measure)
            if measure is None:
                yield f"tip {tip.measure}: there is no such measure"
            elif tip.about not in measure.indicators:
                yield f"tip {tip.measure}, field about: the measure is not about {tip.about!r}"
        number = Counter(tip.about for tip in self.tips)
        for indicator in shipped_instrument().indicators:
            if indicator.kind == "core" and number[indicator.id] < LEAST_TIPS:
                yield f"tips: {indicator.id} has {number[indicator.id]}, it takes {LEAST_TIPS}"

    def _gaps(self) -> Iterator[str]:
        """Yield the indicators about which somebody who acts finds too little."""
        for indicator in shipped_instrument().indicators:
            for audiences in WHO_ACTS:
                theirs = [
                    one
                    for one in self.measures
                    if indicator.id in one.indicators and set(audiences) & set(one.audience)
                ]
                who = f"{indicator.id} has {{}} for {' and '.join(audiences)}"
                if len(theirs) < LEAST_MEASURES:
                    yield f"measures: {who.format(len(theirs))}, it takes {LEAST_MEASURES}"
                elif all(one.effort != "low" for one in theirs):
                    yield f"measures: {who.format('none of low effort')}"

    def source_of(self, measure: Measure, language: str) -> str:
        """Return where a measure comes from: the names of documents, or what somebody wrote."""
        if measure.source is not None:
            return measure.source[language]
        documents = dict.fromkeys(passage.document for passage in measure.passages)
        return "; ".join(self.documents[document][language] for document in documents)


@functools.cache
def shipped() -> Catalogue:
    """Return the catalogue that comes with Peil, read at its first use in a process."""
    return _validated(yaml_documents.load_shipped(_FILE))


def load(text: str) -> Catalogue:
    """Return the catalogue in a YAML text; raise MeasureError if it is invalid."""
    try:
        document = yaml_documents.load(text)
    except yaml.YAMLError as error:
        msg = f"This is not valid YAML: {error}"
        raise MeasureError(msg) from error
    return _validated(document)


def checked(values: Mapping[str, Any]) -> Measure:
    """Return one measure of its fields; raise MeasureError if it is invalid."""
    try:
        return Measure.model_validate(values)
    except ValidationError as error:
        raise MeasureError(*_faults(error, dict(values))) from error


def _validated(document: object) -> Catalogue:
    try:
        return Catalogue.model_validate(document)
    except ValidationError as error:
        raise MeasureError(*_faults(error, document)) from error


def _faults(error: ValidationError, document: object) -> Iterable[str]:
    """Return what is wrong, each with the measure and the field that it is about."""
    for fault in error.errors():
        said = "this field is unknown" if fault["type"] == _UNKNOWN_FIELD else fault["msg"]
        yield _where(fault["loc"], document) + said.removeprefix("Value error, ")


def _where(steps: tuple[int | str, ...], document: Any) -> str:
    owner, node = "", document
    field: list[str] = []
    for depth, step in enumerate(steps):
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        if depth == 1 and steps[0] in {"measures", "tips"}:
            named = node.get("id") or node.get("measure") if isinstance(node, dict) else None
            owner, field = f"{str(steps[0])[:-1]} {named or step}", []
        else:
            field.append(str(step))
    parts = [owner] if owner else []
    parts += [f"field {'.'.join(field)}"] if field else []
    return f"{', '.join(parts)}: " if parts else ""
