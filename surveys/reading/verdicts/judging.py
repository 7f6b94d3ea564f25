"""The verdicts of all units, worked out from published results and the register of changes.

The same results and the same register give the same verdicts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from surveys.instrument import Question
from surveys.reading.verdicts.families import Hulls, Published, cells_of, hulls_of
from surveys.reading.verdicts.hr_list import list_units
from surveys.reading.verdicts.unit_verdicts import JudgedFamily, verdicts_of
from surveys.reading.verdicts.verdict import (
    Edition,
    Verdict,
)
from surveys.statistics.verdict.edition import Family, Model, model
from surveys.statistics.verdict.fitting import fit
from surveys.statistics.verdict.register import Told
from surveys.statistics.verdict.year import evidence_of_all, walk, with_told

MIN_HISTORY = 8
"""Waves before the year for which thresholds are made, at least.

With the waves that there are, thresholds would grow from wave to wave of a programme's second year,
and more than the chosen share of units would have a badge without cause in it (.15 for .10). With
12, .28 of falls of half a point in one chart would be noticed within six months for .34 with 8.
"""

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
    judged: list[JudgedFamily] = []
    hulls = {question.id: hulls_of(published, question) for question in published.questions}
    families = [units for units in groups if _asked_of(published, hulls, units)]
    steps = _Steps(progress, len(families) * (len(published.questions) + 2))
    for units in families:
        base = judged[0] if judged and judged[0].units == published.lowest else None
        outcome, told = _judge_family(published, hulls, units, register, budget, first, base, steps)
        judged.append(outcome)
        new += told
    verdicts: dict[tuple[UUID, str], Verdict] = {}
    for family in judged:
        verdicts |= verdicts_of(family)
        steps.next()
    if published.whole:
        verdicts = _as_whole(verdicts, published.whole[0])
    parts = [one for one in judged if one.units != published.whole]
    # Units without numbers in the last year have neither badges nor a level.
    number = sum(int((one.model.year_classes >= 0).sum()) for one in parts)
    edition = Edition(list_units(parts, verdicts), number, budget)
    return Outcome(verdicts, edition, new)


def _judge_family(
    published: Published,
    hulls: Mapping[str, Hulls],
    units: Sequence[UUID],
    register: Sequence[Confirmed],
    budget: float,
    first: int,
    base: JudgedFamily | None,
    steps: _Steps,
) -> tuple[JudgedFamily, list[Confirmed]]:
    """Fit, calibrate and judge one family; parameters never know what the newest wave tells."""
    rows = [next(iter(hulls.values())).rows[unit] for unit in units]
    questions = _asked_of(published, hulls, units)
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
    seen = evidence_of_all(family)
    at_last = [one for one in told if one.confirmed == last]
    if at_last:
        family = with_told(family, at_last)
    new: list[Told] = []
    if first <= last:
        new = walk(family, budget, first, None if at_last else seen)
        earlier = [one for one in new if one.confirmed < last]
        if earlier:
            # What was told earlier is part of the model before the newest wave is judged.
            family = fitted([*before, *earlier])
            seen = evidence_of_all(family)
            family = with_told(family, at_last)
            new = [*earlier, *walk(family, budget, last, None if at_last else seen)]
        if newest := [one for one in new if one.confirmed == last]:
            family = with_told(family, newest)
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
    moved = [hulls[q.id].moved.of(rows) for q in questions]
    judged = JudgedFamily(published, questions, counts, moved, units, family, budget, seen)
    return judged, confirmed


def _asked_of(
    published: Published, hulls: Mapping[str, Hulls], units: Sequence[UUID]
) -> list[Question]:
    """Return the questions with numbers of some units in the window."""
    return [
        question
        for question in published.questions
        for of_all in [hulls[question.id]]
        if of_all.counts[[of_all.rows[unit] for unit in units]].any()
    ]


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


def _as_whole(
    verdicts: Mapping[tuple[UUID, str], Verdict], whole: UUID
) -> dict[tuple[UUID, str], Verdict]:
    """Mark the changes that are those of the whole organisation: not larger than that one.

    A unit that changed by more is no part of it; it may even have made it alone.
    """
    marked = dict(verdicts)
    for (unit, question), verdict in verdicts.items():
        of_whole = verdicts.get((whole, question))
        if unit == whole or verdict.found is None or of_whole is None or of_whole.found is None:
            continue
        mine, theirs = verdict.found, of_whole.found
        together = mine.onset.first <= theirs.onset.last and theirs.onset.first <= mine.onset.last
        not_larger = (mine.least or 0) <= theirs.most
        if mine.better == theirs.better and together and not_larger:
            marked[unit, question] = replace(verdict, found=replace(mine, as_whole=True))
    return marked
