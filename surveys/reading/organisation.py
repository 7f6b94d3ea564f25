"""Reads all units side by side in the newest wave: no ranking, and chance taken into account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.access.access import Reader, readable_units
from surveys.installation.installation import Installation
from surveys.instrument.instrument import Indicator, Question
from surveys.organisation.organisation import load_instrument
from surveys.reading import comparison_sentences, sentences
from surveys.reading.comparison import compared
from surveys.reading.flags import Flags, flags
from surveys.reading.landscape import Landscape, edition, landscape, shown_as_trend, table, values
from surveys.reading.sentences import Status
from surveys.reading.strata import strata
from surveys.statistics.change import Change
from surveys.statistics.histogram import Moments, many_moments
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.level import Level, guarded_sds, levels
from surveys.statistics.pooling import Estimate, Pooling, Reliability
from surveys.statistics.stratified import Stratum, WeightedMean, weighted_mean
from surveys.texts import Texts
from surveys.units.tree import Tree


@dataclass(frozen=True)
class Cell:
    """One unit on one question in the newest wave.

    `level` is what the unit's own page says; `estimate` is what remains of its distance from the
    others when chance is taken out, for the lowest published units only.
    """

    level: Level | InsufficientData
    estimate: Estimate | None
    status: Status
    change: Change | None = None

    def in_words(self, language: str) -> str:
        """Say where the unit stands, and whether it differs from the organisation."""
        texts = Texts(language)
        said = sentences.level(self.level, texts)
        if self.estimate is None:
            return said
        return f"{said} {comparison_sentences.position(self.estimate.position, texts)}."


@dataclass(frozen=True)
class UnitInReport:
    """A unit with its cells by question; `ballots` is None where it is not published."""

    id: UUID
    name: str
    above: tuple[str, ...]
    path: tuple[UUID, ...]
    """The unit itself and those above it in the wave, from near to far."""
    invited: int | None
    ballots: int | None
    cells: Mapping[str, Cell]

    @property
    def parent(self) -> UUID | None:
        """The unit right above it, None for the whole."""
        return self.path[1] if len(self.path) > 1 else None

    def in_words(self, language: str) -> str:
        """Say how many answered, or why that is not shown."""
        texts = Texts(language)
        if self.ballots is None:
            return sentences.not_published(texts)
        return sentences.response(self.invited, self.ballots, texts)


@dataclass(frozen=True)
class QuestionInReport:
    """One question over the whole organisation: its mean, and how much its units differ."""

    question: Question
    indicator: Indicator
    mean: WeightedMean | InsufficientData
    pooling: Pooling | InsufficientData
    reliability: Reliability | InsufficientData

    def name(self, language: str) -> str:
        """Name a column: an anchor by its indicator, any other by its question."""
        named = self.indicator.name if self.question.role == "anchor" else self.question.text
        return named[language]

    def in_words(self, language: str) -> str:
        """Say where the organisation stands, and how much of the differences is real."""
        texts = Texts(language)
        real = comparison_sentences.reliability(self.reliability, texts)
        return f"{sentences.weighted(self.mean, texts)} {real}"


@dataclass(frozen=True)
class OrganisationReport:
    """The newest wave over all units that somebody reads, each under the one above it, by name."""

    wave: UUID | None
    questions: Sequence[QuestionInReport]
    units: Sequence[UnitInReport]


def read_organisation(installation: Installation, who: Reader) -> OrganisationReport:
    """Return all units open to a reader side by side, in the newest wave.

    The comparison is with all lowest published units of the organisation. Nobody without results to
    read gets units. A unit that was made after the wave is left out.
    """
    asked, now = load_instrument(installation), edition(installation)
    around = landscape(installation, now)
    if around.wave is None:
        return OrganisationReport(None, (), ())
    in_wave = {unit.id: unit for unit in around.newest.units}
    readable = [unit for unit in readable_units(installation, who) if unit.id in in_wave]
    tree = Tree({unit: row.parent_id for unit, row in in_wave.items()})
    judged = flags(installation, now, who)
    columns: dict[str, dict[UUID, Cell]] = {}
    overall = []
    for question in shown_as_trend(asked):
        if not around.newest.histograms[question.id]:
            continue
        found = compared(installation, now, question.id)
        mean = _weighted(question, around)
        indicator = asked.indicator(question.indicator)
        overall.append(
            QuestionInReport(question, indicator, mean, found.pooling, found.reliability)
        )
        columns[question.id] = _column(
            question, [unit.id for unit in readable], around, judged, found.units
        )
    units = [
        UnitInReport(
            unit.id,
            unit.name,
            unit.above,
            tuple(tree.upwards(unit.id)),
            in_wave[unit.id].invited,
            in_wave[unit.id].ballots,
            {name: column[unit.id] for name, column in columns.items() if unit.id in column},
        )
        for unit in readable
    ]
    return OrganisationReport(around.wave, overall if readable else (), units)


def _column(
    question: Question,
    units: Sequence[UUID],
    around: Landscape,
    judged: Flags,
    estimates: Mapping[UUID, Estimate],
) -> dict[UUID, Cell]:
    given = around.newest.histograms[question.id]
    invited = {unit.id: unit.invited for unit in around.newest.units}
    there = [unit for unit in units if unit in given]
    here = around.of(question)
    counts = table(question, [given[unit] for unit in there])
    found = levels(
        counts, values(question), [invited[unit] for unit in there], prior_sd=here.within_sd
    )
    return {
        unit: Cell(
            line,
            estimates.get(unit),
            _status(question, unit, around, judged),
            around.changes.get((unit, question.id)),
        )
        for unit, line in zip(there, found, strict=True)
    }


def _status(question: Question, unit: UUID, around: Landscape, judged: Flags) -> Status:
    step = around.changes.get((unit, question.id))
    return "first" if step is None else judged.status(unit, question, step, newest=True)


def _weighted(question: Question, around: Landscape) -> WeightedMean | InsufficientData:
    """Return the organisation's mean in which each published part counts by its people."""
    parts = strata(around.newest, question.id)
    found = many_moments(table(question, [counts for counts, _ in parts]), values(question))
    guarded = guarded_sds(found, around.of(question).within_sd)
    numbers = zip(found.n.astype(int).tolist(), found.mean.tolist(), guarded.tolist(), strict=True)
    return weighted_mean(
        [
            Stratum(Moments(n, mean, sd), max(people, n))
            for (n, mean, sd), (_, people) in zip(numbers, parts, strict=True)
        ]
    )
