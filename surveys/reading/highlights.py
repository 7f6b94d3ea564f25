"""HR's list: the units whose own pages have something to tell, those that stand out first.

The same verdicts as on the units' pages; no ranking, but where to look first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.reading.baseline import shown_as_trend
from surveys.reading.organisation import NamedQuestion, OrganisationReport, UnitInReport
from surveys.reading.reading import Reading
from surveys.reading.verdicts.sentences import question_to_ask
from surveys.reading.verdicts.verdict import Verdict
from surveys.texts import Texts


@dataclass(frozen=True)
class Highlight:
    """A unit on the list, with its verdicts that have something to tell, reasons to look first.

    `among_all`: it stands out among all units of the organisation, with chance over all of them
    taken into account; the others have a badge or a level that needs attention on their own page.
    """

    unit: UUID
    name: str
    above: tuple[str, ...]
    among_all: bool
    verdicts: Sequence[tuple[NamedQuestion, Verdict]]

    def ask(self, language: str) -> str:
        """Return the question with which to start a talk, about the first of its verdicts."""
        return question_to_ask(self.verdicts[0][1], Texts(language))


@dataclass(frozen=True)
class Highlights:
    """The list, in its order; `units` are all that are judged, `budget` as in `Verdict`.

    `whole` has what the organisation's own numbers tell, None where that is nothing. `pending`: the
    verdicts on the newest wave are still to be worked out.
    """

    listed: Sequence[Highlight] = ()
    whole: Highlight | None = None
    units: int = 0
    budget: float = 0.10
    pending: bool = False

    @property
    def among_all(self) -> Sequence[Highlight]:
        """The units that stand out among all."""
        return [one for one in self.listed if one.among_all]

    @property
    def others(self) -> Sequence[Highlight]:
        """The units with something on their own page only."""
        return [one for one in self.listed if not one.among_all]

    def by_chance_in_words(self, language: str) -> str:
        """Return how many units show a badge a year although nothing changes."""
        texts = Texts(language)
        expected = max(round(self.units * self.budget), 1)
        return texts.ngettext(
            "Of {units} units about {n} shows a badge in a year in which nothing changes.",
            "Of {units} units about {n} show a badge in a year in which nothing changes.",
            expected,
            units=texts.number(self.units, 0),
        )


def highlights_of(reading: Reading, report: OrganisationReport) -> Highlights:
    """Return the list of the units that are open to the reader."""
    edition = reading.verdict_edition
    if edition is None:
        return Highlights(pending=report.wave is not None)
    units = {unit.id: unit for unit in report.units}
    listed = [
        _highlight(units[one.unit], _verdicts(reading, one.unit), among_all=one.among_all)
        for one in edition.listed
        if one.unit in units
    ]
    return Highlights(
        [one for one in listed if one.verdicts],
        _of_whole(reading, report),
        edition.units,
        edition.budget,
    )


def _highlight(
    unit: UnitInReport, verdicts: Sequence[tuple[NamedQuestion, Verdict]], *, among_all: bool
) -> Highlight:
    told = [(question, verdict) for question, verdict in verdicts if verdict.is_listed]
    in_order = sorted(told, key=lambda one: one[1].urgency)
    return Highlight(unit.id, unit.name, unit.above, among_all, in_order)


def _of_whole(reading: Reading, report: OrganisationReport) -> Highlight | None:
    for unit in report.units:
        if unit.parent is None:
            of_whole = _verdicts(reading, unit.id)
            whole = _highlight(unit, of_whole, among_all=True)
            return whole if whole.verdicts else None
    return None


def _verdicts(reading: Reading, unit: UUID) -> list[tuple[NamedQuestion, Verdict]]:
    """Return the verdicts on a unit, also on questions that were not asked in the newest wave."""
    instrument = reading.instrument
    return [
        (NamedQuestion(question, instrument.indicator(question.indicator)), verdict)
        for question in shown_as_trend(instrument)
        if (verdict := reading.all_verdicts.get((unit, question.id))) is not None
    ]
