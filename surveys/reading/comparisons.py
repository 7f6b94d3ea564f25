"""Comparisons of a unit with the published units above it, and how much differences are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from cachetools import LRUCache, cached

from surveys.installation import Installation
from surveys.instrument import Indicator, Question
from surveys.reading import comparison_sentences, shown
from surveys.reading.baseline import Baseline, shown_as_trend, table, values
from surveys.reading.reading import Edition, Reading
from surveys.reading.shown import UnitResults
from surveys.statistics import InsufficientData
from surveys.statistics.histogram import many_moments, moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Level, level
from surveys.statistics.pooling import Position, Reliability, pool, reliability
from surveys.texts import Texts


@dataclass(frozen=True)
class LargerUnit:
    """A published unit above another: its means by question and wave (5 = good on 1 to 5).

    `latest` holds the levels in the newest wave of the unit that is compared with it.
    """

    unit: UUID
    name: str
    is_root: bool
    means: Mapping[str, Mapping[UUID, float]]
    latest: Mapping[str, Level]


@dataclass(frozen=True)
class Comparisons:
    """The published units above a unit, nearest first, and its positions among all lowest units.

    `positions` has, by question, where the unit probably stands in the newest wave; never its rank.
    """

    above: Sequence[LargerUnit]
    positions: Mapping[str, Position] = field(default_factory=dict)

    @property
    def whole(self) -> LargerUnit | None:
        """The largest of them, usually the organisation; None without any."""
        return self.above[-1] if self.above else None

    def in_words(self, question: str, indicator: Indicator, language: str) -> str:
        """Return the averages of the larger units, and whether this unit differs from all."""
        texts = Texts(language)
        sentences = [
            texts.gettext("{unit}: {mean}.").format(
                unit=larger.name, mean=texts.number(larger.latest[question].mean)
            )
            for larger in self.above
            if question in larger.latest
        ]
        if (position := self.positions.get(question)) is not None:
            sentences.append(comparison_sentences.position(position, indicator, texts))
        return " ".join(sentences)


@dataclass(frozen=True)
class Differences:
    """How units differ on a question in the newest wave, and where each of them stands."""

    reliability: Reliability | InsufficientData
    positions: Mapping[UUID, Position] = field(default_factory=dict)


def read_comparisons(reading: Reading, unit: UUID) -> Comparisons:
    """Return the parent of a unit and the whole organisation, as far as they are published.

    Their numbers are open to everybody who may read the unit: a team may know how the whole is
    doing. Numbers of other teams are not. Raises NotAllowedError when the unit is not open to the
    reader.
    """
    reading.check_may_read(unit)
    baseline, questions = reading.baseline, shown_as_trend(reading.instrument)
    visible = [u for u in baseline.above(unit) if baseline.units[u].participation is not None]
    larger = [
        _larger_unit(above, shown.of_unit(reading.published, above), baseline, questions)
        for above in dict.fromkeys([*visible[:1], *visible[-1:]])
    ]
    own = {question.id: differences(reading, question.id).positions for question in questions}
    return Comparisons(larger, {name: at[unit] for name, at in own.items() if unit in at})


def _larger_unit(
    unit: UUID, results: UnitResults, baseline: Baseline, questions: Sequence[Question]
) -> LargerUnit:
    row = baseline.units[unit]
    means: dict[str, dict[UUID, float]] = {}
    latest: dict[str, Level] = {}
    for question in questions:
        options = values(question)
        for wave, counts in results.histograms.get(question.id, {}).items():
            if sum(counts) >= MIN_ANSWERS_FOR_MEAN:
                means.setdefault(question.id, {})[wave] = moments(counts, options).mean
        newest = baseline.newest.histograms.get(question.id, {}).get(unit)
        line = newest and level(newest, options, row.invited)
        if line and not isinstance(line, InsufficientData):
            latest[question.id] = line
    return LargerUnit(unit, row.name, row.parent_id is None, means, latest)


def nearest_published_ancestor(reading: Reading, unit: UUID) -> tuple[UUID, str] | None:
    """Return the nearest unit above one that is published in the newest wave, and its name.

    None where the unit itself is published, or no unit above it. Raises NotAllowedError when the
    unit is not open to the reader.
    """
    reading.check_may_read(unit)
    units = reading.baseline.units
    if unit not in units or units[unit].participation is not None:
        return None
    for above in reading.baseline.above(unit):
        if units[above].participation is not None:
            return above, units[above].name
    return None


def is_too_small(reading: Reading, unit: UUID) -> bool:
    """Return whether so few people are invited in a unit that it can never have numbers.

    That follows from how many are invited alone, so it tells nothing about who answered. Raises
    NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    row, least = reading.baseline.units.get(unit), reading.baseline.newest.bands.least
    return row is not None and row.invited is not None and row.invited <= least


def _key(reading: Reading, question_id: str) -> tuple[Installation, Edition, str]:
    return reading.installation, reading.edition, question_id


@cached(LRUCache(200), key=_key, lock=Lock())
def differences(reading: Reading, question_id: str) -> Differences:
    """Return how the lowest published units differ on a question that has an average.

    Empirical Bayes with a 90 % interval, from eight units on. Worked out once per edition; the same
    for every reader.
    """
    baseline, question = reading.baseline, reading.instrument.question(question_id)
    counts = baseline.newest.histograms.get(question_id, {})
    teams = [unit for unit in baseline.teams if sum(counts.get(unit, ())) >= 2]
    of_teams = many_moments(table(question, [counts[unit] for unit in teams]), values(question))
    real = reliability(
        of_teams.n.astype(int).tolist(), of_teams.mean.tolist(), of_teams.sd.tolist()
    )
    within = baseline.prior_sd(question)
    pooled = pool(of_teams.mean.tolist(), (within**2 / of_teams.n).tolist())
    if isinstance(pooled, InsufficientData):
        return Differences(real)
    positions = zip(teams, (estimate.position for estimate in pooled.units), strict=True)
    return Differences(real, dict(positions))
