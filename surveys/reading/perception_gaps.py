"""How leaders and staff of the whole organisation see the same questions, side by side.

Leaders are those who said that they lead people, staff is everybody else. Nothing here is about a
unit. Statements about all questions share one error, so that comparing many of them does not find
differences by chance.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from db import analyses, wave_units, waves
from surveys.instrument import Question
from surveys.reading import shown
from surveys.reading.bands import Bands, Counts
from surveys.reading.levels import away_by_reduction
from surveys.reading.reading import Reading
from surveys.reading.seen_by_both import PerceptionGaps, SeenByBoth
from surveys.reading.verdicts.families import scale_of
from surveys.statistics import InsufficientData
from surveys.statistics.difference import difference
from surveys.statistics.level import Away


def read_perception_gaps(reading: Reading) -> PerceptionGaps | None:
    """Return what leaders and staff see differently; None where that is not published.

    For everybody who reads results of any unit. What is older than a whole cycle of questions is
    not told any more.
    """
    found = analyses.newest_of_kind(reading.published, analyses.SIDES)
    if found is None or not reading.units:
        return None
    wave, by_unit = found
    parent = wave_units.tree(reading.published, wave)
    root = next(unit for unit, above in parent.items() if above is None)
    counted = shown.wave_of_unit(reading.published, root, wave)
    if counted is None or counted.wave.participation is None or root not in by_unit:
        return None
    last = waves.last_number(reading.published)
    if last - (counted.wave.number or 0) >= reading.instrument.rotation.cycle:
        return None
    questions = list(_compared(reading, wave, counted.bands, by_unit[root]))
    order = {name: place for place, name in enumerate(counted.questions)}
    questions.sort(key=lambda one: order[one.question.id])
    is_newest = wave == reading.baseline.wave
    return PerceptionGaps(counted.wave, questions, is_newest) if questions else None


def _compared(
    reading: Reading, wave: UUID, bands: Bands, outcomes: Mapping[str, Any]
) -> Sequence[SeenByBoth]:
    known = sum(wave_units.own_leaders(reading.published, wave).values())
    others = sum(wave_units.own_invited(reading.published, wave).values()) - known
    seen = []
    for name, outcome in outcomes.items():
        question = reading.instrument.question(name)
        of = Bands(bands.k_distribution, bands.k_distribution, outcome["reissued"])
        sides = [
            _as_shown(question, counts, away, invited, of)
            for counts, away, invited in zip(
                (outcome["leading"], outcome["others"]),
                outcome["away"],
                (known, others),
                strict=True,
            )
        ]
        if (leading := sides[0]) is None or (rest := sides[1]) is None:
            continue
        estimate = difference(
            leading[0],
            rest[0],
            question.scale.values or (),
            comparisons=len(outcomes),
            away=(leading[1], rest[1]),
            prior_sd=reading.baseline.prior_sd(question),
        )
        if not isinstance(estimate, InsufficientData):
            indicator = reading.instrument.indicator(question.indicator)
            seen.append(SeenByBoth(question, indicator, estimate))
    return seen


def _as_shown(
    question: Question, counts: Counts, away: tuple[int, int], known: int, bands: Bands
) -> tuple[Counts, Away] | None:
    """Return one side as it may be shown, and how far its true mean may lie away.

    More people may say that they lead than are known to: of those, who took part is not known.
    """
    invited = known if sum(counts) <= known else None
    if bands.of(sum(counts), invited) is None:
        return None
    reduced = bands.reduce(counts, invited)
    by_reduction = away_by_reduction(reduced, invited, bands, scale_of(question))
    worse, better = (steps / sum(reduced) for steps in away)
    return reduced, Away(by_reduction.worse + worse, by_reduction.better + better)
