"""Numbers of the people of a unit itself, from a table in which units hold one another. Pure.

A row about a unit counts the people of all units below it too. Statistical disclosure control is
about disjoint groups, so what the rows of units below hold is taken off. What is left are people
directly in the unit, or in a unit that the other tool did not show; that may be a few people, whose
number is used only in sums.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from surveys.answering.ballot import Ballot
from surveys.counting.unit_counts import UnitCounts
from surveys.errors import N_, PeilError
from surveys.history.aggregates.table import Aggregate
from surveys.units import Tree

Amounts = tuple[float, ...]
Given = Mapping[UUID, Aggregate]
"""The rows about one question in one wave, by unit."""


class ContradictionError(PeilError):
    """A row about a unit that the rows about units below it contradict."""

    texts: ClassVar = {
        "counts": N_(
            "{file}, line {line}: {unit} has fewer answers than the units below it have together. "
            "Correct the file, or the place of these units: they need to lie in Peil as in the "
            "file."
        ),
        "mean": N_(
            "{file}, line {line}: the number of {unit} cannot be that of all its people: the units "
            "below it have other ones. Correct the file, or the place of these units: they need to "
            "lie in Peil as in the file."
        ),
        "invited": N_(
            "{file}, line {line}: in {unit} fewer people were invited than in the units below it, "
            "or than answered. Correct the file."
        ),
        "invited_twice": N_(
            "{file}, line {line}: {unit} has two different numbers of people invited in one wave. "
            "Correct the file."
        ),
    }


@dataclass(frozen=True)
class Part:
    """What is left of a row for the people of its unit itself; `rounding` is its possible error."""

    row: Aggregate
    amounts: Amounts
    rounding: float


def own_parts(
    tree: Tree[UUID], given: Given, amounts: Callable[[Aggregate], Amounts]
) -> dict[UUID, Part]:
    """Return the amounts of each unit with a row, less those of the nearest rows below it.

    A row is off by at most its number of answers times its rounding.
    """
    below: dict[UUID, list[tuple[Amounts, float]]] = {}
    parts: dict[UUID, Part] = {}
    for unit in tree.bottom_up:
        held = below.pop(unit, [])
        if (row := given.get(unit)) is not None:
            whole, rounding = amounts(row), (row.answers or 0) * row.rounding
            less = [sum(column) for column in zip(*(of for of, _ in held), strict=True)]
            own = tuple(w - part for w, part in zip(whole, less or [0] * len(whole), strict=True))
            parts[unit] = Part(row, own, rounding + sum(error for _, error in held))
            held = [(whole, rounding)]
        above = tree.parent[unit]
        if above is not None and held:
            below.setdefault(above, []).extend(held)
    return parts


def own_counts(tree: Tree[UUID], given: Given, file: str) -> dict[UUID, tuple[int, ...]]:
    """Return how many people of each unit itself chose each option. Raises ContradictionError."""
    counts = {}
    for unit, part in own_parts(tree, given, lambda row: row.counts).items():
        if min(part.amounts) < 0:
            raise contradiction("counts", file, part.row)
        counts[unit] = tuple(int(amount) for amount in part.amounts)
    return counts


def own_invited(
    tree: Tree[UUID], rows: Iterable[tuple[UUID, Aggregate]], file: str
) -> dict[UUID, int]:
    """Return the number of people invited in each unit itself; empty where the file has none.

    Raises ContradictionError.
    """
    given: dict[UUID, Aggregate] = {}
    for unit, row in rows:
        if row.invited is None:
            continue
        if given.setdefault(unit, row).invited != row.invited:
            raise contradiction("invited_twice", file, row)
        if (row.answers or 0) > row.invited:
            raise contradiction("invited", file, row)
    invited = {}
    for unit, part in own_parts(tree, given, lambda row: (float(row.invited or 0),)).items():
        if part.amounts[0] < 0:
            raise contradiction("invited", file, part.row)
        invited[unit] = int(part.amounts[0])
    return invited


def contradiction(code: str, file: str, row: Aggregate) -> ContradictionError:
    """Return the error of a row."""
    return ContradictionError(code, file=file, line=row.line, unit=row.unit)


def counts_of(own: Mapping[str, Mapping[UUID, Sequence[int]]]) -> dict[UUID, UnitCounts]:
    """Return the ballots that have these counts, counted by unit."""
    counts: dict[UUID, UnitCounts] = {}
    for ballot in ballots_of(own):
        counts.setdefault(ballot.unit, UnitCounts()).add(ballot, ())
    return counts


def ballots_of(own: Mapping[str, Mapping[UUID, Sequence[int]]]) -> Iterable[Ballot]:
    """Yield ballots that have these counts of each question, by question, unit and option as shown.

    Only sums of single questions may be made of them: which answers lie in one ballot means
    nothing. A unit has as many ballots as answers to the question that most people answered.
    """
    units = dict.fromkeys(unit for by_unit in own.values() for unit in by_unit)
    for unit in units:
        answers = {
            question: [option for option, number in enumerate(by_unit[unit]) for _ in range(number)]
            for question, by_unit in own.items()
            if unit in by_unit
        }
        for place in range(max(map(len, answers.values()))):
            yield Ballot(
                unit,
                {q: (options[place],) for q, options in answers.items() if place < len(options)},
            )
