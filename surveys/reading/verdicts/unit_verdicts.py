"""The verdicts on the units of one family that was judged: changes told, levels, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

import numpy as np

from surveys.instrument import Question
from surveys.reading.blur import hull_behind
from surveys.reading.shares import groups_of
from surveys.reading.verdicts.families import Published, scale_of
from surveys.reading.verdicts.verdict import (
    FoundChange,
    LinePoint,
    Noticed,
    Onset,
    PastChange,
    Verdict,
)
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict import statement
from surveys.statistics.verdict.around import shows_silent, silent_reach
from surveys.statistics.verdict.cells import Bools, Integers
from surveys.statistics.verdict.conditional import blocks
from surveys.statistics.verdict.edition import Model
from surveys.statistics.verdict.evidence import Evidence
from surveys.statistics.verdict.hull import BEST, WORST
from surveys.statistics.verdict.levels import (
    FAVOURABLE,
    UNFAVOURABLE,
    least_unfavourable_share,
    level_verdict,
)
from surveys.statistics.verdict.moved import Moved
from surveys.statistics.verdict.posterior import ChangeSize, Posterior
from surveys.statistics.verdict.register import Told, status, told_size
from surveys.statistics.verdict.thresholds import calibrate
from surveys.statistics.verdict.year import untold_evidence

WAVES_TO_NOTICE, YEARS_TO_NOTICE = 6, 1_000
HALF_A_POINT, A_POINT = 0.5, 1.0
_DECIMALS = 3
_MAX_LOG = 700.0


@dataclass(frozen=True)
class JudgedFamily:
    """One family after its judgement; questions and units in the order of the model.

    `counts` has the histograms of each question, (units, waves, options), and `moved` how far their
    true means may lie away; what was told includes the newest wave.
    `seen` is the evidence of all units before anything of the newest wave was told, so that telling
    changes no p-value.
    """

    published: Published
    questions: Sequence[Question]
    counts: Sequence[Floats]
    moved: Sequence[Moved]
    units: Sequence[UUID]
    model: Model
    budget: float
    seen: Evidence

    @cached_property
    def limits(self) -> Floats:
        """The threshold of each unit, (units,)."""
        return self.model.thresholds(self.budget)

    @property
    def told(self) -> Sequence[Told]:
        """All changes that were told."""
        return self.model.family.told

    @cached_property
    def reach(self) -> Floats:
        """How far silent people may move each unit's level in each wave, (units, waves).

        On the scale from 1 to 5; that of the newest wave before where a unit is not published, NaN
        where it is not shown.
        """
        reach = np.full((len(self.units), len(self.published.waves)), np.nan)
        for row, unit in enumerate(self.units):
            newest = np.nan
            for wave, places in enumerate(self.published.places):
                if (at := places.get(unit)) is not None:
                    answered, invited = at.participation.lowest_share, at.participation.invited
                    newest = np.nan
                    if answered is not None and shows_silent(answered, invited or 0):
                        newest = silent_reach(answered)
                reach[row, wave] = newest
        return reach


def verdicts_of(judged: JudgedFamily) -> dict[tuple[UUID, str], Verdict]:
    """Return the verdict of each unit and question of a family."""
    noticed = _noticed(judged)
    last_told = {(one.unit, one.question): one for one in judged.told}
    told = {key: _told_verdict(judged, one) for key, one in last_told.items()}
    breaks = {one.unit: one.wave for one in judged.model.family.breaks if one.wave > 0}
    verdicts: dict[tuple[UUID, str], Verdict] = {}
    for column, question in enumerate(judged.questions):
        cells = judged.model.family.questions[column]
        in_last_year = cells.timing.in_last_year
        counts = judged.counts[column]
        for units in blocks(len(judged.units)):
            result = judged.model.posterior(column, units)
            rates = judged.model.rates(column, units)
            bad = result.below(UNFAVOURABLE).round(_DECIMALS)
            good = (1 - result.below(FAVOURABLE)).round(_DECIMALS)
            lines = _lines(judged, column, result, units)
            for place, row in enumerate(units.tolist()):
                unit, present = judged.units[row], cells.present[row]
                if not present.any():
                    continue
                change = told.get((row, column))
                standing = change if isinstance(change, FoundChange) else None
                newest = int(np.nonzero(present)[0][-1])
                level = None
                if in_last_year[newest]:
                    share = _unfavourable(judged, question, unit, newest, counts[row, newest])
                    level = level_verdict(float(bad[place]), float(good[place]), share)
                line = lines[place][int(np.argmax(present)) :]
                past = change if isinstance(change, PastChange) else None
                since, past = _other_people(judged, breaks.get(row), present, past)
                sign = None if standing is None else 1 if standing.better else -1
                verdicts[unit, question.id] = Verdict(
                    unit,
                    question.id,
                    statement.verdict(int(present.sum()), int((rates[place] > 0).sum()), sign),
                    standing,
                    past,
                    level,
                    line,
                    noticed.get((int(judged.model.year_classes[row]), column)),
                    since,
                    judged.budget,
                    None if newest == len(present) - 1 else judged.published.waves[newest][1],
                )
    return verdicts


def _other_people(
    judged: JudgedFamily, wave: int | None, present: Bools, past: PastChange | None
) -> tuple[date | None, PastChange | None]:
    """Return from when on a chart is about other people, and its past change if that still counts.

    Nothing where the chart begins later. A break of more than a year ago is no news either: what is
    told came after it. But what was steady before it does not go on.
    """
    if wave is None or not present[:wave].any():
        return None, past
    since = judged.published.waves[wave][1]
    if judged.published.timing.in_last_year[wave]:
        return since, past
    is_older = past is not None and past.why == "steady" and past.onset.first < since
    return None, None if is_older else past


def _told_verdict(judged: JudgedFamily, one: Told) -> FoundChange | PastChange:
    """Return a change that was told as it stands now."""
    family, alone = judged.model.family, np.array([one.unit])
    known = [replace(c, unit=0) for c in family.known(one.question) if c.unit == one.unit]
    size = told_size(judged.model.conditional(one.question, alone), replace(one, unit=0), known)
    onset = _onset(judged.published, one, size)
    stands = status(one, size, judged.told, judged.published.timing)
    if stands != "told" or size is None:
        faded = stands == "no longer visible"
        return PastChange(one.sign > 0, onset, "no longer visible" if faded else "steady")
    seen = untold_evidence(judged.model, alone, one.confirmed)
    log_evidence = max(seen.chart[one.question, 0, -1], seen.team[0, -1])
    evidence = float(np.exp(min(log_evidence, _MAX_LOG)))
    scale = scale_of(judged.questions[one.question])
    words = statement.size_in_words(_on_own_scale(size, scale.own(2.0) - scale.own(1.0)), one.sign)
    return FoundChange(
        one.sign > 0,
        onset,
        words.least,
        words.most,
        statement.sureness(evidence, float(judged.limits[one.unit]), judged.budget),
        judged.published.waves[one.confirmed][1],
    )


def _on_own_scale(size: ChangeSize, point: float) -> ChangeSize:
    """Return a size in points of the question's own scale."""
    return replace(size, mean=size.mean * point, low=size.low * point, high=size.high * point)


def _onset(published: Published, one: Told, size: ChangeSize | None) -> Onset:
    if size is None:
        day = published.waves[max(one.onset, 0)][1]
        return Onset(day, day, open_ended=one.onset < 0)
    first, last = (published.waves[wave][1] for wave in (size.onset_from, size.onset_to))
    return Onset(first, last, open_ended=size.onset_from == size.earliest)


def _unfavourable(
    judged: JudgedFamily, question: Question, unit: UUID, wave: int, newest: Floats
) -> float:
    """Return the least share of unfavourable answers that a histogram leaves possible."""
    unfavourable = groups_of(question).get("unfavourable", ())
    if not unfavourable:
        return 0.0
    at, counts = judged.published.places[wave][unit], [round(count) for count in newest.tolist()]
    bands = replace(judged.published.bands[wave], reissued=at.reissued)
    invited, one_sided = at.participation.invited, question.scale.one_sided
    hull = hull_behind(counts, invited, bands, one_sided, composed=at.composed)
    return least_unfavourable_share(counts, unfavourable, hull)


def _lines(
    judged: JudgedFamily, column: int, result: Posterior, units: Integers
) -> list[list[LinePoint]]:
    """Return the level of some units in each wave, on the question's own scale."""
    scale, reach = scale_of(judged.questions[column]), judged.reach[units]
    moved = judged.moved[column].of(units)
    tables = [
        result.level,
        result.low,
        result.high,
        np.maximum(result.low - reach, WORST),
        np.minimum(result.high + reach, BEST),
    ]
    first, step = scale.own(WORST), scale.own(WORST + 1) - scale.own(WORST)
    away = [step * moved.worse, step * moved.better]
    own = np.stack([*(first + step * (table - WORST) for table in tables), *away], axis=2)
    waves = [wave for wave, _ in judged.published.waves]
    rounded = own.round(_DECIMALS).astype(object)
    # Where silent people are not shown.
    rounded[np.isnan(own)] = None
    return [
        [LinePoint(wave, *values) for wave, values in zip(waves, row, strict=True)]
        for row in rounded.tolist()
    ]


def _noticed(judged: JudgedFamily) -> dict[tuple[int, int], Noticed]:
    """Return how often changes are noticed, by size class; the same for every question."""
    noticed: dict[tuple[int, int], Noticed] = {}
    for place, calibration in judged.model.calibrations.items():
        design = judged.model.designs[place]
        half, whole = (
            calibration.noticed(
                calibrate(design, change=size, within=WAVES_TO_NOTICE, years=YEARS_TO_NOTICE),
                judged.budget,
            )
            for size in (HALF_A_POINT, A_POINT)
        )
        both = Noticed(round(half, _DECIMALS), round(whole, _DECIMALS))
        noticed |= {(place, column): both for column in range(len(judged.questions))}
    return noticed
