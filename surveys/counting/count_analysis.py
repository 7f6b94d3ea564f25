"""What is worked out of whole ballots during the count, because no histogram can tell it. Pure.

Only outcomes leave this module, rounded, and only about large groups: what goes together with mood
and balance in the organisation and in units of 100 or more, whether the questions of a scale belong
together, and by how much one question of a scale is answered more favourably than all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import numpy as np

from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import Atom
from surveys.counting.variables import scale_questions
from surveys.instrument.instrument import Instrument, Question
from surveys.statistics import consistency as of_scale
from surveys.statistics import drivers as of_outcome
from surveys.statistics.consistency import consistency
from surveys.statistics.drivers import drivers
from surveys.statistics.histogram import Floats
from surveys.statistics.insufficient_data import InsufficientData

OUTCOMES = ("mood", "work_life_balance")
"""The indicators whose anchors are looked at: what goes together with them?"""

Kind = Literal["drivers", "consistency", "offset"]

_SKIPPED = 255
"""No option has this number."""


@dataclass(frozen=True)
class Finding:
    """One outcome for one unit: of what kind, about which question or indicator, the numbers."""

    unit: UUID
    kind: Kind
    subject: str
    outcome: Mapping[str, Any]


class WholeBallots:
    """The answers of a wave that are looked at together, by unit; no comments, no order."""

    def __init__(self, questions: Sequence[Question]) -> None:
        """Prepare for the questions of a wave: those that have an average, none about health."""
        asked = [q for q in questions if q.scale.values and q.sensitive is None]
        self.questions = tuple(asked)
        self._oriented = [
            (q.id, tuple(q.oriented(option) for option in range(q.scale.size))) for q in asked
        ]
        self._rows: dict[UUID, list[bytes]] = {}

    def taken(self, ballots: Iterable[Ballot]) -> Iterator[Ballot]:
        """Pass ballots on, one by one, and keep their answers."""
        for ballot in ballots:
            given = ballot.answers
            row = bytes(
                oriented[given[question][0]] if question in given else _SKIPPED
                for question, oriented in self._oriented
            )
            self._rows.setdefault(ballot.unit, []).append(row)
            yield ballot

    def of(self, atoms: Iterable[Atom[UUID]]) -> tuple[Floats, list[int]]:
        """Return the oriented values in some atoms, NaN where skipped, and the atom of each row."""
        rows, group = [], []
        for place, atom in enumerate(atoms):
            # Sorted, so that not even the last digit of a sum tells who was counted before whom.
            mine = sorted(row for unit in atom for row in self._rows.get(unit, ()))
            rows += mine
            group += [place] * len(mine)
        codes = np.frombuffer(b"".join(rows), dtype=np.uint8)
        codes = codes.reshape(len(rows), len(self.questions))
        table = np.full(codes.shape, np.nan)
        for column, question in enumerate(self.questions):
            worth = np.asarray(question.scale.values, dtype=float)
            given = codes[:, column] != _SKIPPED
            table[given, column] = worth[codes[given, column]]
        return table, group


def findings(
    whole: WholeBallots,
    held: Mapping[UUID, Sequence[Atom[UUID]]],
    ballots: Mapping[UUID, int],
    root: UUID,
    instrument: Instrument,
) -> list[Finding]:
    """Return what may be kept of whole ballots.

    `held` has the atoms inside each published unit, `ballots` how many ballots they hold, `root` is
    the organisation. Who is in an atom with whom is all that matters, so exchanging two people of
    one atom changes nothing.
    """
    found: list[Finding] = []
    for unit, atoms in held.items():
        if ballots[unit] >= of_outcome.MIN_PEOPLE_FOR_DRIVERS:
            table, groups = whole.of(atoms)
            found += _drivers(unit, table, groups, whole.questions, instrument)
    if ballots.get(root, 0) >= of_scale.MIN_PEOPLE_FOR_CONSISTENCY:
        table, _ = whole.of(held[root])
        found += _scales(root, table, whole.questions, instrument)
    return found


def _drivers(
    unit: UUID,
    table: Floats,
    groups: Sequence[int],
    questions: Sequence[Question],
    instrument: Instrument,
) -> Iterator[Finding]:
    anchors = [p for p, q in enumerate(questions) if q.role == "anchor"]
    block = [p for p, q in enumerate(questions) if q.role != "anchor" and q.scale.type != "number"]
    for outcome in anchors:
        if instrument.indicator(questions[outcome].indicator).id not in OUTCOMES:
            continue
        others = [place for place in anchors if place != outcome]
        # Questions about the outcome itself would only say that it goes together with itself.
        other = [p for p in block if questions[p].indicator != questions[outcome].indicator]
        # The whole block or none of it: with few answers for each question the anchors are left.
        for chosen in ([*others, *other], others) if other else (others,):
            [complete] = np.nonzero(~np.isnan(table[:, [*chosen, outcome]]).any(axis=1))
            mine = [groups[person] for person in complete.tolist()]
            found = drivers(table[complete][:, chosen], table[complete, outcome], mine)
            if not isinstance(found, InsufficientData):
                names = [questions[place].id for place in chosen]
                numbers = _of_drivers(found, names)
                yield Finding(unit, "drivers", questions[outcome].id, numbers)
                break


def _of_drivers(found: of_outcome.Drivers, names: Sequence[str]) -> dict[str, Any]:
    """Return drivers as they are kept: whole percents, and the number of people in tens."""
    return {
        "n": found.n // 10 * 10,
        "explained": round(found.explained, 2),
        "strongest": None if found.strongest is None else names[found.strongest],
        "drivers": {
            name: {
                "share": round(driver.share, 2),
                "low": round(driver.low, 2),
                "high": round(driver.high, 2),
                "together": driver.together,
                "lmg": None if driver.lmg is None else round(driver.lmg, 2),
            }
            for name, driver in zip(names, found.drivers, strict=True)
        },
    }


def _scales(
    root: UUID, table: Floats, questions: Sequence[Question], instrument: Instrument
) -> Iterator[Finding]:
    place = {question.id: number for number, question in enumerate(questions)}
    for indicator in instrument.indicators:
        index = scale_questions(indicator, place)
        if not index:
            continue
        answers = table[:, [place[question.id] for question in index]]
        complete = answers[~np.isnan(answers).any(axis=1)]
        found = consistency(complete)
        if isinstance(found, InsufficientData):
            continue
        yield Finding(
            root,
            "consistency",
            indicator.id,
            {
                "n": found.n // 10 * 10,
                "questions": found.questions,
                "alpha": round(found.alpha, 2),
                "low": round(found.low, 2),
                "high": round(found.high, 2),
                "omega": None if found.omega is None else round(found.omega, 2),
            },
        )
        apart = complete - complete.mean(axis=1, keepdims=True)
        for question, column in zip(index, apart.T, strict=True):
            error = float(column.std(ddof=1)) / len(column) ** 0.5
            numbers = {"offset": round(float(column.mean()), 3), "error": round(error, 3)}
            yield Finding(root, "offset", question.id, numbers)
