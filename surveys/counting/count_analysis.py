"""Analyses of whole ballots during the count, which histograms cannot provide. Pure.

Only rounded outcomes about large groups leave this module: drivers of mood and work-life balance in
the organisation and in units of 100 or more, the internal consistency of scales, and the offset of
each question of a scale from the whole scale. All of it is worked out of blurred answers: with the
published histograms beside them, exact means and correlations would undo the blur of an atom.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import numpy as np

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import Atom
from surveys.counting.joint_blur import blurred, moved_by_side
from surveys.counting.side_counts import CoarseAtom
from surveys.counting.tally import Tally
from surveys.counting.two_sides import Compared
from surveys.counting.variables import SKIPPED, scale_questions, variables_of
from surveys.instrument import Instrument, Question
from surveys.statistics import InsufficientData
from surveys.statistics import consistency as of_scale
from surveys.statistics import drivers as of_outcome
from surveys.statistics.consistency import consistency
from surveys.statistics.drivers import drivers
from surveys.statistics.histogram import Floats
from surveys.statistics.share import largest_remainders

OUTCOMES = ("mood", "work_life_balance")
"""The indicators whose anchor questions are the outcomes of the driver analysis."""

MIN_DIFFERENCE = 10
"""Minimum number of ballots in which two units with an analysis of drivers differ."""

MOST_OF_A_BLOCK = 10
"""The most questions beside the anchors that are drivers: a start measurement asks several blocks.

Its questions are near copies of each other and of the anchors, which would share out one influence
among five, so only the anchors are compared there.
"""

Kind = Literal["drivers", "consistency", "offset", "sides"]


@dataclass(frozen=True)
class Finding:
    """One outcome for one unit; `subject` is the question or indicator that it is about."""

    unit: UUID
    kind: Kind
    subject: str
    outcome: Mapping[str, Any]


class WholeBallots:
    """The answers of whole ballots, by unit; without comments and without order."""

    def __init__(self, questions: Sequence[Question], compared: Compared | None = None) -> None:
        """Select the questions of a wave that have an average; those about health are not shown.

        Leaders are told from others where that is `compared`.
        """
        self._compared = compared
        self._collected = tuple(q for q in questions if q.scale.values)
        self.questions = tuple(q for q in self._collected if q.sensitive is None)
        self._oriented = [
            (q.id, tuple(q.oriented(option) for option in range(q.scale.size)))
            for q in self._collected
        ]
        self._rows: dict[tuple[UUID, bool], list[bytes]] = {}
        self._blurred: dict[Atom[UUID], list[bytes]] = {}

    def collect(self, ballots: Iterable[Ballot]) -> Iterator[Ballot]:
        """Yield the ballots unchanged, one by one, and store their answers."""
        for ballot in ballots:
            answers = ballot.answers
            row = bytes(
                oriented[answers[question][0]] if question in answers else SKIPPED
                for question, oriented in self._oriented
            )
            leads = self._compared is not None and self._compared.leads(ballot.answers)
            self._rows.setdefault((ballot.unit, leads), []).append(row)
            yield ballot

    def blur(self, coarse: Mapping[Atom[UUID], CoarseAtom], instrument: Instrument) -> None:
        """Blur the answers of each atom; `coarse` has their published numbers."""
        place = {question.id: number for number, question in enumerate(self._collected)}
        scales = [scale for scale in variables_of(self._collected, instrument) if scale.questions]
        in_scales = {question for scale in scales for question in scale.questions}
        groups = [(scale.questions, scale) for scale in scales]
        groups_of_one = [((question,), None) for question in place if question not in in_scales]
        for atom, published in coarse.items():
            # Sorted, so that not even the last digit of a sum discloses the order of counting.
            leading, others = (
                sorted(row for unit in atom for row in self._rows.get((unit, leads), ()))
                for leads in (True, False)
            )
            rows = [*leading, *others] if published.cut else sorted([*leading, *others])
            columns: list[Sequence[int]] = list(zip(*rows, strict=True))
            for names, scale in (*groups, *groups_of_one):
                answers = list(zip(*(columns[place[name]] for name in names), strict=True))
                counts = [published.counts[name] for name in names]
                if published.cut:
                    n, cut = len(leading), [published.cut.get(name) for name in names]
                    answers = moved_by_side(answers[:n], answers[n:], cut)
                moved = blurred(answers, counts, scale, published.reissued)
                for name, column in zip(names, zip(*moved, strict=True), strict=True):
                    columns[place[name]] = column
            self._blurred[atom] = sorted(map(bytes, zip(*columns, strict=True)))

    def values_in(self, atoms: Iterable[Atom[UUID]]) -> tuple[Floats, list[int]]:
        """Return the blurred values in atoms (NaN = skipped), and the atom number of each row."""
        rows, group = [], []
        for number, atom in enumerate(atoms):
            rows += self._blurred[atom]
            group += [number] * len(self._blurred[atom])
        codes = np.frombuffer(b"".join(rows), dtype=np.uint8)
        codes = codes.reshape(len(rows), len(self._collected))
        table = np.full((len(rows), len(self.questions)), np.nan)
        for column, question in enumerate(self.questions):
            values = np.asarray(question.scale.values, dtype=float)
            options = codes[:, self._collected.index(question)]
            answered = options != SKIPPED
            table[answered, column] = values[options[answered]]
        return table, group


def analyse_ballots(
    whole: WholeBallots, counted: Tally, root: UUID, instrument: Instrument
) -> list[Finding]:
    """Return the outcomes of whole ballots that may be stored; `root` is the organisation.

    The result depends only on the contents of each atom, so exchanging two people within an atom
    changes nothing.
    """
    findings: list[Finding] = []
    if _different(counted).get(root, 0) < of_scale.MIN_PEOPLE_FOR_CONSISTENCY:
        return findings
    whole.blur(counted.coarse, instrument)
    for unit in with_drivers(counted):
        table, groups = whole.values_in(counted.atoms_by_unit[unit])
        findings += _drivers(unit, table, groups, whole.questions, instrument)
    table, _ = whole.values_in(counted.atoms_by_unit[root])
    return [*findings, *_scales(root, table, whole.questions, instrument)]


def leaders_and_others(counted: Tally, root: UUID) -> list[Finding]:
    """Return both sides of each question that they are compared on, of the organisation alone."""
    return [
        Finding(root, "sides", question, sums._asdict()) for question, sums in counted.sides.items()
    ]


def _different(counted: Tally) -> dict[UUID, int]:
    """Return the number of ballots of each unit less that of its reissued tokens."""
    return {unit: n - counted.reissued.get(unit, 0) for unit, n in counted.ballots.items()}


def with_drivers(counted: Tally) -> list[UUID]:
    """Return the units that have an analysis of drivers, the largest first.

    They have 100 ballots or more. What is left of each when all others inside it are taken away has
    10 or more, or none: the difference between analyses is never about a few people. A unit that
    would leave fewer of a larger one has no analysis.
    """
    ballots = _different(counted)
    atoms = {unit: frozenset(held) for unit, held in counted.atoms_by_unit.items()}
    chosen: list[UUID] = []
    left: dict[UUID, int] = {}
    for unit in sorted(atoms, key=lambda unit: (-ballots[unit], str(unit))):
        above = [larger for larger in chosen if atoms[unit] <= atoms[larger]]
        # The last is the smallest; units with the same atoms have the same analysis.
        rest = left[above[-1]] - ballots[unit] if above else 0
        if above and atoms[above[-1]] == atoms[unit]:
            left[unit] = left[above[-1]]
        elif ballots[unit] < of_outcome.MIN_PEOPLE_FOR_DRIVERS or 0 < rest < MIN_DIFFERENCE:
            continue
        else:
            left[unit] = ballots[unit]
            if above:
                left[above[-1]] = rest
        chosen.append(unit)
    return chosen


def _drivers(
    unit: UUID,
    table: Floats,
    groups: Sequence[int],
    questions: Sequence[Question],
    instrument: Instrument,
) -> Iterator[Finding]:
    anchors = [i for i, q in enumerate(questions) if q.role == "anchor"]
    block = [i for i, q in enumerate(questions) if q.role != "anchor" and q.scale.type != "number"]
    for outcome in anchors:
        if instrument.indicator(questions[outcome].indicator).id not in OUTCOMES:
            continue
        others = [anchor for anchor in anchors if anchor != outcome]
        # Questions about the outcome itself would only show that it correlates with itself.
        depth = [i for i in block if questions[i].indicator != questions[outcome].indicator]
        if len(block) > MOST_OF_A_BLOCK:
            depth = []
        # The whole block or none of it: with few complete answers only the anchors remain.
        for chosen in ([*others, *depth], others) if depth else (others,):
            [complete] = np.nonzero(~np.isnan(table[:, [*chosen, outcome]]).any(axis=1))
            members = [groups[person] for person in complete.tolist()]
            estimate = drivers(table[complete][:, chosen], table[complete, outcome], members)
            if not isinstance(estimate, InsufficientData):
                names = [questions[predictor].id for predictor in chosen]
                numbers = _rounded(estimate, names)
                yield Finding(unit, "drivers", questions[outcome].id, numbers)
                break


def _rounded(estimate: of_outcome.Drivers, names: Sequence[str]) -> dict[str, Any]:
    """Return drivers as they are stored: whole percentages, and people rounded down to tens.

    Their shares add up to 100 %.
    """
    percents = largest_remainders([driver.share for driver in estimate.drivers], 100)
    return {
        "n": estimate.n // 10 * 10,
        "explained": round(estimate.explained, 2),
        "empty": round(estimate.empty, 2),
        "strongest": None if estimate.strongest is None else names[estimate.strongest],
        "drivers": {
            name: {
                "share": percent / 100,
                "low": min(round(driver.low, 2), percent / 100),
                "high": max(round(driver.high, 2), percent / 100),
                "together": driver.together,
                "lmg": None if driver.lmg is None else round(driver.lmg, 2),
            }
            for name, driver, percent in zip(names, estimate.drivers, percents, strict=True)
        },
    }


def _scales(
    root: UUID, table: Floats, questions: Sequence[Question], instrument: Instrument
) -> Iterator[Finding]:
    columns = {question.id: number for number, question in enumerate(questions)}
    for indicator in instrument.indicators:
        index = scale_questions(indicator, columns)
        if not index:
            continue
        answers = table[:, [columns[question.id] for question in index]]
        complete = answers[~np.isnan(answers).any(axis=1)]
        estimate = consistency(complete)
        if isinstance(estimate, InsufficientData):
            continue
        yield Finding(
            root,
            "consistency",
            indicator.id,
            {
                "n": estimate.n // 10 * 10,
                "questions": estimate.questions,
                "alpha": round(estimate.alpha, 2),
                "low": round(estimate.low, 2),
                "high": round(estimate.high, 2),
                "omega": None if estimate.omega is None else round(estimate.omega, 2),
            },
        )
        offsets = complete - complete.mean(axis=1, keepdims=True)
        for question, column in zip(index, offsets.T, strict=True):
            error = float(column.std(ddof=1)) / len(column) ** 0.5
            numbers = {"offset": round(float(column.mean()), 3), "error": round(error, 3)}
            yield Finding(root, "offset", question.id, numbers)
