"""HR's list: the units whose own pages have something to tell, those that stand out first.

The same verdicts as on the units' pages; no ranking, but where to look first.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from db import published
from surveys.reading.baseline import shown_as_trend
from surveys.reading.organisation import NamedQuestion, OrganisationReport, UnitInReport
from surveys.reading.reading import Reading
from surveys.reading.verdicts.summary import Summary, in_order, summary_of
from surveys.reading.verdicts.verdict import Verdict
from surveys.texts import Texts


@dataclass(frozen=True)
class Highlight:
    """A unit on the list, with its verdicts that have something to tell, as its page orders them.

    `among_all`: it stands out among all units of the organisation, with chance over all of them
    taken into account; the others have a badge or a level that needs attention on their own page.
    """

    unit: UUID
    name: str
    above: tuple[str, ...]
    among_all: bool
    verdicts: Sequence[tuple[NamedQuestion, Verdict]]


@dataclass(frozen=True)
class Highlights:
    """The list, in its order; `units` are all that are judged, `budget` as in `Verdict`.

    `whole` has what the organisation's own numbers tell, None where that is nothing. `lines` has
    its level in the same waves as those of its units, by question, `days` the closing days of
    waves. `pending`: the verdicts on the newest wave are still to be worked out.
    """

    listed: Sequence[Highlight] = ()
    whole: Highlight | None = None
    units: int = 0
    budget: float = 0.10
    pending: bool = False
    lines: Mapping[str, Sequence[float]] = field(default_factory=dict)
    days: Mapping[UUID, date] = field(default_factory=dict)

    def summary(self, one: tuple[NamedQuestion, Verdict], language: str) -> Summary:
        """Return what the page of a unit says of one of its verdicts, in one line."""
        named, verdict = one
        texts = Texts(language)
        summary = summary_of(verdict, named.question, named.indicator, self.days, texts)
        if summary is None:
            msg = f"nothing stands out about {named.question.id}, which is on the list"
            raise ValueError(msg)
        return summary

    @functools.cached_property
    def among_all(self) -> Sequence[Highlight]:
        """The units that stand out among all."""
        return [one for one in self.listed if one.among_all]

    @property
    def others(self) -> Sequence[Highlight]:
        """The units with something on their own page only."""
        return [one for one in self.listed if not one.among_all]

    def by_chance_in_words(self, language: str) -> str:
        """Return how many units show a badge a year although nothing changes; of none, nothing."""
        if not self.units:
            return ""
        texts = Texts(language)
        expected = max(round(self.units * self.budget), 1)
        return texts.ngettext(
            "Of {units} units about {n} shows a badge in a year in which nothing changes.",
            "Of {units} units about {n} show a badge in a year in which nothing changes.",
            expected,
            units=texts.number(self.units, 0),
        )

    def nothing_in_words(self, report: OrganisationReport, language: str) -> str:
        """Return that no unit is on the list, and why."""
        _ = Texts(language).gettext
        verdicts = [cell.verdict for unit in report.units for cell in unit.cells.values()]
        if all(verdict is None or verdict.change == "too early" for verdict in verdicts):
            return _(
                "The first results are a starting point. From the third wave on, Peil can tell "
                "what changes."
            )
        if self.whole is not None:
            return _("Besides that, no unit stands out yet.")
        return _("No unit stands out yet. A change may have begun that cannot be seen yet.")

    def how_listed_in_words(self, language: str) -> str:
        """Return what the list holds, and how many of it stand out among all units."""
        texts, number = Texts(language), len(self.among_all)
        said = texts.gettext(
            "What the units' own pages say, with what to offer a whole unit whose level needs "
            "attention. No ranking: a reason to go and ask."
        )
        if number in {0, len(self.listed)}:
            return said
        among = texts.ngettext(
            "The first one stands out among all units, with chance taken into account.",
            "The first {n} stand out among all units, with chance taken into account.",
            number,
        )
        return f"{said} {among}"


def highlights_of(reading: Reading, report: OrganisationReport) -> Highlights:
    """Return the list of the units that are open to the reader."""
    edition = reading.verdict_edition
    if edition is None:
        return Highlights(pending=report.wave is not None)
    readable = {unit.id for unit in reading.units}
    units = {unit.id: unit for unit in report.units if unit.id in readable}
    listed = [
        _highlight(units[one.unit], _verdicts(reading, one.unit), among_all=one.among_all)
        for one in edition.listed
        if one.unit in units
    ]
    of_whole = _of_whole(reading, report)
    whole = of_whole and _highlight(*of_whole, among_all=True)
    return Highlights(
        [one for one in listed if one.verdicts],
        whole if whole and whole.verdicts else None,
        edition.units,
        edition.budget,
        lines={
            named.question.id: [point.level for point in verdict.line]
            for named, verdict in (of_whole[1] if of_whole else ())
        },
        days=dict(published.closed_waves(reading.published)),
    )


def _highlight(
    unit: UnitInReport, verdicts: Sequence[tuple[NamedQuestion, Verdict]], *, among_all: bool
) -> Highlight:
    named = {one.question.id: one for one, _ in verdicts}
    told = in_order((one.question, verdict) for one, verdict in verdicts if verdict.is_listed)
    ordered = [(named[question.id], verdict) for question, verdict in told]
    return Highlight(unit.id, unit.name, unit.above, among_all, ordered)


def _of_whole(
    reading: Reading, report: OrganisationReport
) -> tuple[UnitInReport, Sequence[tuple[NamedQuestion, Verdict]]] | None:
    for unit in report.units:
        if unit.parent is None:
            return unit, _verdicts(reading, unit.id)
    return None


def _verdicts(reading: Reading, unit: UUID) -> list[tuple[NamedQuestion, Verdict]]:
    """Return the verdicts on a unit, also on questions that were not asked in the newest wave."""
    instrument, verdicts = reading.instrument, reading.verdicts_of(unit)
    return [
        (NamedQuestion(question, instrument.indicator(question.indicator)), verdict)
        for question in shown_as_trend(instrument)
        if (verdict := verdicts.get(question.id)) is not None
    ]
