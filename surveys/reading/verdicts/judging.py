"""The verdicts of all units, worked out from published results and the register of changes.

The same results and the same register give the same verdicts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

import numpy as np

from surveys.instrument import Question
from surveys.reading.shares import groups_of
from surveys.reading.verdicts.families import Hulls, Published, cells_of, hulls_of, scale_of
from surveys.reading.verdicts.verdict import (
    Edition,
    FoundChange,
    LinePoint,
    Listed,
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
from surveys.statistics.verdict.edition import Family, Model, model
from surveys.statistics.verdict.fitting import fit
from surveys.statistics.verdict.hull import BEST, WORST
from surveys.statistics.verdict.levels import FAVOURABLE as GOOD_LEVEL
from surveys.statistics.verdict.levels import (
    UNFAVOURABLE,
    LevelVerdict,
    least_unfavourable_share,
    level_p,
    level_verdict,
)
from surveys.statistics.verdict.lists import order, outstanding
from surveys.statistics.verdict.posterior import ChangeSize, Posterior
from surveys.statistics.verdict.register import Told, status, told_size
from surveys.statistics.verdict.thresholds import calibrate
from surveys.statistics.verdict.year import untold_evidence, walk, with_told, yearly_p

MIN_HISTORY = 8
"""Waves before the year for which thresholds are made, at least.

With the waves that there are, thresholds would grow from wave to wave of a programme's second year,
and more than the chosen share of units would have a badge without cause in it (.15 for .10).
"""

WAVES_TO_NOTICE = 6
HALF_A_POINT, A_POINT = 0.5, 1.0
_DECIMALS = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Confirmed:
    """A row of the register: a change that was told, by unit, question and waves."""

    unit: UUID
    question: str
    onset: UUID
    confirmed: UUID
    better: bool


@dataclass(frozen=True)
class Outcome:
    """The verdicts by unit and question, HR's list, and the changes that are told anew."""

    verdicts: Mapping[tuple[UUID, str], Verdict] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    new: Sequence[Confirmed] = ()


@dataclass
class _Steps:
    """Counts the steps of the work; a repeated one does not count beyond all."""

    progress: Progress
    total: int
    done: int = 0

    def next(self) -> None:
        self.done = min(self.done + 1, self.total)
        self.progress(self.done, self.total)


@dataclass(frozen=True)
class _Judged:
    """One family after its judgement; questions and units in the order of the model."""

    published: Published
    questions: Sequence[Question]
    counts: Sequence[Floats]
    units: Sequence[UUID]
    model: Model
    budget: float

    @cached_property
    def limits(self) -> Floats:
        return self.model.thresholds(self.budget)

    @property
    def told(self) -> Sequence[Told]:
        return self.model.family.told


def judge(
    published: Published,
    register: Sequence[Confirmed],
    budget: float,
    *,
    judged_through: date | None = None,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Return the verdicts on all units after the newest wave.

    Waves that closed after `judged_through` are judged one after the other (all where it is None);
    what the register holds stays told. `budget` is the share of unit-years with a badge without
    cause; `progress` gets the number of steps done, and of all.
    """
    new: list[Confirmed] = []
    groups = [published.lowest, published.between, published.whole]
    first = sum(judged_through is not None and day <= judged_through for _, day in published.waves)
    judged: list[_Judged] = []
    hulls = {question.id: hulls_of(published, question) for question in published.questions}
    families = [units for units in groups if units]
    steps = _Steps(progress, len(families) * (len(published.questions) + 2))
    for units in families:
        base = judged[0] if judged and published.lowest else None
        outcome, told = _judge_family(published, hulls, units, register, budget, first, base, steps)
        judged.append(outcome)
        new += told
    verdicts: dict[tuple[UUID, str], Verdict] = {}
    for family in judged:
        verdicts |= _verdicts(family)
        steps.next()
    if published.whole:
        verdicts = _as_whole(verdicts, published.whole[0])
    listed = _listed([one for one in judged if one.units != published.whole], verdicts)
    edition = Edition(listed, len(published.lowest) + len(published.between), budget)
    return Outcome(verdicts, edition, new)


def _judge_family(
    published: Published,
    hulls: Mapping[str, Hulls],
    units: Sequence[UUID],
    register: Sequence[Confirmed],
    budget: float,
    first: int,
    base: _Judged | None,
    steps: _Steps,
) -> tuple[_Judged, list[Confirmed]]:
    """Fit, calibrate and judge one family; parameters never know what the newest wave tells."""
    rows = [next(iter(hulls.values())).rows[unit] for unit in units] if hulls else []
    questions = [q for q in published.questions if hulls[q.id].counts[rows].any()]
    shared = {q.id: place for place, q in enumerate(base.questions)} if base else {}
    s2 = [
        base.model.family.questions[shared[q.id]].s2 if base and q.id in shared else None
        for q in questions
    ]
    read = [
        cells_of(published, q, hulls[q.id], units, s2=known)
        for q, known in zip(questions, s2, strict=True)
    ]
    parts = [
        base.model.parameters[shared[q.id]].r / known if base and known else None
        for q, known in zip(questions, s2, strict=True)
    ]
    breaks = published.breaks(units)
    last = len(published.waves) - 1
    told = _told_of(published, units, questions, register)
    before = [one for one in told if one.confirmed < last]

    def fitted(known: Sequence[Told]) -> Model:
        family = Family(read, known, breaks)
        parameters = []
        for place, one in enumerate(read):
            fit_of = fit(one, family.known(place), r_part=parts[place])
            parameters.append(fit_of.parameters)
            steps.next()
        history = int((~published.timing.in_last_year).sum())
        return model(family, parameters=parameters, history=max(history, MIN_HISTORY))

    family = fitted(before)
    at_last = [one for one in told if one.confirmed == last]
    new: list[Told] = []
    if first <= last:
        new = walk(family, budget, first)
        earlier = [one for one in new if one.confirmed < last]
        if earlier:
            # What was told earlier is part of the model before the newest wave is judged.
            family = fitted([*before, *earlier])
            new = [*earlier, *walk(family, budget, last)]
        at_last += [one for one in new if one.confirmed == last]
    if at_last:
        family = with_told(family, at_last)
    steps.next()
    confirmed = [
        Confirmed(
            units[one.unit],
            questions[one.question].id,
            published.waves[one.onset][0],
            published.waves[one.confirmed][0],
            one.sign > 0,
        )
        for one in new
    ]
    counts = [hulls[q.id].counts[rows] for q in questions]
    return _Judged(published, questions, counts, units, family, budget), confirmed


def _told_of(
    published: Published,
    units: Sequence[UUID],
    questions: Sequence[Question],
    register: Sequence[Confirmed],
) -> list[Told]:
    """Return the rows of the register about a family; those from before the window are left out."""
    rows = {unit: row for row, unit in enumerate(units)}
    columns = {question.id: column for column, question in enumerate(questions)}
    waves = {wave: place for place, (wave, _) in enumerate(published.waves)}
    told = [
        Told(
            rows[one.unit],
            columns[one.question],
            waves.get(one.onset, -1),
            waves[one.confirmed],
            1 if one.better else -1,
        )
        for one in register
        if one.unit in rows and one.question in columns and one.confirmed in waves
    ]
    return sorted(told, key=lambda one: (one.confirmed, one.unit, one.question))


def _verdicts(judged: _Judged) -> dict[tuple[UUID, str], Verdict]:
    """Return the verdict of each unit and question of a family."""
    noticed = _noticed(judged)
    told = {key: _told_verdict(judged, one) for key, one in _last_told(judged).items()}
    breaks = {one.unit: one.wave for one in judged.model.family.breaks if one.wave > 0}
    verdicts: dict[tuple[UUID, str], Verdict] = {}
    for column, question in enumerate(judged.questions):
        cells = judged.model.family.questions[column]
        counts = judged.counts[column]
        for units in blocks(len(judged.units)):
            result = judged.model.posterior(column, units)
            rates = judged.model.rates(column, units)
            for place, row in enumerate(units.tolist()):
                unit, present = judged.units[row], cells.present[row]
                if not present.any():
                    continue
                change = told.get((row, column))
                standing = change if isinstance(change, FoundChange) else None
                newest = int(np.nonzero(present)[0][-1])
                level = _level(question, result, place, counts[row, newest], judged, unit)
                line = _line(judged, question, result, place, unit, present)
                since = breaks.get(row)
                sign = None if standing is None else 1 if standing.better else -1
                verdicts[unit, question.id] = Verdict(
                    unit,
                    question.id,
                    statement.verdict(int(present.sum()), int((rates[place] > 0).sum()), sign),
                    standing,
                    change if isinstance(change, PastChange) else None,
                    level,
                    line,
                    noticed.get((int(judged.model.year_classes[row]), column)),
                    None if since is None else judged.published.waves[since][1],
                    judged.budget,
                )
    return verdicts


def _last_told(judged: _Judged) -> dict[tuple[int, int], Told]:
    """Return the last change told of each chart."""
    return {(one.unit, one.question): one for one in judged.told}


def _told_verdict(judged: _Judged, one: Told) -> FoundChange | PastChange:
    """Return a change that was told as it stands now."""
    family, alone = judged.model.family, np.array([one.unit])
    known = [replace(c, unit=0) for c in family.known(one.question) if c.unit == one.unit]
    size = told_size(judged.model.conditional(one.question, alone), replace(one, unit=0), known)
    onset = _onset(judged.published, one, size)
    stands = status(one, size, judged.told, judged.published.timing)
    if stands != "told" or size is None:
        faded = stands == "no longer visible"
        return PastChange(one.sign > 0, onset, "no longer visible" if faded else "steady")
    seen = untold_evidence(judged.model, alone)
    log_evidence = max(seen.chart[one.question, 0, -1], seen.team[0, -1])
    evidence = float(np.exp(min(log_evidence, 700.0)))
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


def _level(
    question: Question,
    result: Posterior,
    place: int,
    newest: Floats,
    judged: _Judged,
    unit: UUID,
) -> LevelVerdict:
    """Return the verdict on the level at the newest wave."""
    unfavourable = groups_of(question).get("unfavourable", ())
    reissued = judged.published.newest_place[unit].reissued
    share = 0.0
    if unfavourable:
        counts = [round(count) for count in newest.tolist()]
        share = least_unfavourable_share(counts, unfavourable, scale_of(question), reissued)
    bad = float(result.below(UNFAVOURABLE)[place])
    good = 1 - float(result.below(GOOD_LEVEL)[place])
    return level_verdict(round(bad, _DECIMALS), round(good, _DECIMALS), share)


def _line(
    judged: _Judged,
    question: Question,
    result: Posterior,
    place: int,
    unit: UUID,
    present: Bools,
) -> list[LinePoint]:
    """Return the level from the unit's first wave on, on the question's own scale."""
    scale, points = scale_of(question), []
    reach = None
    for wave in range(int(np.argmax(present)), len(judged.published.waves)):
        if (at := judged.published.places[wave].get(unit)) is not None:
            answered, invited = at.participation.lowest_share, at.participation.invited
            shown = answered is not None and shows_silent(answered, invited or 0)
            reach = silent_reach(answered) if shown and answered is not None else None
        level, low, high = (
            float(row[place, wave]) for row in (result.level, result.low, result.high)
        )
        values = [level, low, high]
        if reach is not None:
            values += [max(low - reach, WORST), min(high + reach, BEST)]
        own = [round(scale.own(value), _DECIMALS) for value in values]
        points.append(LinePoint(judged.published.waves[wave][0], *own))
    return points


def _noticed(judged: _Judged) -> dict[tuple[int, int], Noticed]:
    """Return how often changes are noticed, by size class; the same for every question."""
    noticed: dict[tuple[int, int], Noticed] = {}
    for place, calibration in judged.model.calibrations.items():
        design = judged.model.designs[place]
        half, whole = (
            calibration.noticed(
                calibrate(design, change=size, within=WAVES_TO_NOTICE), judged.budget
            )
            for size in (HALF_A_POINT, A_POINT)
        )
        both = Noticed(round(half, _DECIMALS), round(whole, _DECIMALS))
        noticed |= {(place, column): both for column in range(len(judged.questions))}
    return noticed


def _as_whole(
    verdicts: Mapping[tuple[UUID, str], Verdict], whole: UUID
) -> dict[tuple[UUID, str], Verdict]:
    """Mark the changes that are those of the whole organisation."""
    marked = dict(verdicts)
    for (unit, question), verdict in verdicts.items():
        of_whole = verdicts.get((whole, question))
        if unit == whole or verdict.found is None or of_whole is None or of_whole.found is None:
            continue
        mine, theirs = verdict.found, of_whole.found
        together = mine.onset.first <= theirs.onset.last and theirs.onset.first <= mine.onset.last
        if mine.better == theirs.better and together:
            marked[unit, question] = replace(verdict, found=replace(mine, as_whole=True))
    return marked


def _listed(
    families: Sequence[_Judged], verdicts: Mapping[tuple[UUID, str], Verdict]
) -> list[Listed]:
    """Return HR's list: units that stand out among all, then those with something to tell."""
    units = [unit for family in families for unit in family.units]
    if not units:
        return []
    names = list(dict.fromkeys(q.id for family in families for q in family.questions))
    change = np.concatenate([yearly_p(family.model) for family in families])
    levels = np.full((len(names), len(units)), np.nan)
    start = 0
    for family in families:
        stop = start + len(family.units)
        for column, question in enumerate(family.questions):
            p = level_p(
                family.model.family.questions[column],
                family.model.parameters[column],
                _since(family, column),
            )
            levels[names.index(question.id), start:stop] = p
        start = stop
    among = outstanding(change, levels).units
    tells = np.array([_tells(unit, names, verdicts) for unit in units])
    smallest = np.fmin(change, np.fmin.reduce(levels, axis=0))
    smallest = np.where(np.isnan(smallest), 1.0, smallest)
    # What HR reads of a unit is what the unit's own page says.
    among = among & tells
    return [
        Listed(units[row], bool(among[row]), round(float(smallest[row]), 6))
        for row in order(among, smallest, tells)
    ]


def _tells(unit: UUID, names: Sequence[str], verdicts: Mapping[tuple[UUID, str], Verdict]) -> bool:
    """Return whether the unit's own page has something to tell besides the whole's change."""
    return any(
        verdict.is_listed for name in names if (verdict := verdicts.get((unit, name))) is not None
    )


def _since(family: _Judged, column: int) -> Integers:
    """Return the onset of the last known change of each unit, 0 without one."""
    since = np.zeros(len(family.units), dtype=np.int64)
    for change in family.model.family.known(column):
        since[change.unit] = max(since[change.unit], change.onset)
    return since
