"""HR's list: the units whose own pages have something to tell, those that stand out first.

The same verdicts as on the units' pages; no ranking, but where to look first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.reading.organisation import OrganisationReport, QuestionInReport
from surveys.reading.reading import Reading
from surveys.reading.verdicts.verdict import Verdict
from surveys.texts import Texts


@dataclass(frozen=True)
class Highlight:
    """A unit on the list, with its verdicts that have something to tell, by question.

    `among_all`: it stands out among all units of the organisation, with chance over all of them
    taken into account; the others have a badge or a level that needs attention on their own page.
    """

    unit: UUID
    name: str
    above: tuple[str, ...]
    among_all: bool
    verdicts: Sequence[tuple[QuestionInReport, Verdict]]


@dataclass(frozen=True)
class Highlights:
    """The list, in its order; `units` are all that are judged, `budget` as in `Verdict`.

    `pending`: the verdicts on the newest wave are still to be worked out.
    """

    listed: Sequence[Highlight] = ()
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
    listed = []
    for one in edition.listed:
        unit = units.get(one.unit)
        if unit is None:
            continue
        verdicts = [
            (question, verdict)
            for question in report.questions
            if (verdict := reading.all_verdicts.get((one.unit, question.question.id))) is not None
            and verdict.is_listed
        ]
        listed.append(Highlight(unit.id, unit.name, unit.above, one.among_all, verdicts))
    return Highlights(listed, edition.units, edition.budget)
