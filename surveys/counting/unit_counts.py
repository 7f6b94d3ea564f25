"""The answers of one unit during the count, before disclosure control. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from surveys.answering.ballot import Answers, Ballot
from surveys.counting.variables import Row, Variable

ValuesOf = Callable[[str, tuple[int, ...]], Sequence[int]]
"""Called with a question and an answer to it; returns the values of its variable."""


class UnitCounts:
    """The answer counts of one unit before disclosure control.

    Equal answers to a question are counted first and converted to values once.
    """

    def __init__(self) -> None:
        """Begin with no ballots."""
        self.ballots = 0
        self._answers: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self.not_applicable: Counter[str] = Counter()
        self.rows: dict[str, Counter[Row]] = defaultdict(Counter)
        """The answers to the questions of each scale, person by person."""

    def add(self, ballot: Ballot, scales: Iterable[Variable]) -> None:
        """Count a ballot."""
        self.add_answers(ballot.answers, scales)
        self.not_applicable.update(ballot.not_applicable)

    def add_answers(self, answers: Answers, scales: Iterable[Variable]) -> None:
        """Count a ballot by its answers, where its unit is known and every question applies."""
        self.ballots += 1
        self._answers.update(answers.items())
        for scale in scales:
            self.rows[scale.name][tuple(scale.of(answers))] += 1

    def add_counts(self, other: "UnitCounts") -> None:
        """Count all ballots that another one has counted."""
        self.ballots += other.ballots
        self._answers.update(other._answers)
        self.not_applicable.update(other.not_applicable)
        for scale, rows in other.rows.items():
            self.rows[scale].update(rows)

    @property
    def answered(self) -> int:
        """The number of answered questions of all ballots."""
        return self._answers.total()

    def histograms(
        self, variables: Sequence[Variable], values_of: ValuesOf
    ) -> list[tuple[int, list[int]]]:
        """Return the number of people with a value and the counts of each variable."""
        values: dict[str, list[tuple[Sequence[int], int]]] = {v.name: [] for v in variables}
        for (name, chosen), number in self._answers.items():
            if name in values:
                values[name].append((values_of(name, chosen), number))
        return [_added_up(values[variable.name], variable.size) for variable in variables]


def _added_up(values: Iterable[tuple[Sequence[int], int]], size: int) -> tuple[int, list[int]]:
    answered, counts = 0, [0] * size
    for several, number in values:
        answered += number if several else 0
        for value in several:
            counts[value] += number
    return answered, counts
