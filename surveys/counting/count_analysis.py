"""Analyses of whole ballots during the count, which histograms cannot provide. Pure.

Only rounded outcomes about large groups leave this module: drivers of mood and work-life balance in
the organisation and in units of 100 or more, the internal consistency of scales, and the offset of
each question of a scale from the whole scale.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import numpy as np

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import Atom
from surveys.counting.variables import scale_questions
from surveys.instrument import Instrument, Question
from surveys.statistics import InsufficientData
from surveys.statistics import consistency as of_scale
from surveys.statistics import drivers as of_outcome
from surveys.statistics.consistency import consistency
from surveys.statistics.drivers import drivers
from surveys.statistics.histogram import Floats

OUTCOMES = ("mood", "work_life_balance")
"""The indicators whose anchor questions are the outcomes of the driver analysis."""

Kind = Literal["drivers", "consistency", "offset"]

_SKIPPED = 255
"""Code of a skipped question; no option has this number."""


@dataclass(frozen=True)
class Finding:
    """One outcome for one unit; `subject` is the question or indicator that it is about."""

    unit: UUID
    kind: Kind
    subject: str
    outcome: Mapping[str, Any]


class WholeBallots:
    """The answers of whole ballots, by unit; without comments and without order."""

    def __init__(self, questions: Sequence[Question]) -> None:
        """Select the questions of a wave that have an average, except those about health."""
        asked = [q for q in questions if q.scale.values and q.sensitive is None]
        self.questions = tuple(asked)
        self._oriented = [
            (q.id, tuple(q.oriented(option) for option in range(q.scale.size))) for q in asked
        ]
        self._rows: dict[UUID, list[bytes]] = {}

    def collect(self, ballots: Iterable[Ballot]) -> Iterator[Ballot]:
        """Yield the ballots unchanged, one by one, and store their answers."""
        for ballot in ballots:
            answers = ballot.answers
            row = bytes(
                oriented[answers[question][0]] if question in answers else _SKIPPED
                for question, oriented in self._oriented
            )
            self._rows.setdefault(ballot.unit, []).append(row)
            yield ballot

    def values_in(self, atoms: Iterable[Atom[UUID]]) -> tuple[Floats, list[int]]:
        """Return the oriented values in atoms (NaN = skipped), and the atom number of each row."""
        rows, group = [], []
        for number, atom in enumerate(atoms):
            # Sorted, so that not even the last digit of a sum discloses the order of counting.
            in_atom = sorted(row for unit in atom for row in self._rows.get(unit, ()))
            rows += in_atom
            group += [number] * len(in_atom)
        codes = np.frombuffer(b"".join(rows), dtype=np.uint8)
        codes = codes.reshape(len(rows), len(self.questions))
        table = np.full(codes.shape, np.nan)
        for column, question in enumerate(self.questions):
            values = np.asarray(question.scale.values, dtype=float)
            answered = codes[:, column] != _SKIPPED
            table[answered, column] = values[codes[answered, column]]
        return table, group


def analyse_ballots(
    whole: WholeBallots,
    atoms_by_unit: Mapping[UUID, Sequence[Atom[UUID]]],
    ballots: Mapping[UUID, int],
    root: UUID,
    instrument: Instrument,
) -> list[Finding]:
    """Return the outcomes of whole ballots that may be stored.

    `atoms_by_unit` has the atoms inside each published unit, `ballots` the number of ballots in
    them; `root` is the organisation. The result depends only on the contents of each atom, so
    exchanging two people within an atom changes nothing.
    """
    findings: list[Finding] = []
    for unit, atoms in atoms_by_unit.items():
        if ballots[unit] >= of_outcome.MIN_PEOPLE_FOR_DRIVERS:
            table, groups = whole.values_in(atoms)
            findings += _drivers(unit, table, groups, whole.questions, instrument)
    if ballots.get(root, 0) >= of_scale.MIN_PEOPLE_FOR_CONSISTENCY:
        table, _ = whole.values_in(atoms_by_unit[root])
        findings += _scales(root, table, whole.questions, instrument)
    return findings


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
    """Return drivers as they are stored: whole percentages, and people rounded down to tens."""
    return {
        "n": estimate.n // 10 * 10,
        "explained": round(estimate.explained, 2),
        "strongest": None if estimate.strongest is None else names[estimate.strongest],
        "drivers": {
            name: {
                "share": round(driver.share, 2),
                "low": round(driver.low, 2),
                "high": round(driver.high, 2),
                "together": driver.together,
                "lmg": None if driver.lmg is None else round(driver.lmg, 2),
            }
            for name, driver in zip(names, estimate.drivers, strict=True)
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
