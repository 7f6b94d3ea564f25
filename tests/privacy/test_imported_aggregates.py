"""Imported means and counts tell nothing about a few people, and not that all others agree.

Attackers know the tree, the numbers of people, every number that is stored, and their own answer.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings

from surveys.counting.tally import tally_ballots
from surveys.counting.variables import variables_of
from surveys.history.aggregates import means
from surveys.history.aggregates.means import (
    FAVOURABLE,
    AnswerScale,
    GroupMean,
    Means,
    means_without_numbers,
    publishable_means,
)
from surveys.history.aggregates.own_people import ballots_of, own_counts
from surveys.history.aggregates.table import Aggregate
from surveys.history.mapping import WaveOfHistory
from surveys.instrument import shipped
from surveys.units import Tree
from tests.privacy.test_atoms import Counts, Parents, derivable_group, organisations

K = 5
DAY = date(2024, 9, 30)
WAVE = WaveOfHistory(title="Before", opens_on=DAY, closes_on=DAY)
LIKERT = AnswerScale(1, 5, 1)
DEPARTMENT: tuple[Parents, Counts] = ({0: None, 1: 0, 2: 1, 3: 1, 4: 0}, {2: 10, 3: 4, 4: 9})
"""A department of two teams, of ten and of four people, and a team beside it."""

Rule = Callable[[Tree[UUID], Mapping[UUID, Aggregate]], Means]


def row(answers: int | None, mean: float, sd: float | None = None) -> Aggregate:
    return Aggregate(2, "a unit", WAVE, "mood_1", answers=answers, mean=mean, sd=sd)


def by_atoms(tree: Tree[UUID], table: Mapping[UUID, Aggregate]) -> Means:
    return publishable_means(tree, {"mood_1": table}, {"mood_1": LIKERT}, {}, K, "t.csv")


def by_threshold_only(tree: Tree[UUID], table: Mapping[UUID, Aggregate]) -> Means:
    """Mutant: store every mean of five answers or more as the file has it."""
    del tree
    shown = {unit: of for unit, of in table.items() if (of.answers or 0) >= K}
    return {(unit, "mood_1"): GroupMean(of.mean, of.answers) for unit, of in shown.items()}


def table_of(parents: Parents, people: Counts, liked_by: int | None) -> dict[UUID, Aggregate]:
    """Return the file of another tool: all answer 3, but 4 in one unit itself."""
    tree = Tree({UUID(int=u): p if p is None else UUID(int=p) for u, p in parents.items()})
    answers = tree.totals({UUID(int=unit): number for unit, number in people.items()})
    fours = tree.totals({UUID(int=u): n for u, n in people.items() if u == liked_by})
    return {unit: row(n, 3 + fours[unit] / n) for unit, n in answers.items() if n}


def published_rows(parents: Parents, people: Counts, rule: Rule) -> set[frozenset[int]]:
    """Return which units each stored mean is about: those whose answers move it."""
    tree = Tree({UUID(int=u): p if p is None else UUID(int=p) for u, p in parents.items()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(means, "DECIMALS_OF_MEAN", 12)
        still = rule(tree, table_of(parents, people, None))
        moves: dict[tuple[UUID, str], set[int]] = {key: set() for key in still}
        for unit, number in people.items():
            moved = rule(tree, table_of(parents, people, unit))
            assert moved.keys() == still.keys(), "what is hidden says nothing about answers"
            for key, mean in moved.items():
                if number and abs(mean.value - still[key].value) > 1e-9:
                    moves[key].add(unit)
    return {frozenset(units) for units in moves.values()}


@given(organisations(units=8))
@settings(max_examples=150, deadline=None)
def test_no_mean_of_fewer_than_five_people_can_be_worked_out(world: tuple[Parents, Counts]) -> None:
    parents, people = world
    assert derivable_group(published_rows(parents, people, by_atoms), people, K) is None


def test_a_department_less_its_large_team_does_not_leave_the_small_one() -> None:
    parents, people = DEPARTMENT
    everybody = dict.fromkeys(parents, 0) | people
    assert derivable_group(published_rows(parents, everybody, by_atoms), everybody, K) is None
    leaky = published_rows(parents, everybody, by_threshold_only)
    assert derivable_group(leaky, everybody, K) == {3}, "the attack works where it can"


def test_the_small_team_has_no_number_of_its_own() -> None:
    parents, people = DEPARTMENT
    tree = Tree({UUID(int=u): p if p is None else UUID(int=p) for u, p in parents.items()})
    stored = by_atoms(tree, table_of(parents, people, 3))
    assert UUID(int=3) not in {unit for unit, _ in stored}
    assert all((mean.answers or 0) >= K for mean in stored.values())
    # The department's row says 14, but what is stored of it is its team of ten.
    assert stored[UUID(int=1), "mood_1"] == stored[UUID(int=2), "mood_1"]


def test_counts_of_a_department_do_not_leave_its_small_team() -> None:
    parents, people = DEPARTMENT
    tree = Tree({UUID(int=u): p if p is None else UUID(int=p) for u, p in parents.items()})
    ten, four, nine = (2, 2, 2, 2, 2), (1, 1, 1, 1, 0), (1, 2, 3, 2, 1)
    both = tuple(a + b for a, b in zip(ten, four, strict=True))
    counted = {1: both, 2: ten, 3: four, 4: nine}
    assert {unit: sum(counted[unit]) for unit in people} == people
    given_rows = {
        UUID(int=u): Aggregate(2, "a unit", WAVE, "mood_1", counts, sum(counts))
        for u, counts in counted.items()
    }
    asked = [shipped().question("mood_1")]

    def published(own: Mapping[UUID, Sequence[int]]) -> dict[int, tuple[int, ...]]:
        variables = variables_of(asked, shipped())
        tally = tally_ballots(ballots_of({"mood_1": own}), variables, tree.parent, K)
        return {h.unit.int: h.counts for h in tally.histograms if any(h.counts)}

    shown = published(own_counts(tree, given_rows, "t.csv"))
    assert shown[1] == shown[2] == ten
    assert 3 not in shown
    # Mutant: every row is taken for people of its unit itself, besides those of the units below.
    leaky = published({unit: of.counts for unit, of in given_rows.items()})
    subtracted = tuple(a - 2 * b for a, b in zip(leaky[1], ten, strict=True))
    assert tuple(part // 2 for part in subtracted) == four, "the attack works where it can"


Stored = Callable[[int, float], float]
"""What is stored of n people with a sum of answers."""


def drawn_in(scale: AnswerScale) -> Stored:
    tree = Tree({UUID(int=1): None})

    def stored(n: int, total: float) -> float:
        table = {"mood_1": {UUID(int=1): row(n, total / n)}}
        found = publishable_means(tree, table, {"mood_1": scale}, {}, K, "t.csv")
        return found[UUID(int=1), "mood_1"].value

    return stored


def of_unknown_size(n: int, total: float) -> float:
    table = {"mood_1": {UUID(int=1): row(None, total / n)}}
    found = means_without_numbers(Tree({UUID(int=1): None}), table, {"mood_1": LIKERT}, K)
    return found[UUID(int=1), "mood_1"].value


def as_it_is(n: int, total: float) -> float:
    """Mutant: a mean is stored as the file has it."""
    return round(total / n, 2)


def certain(stored: Stored, scale: AnswerScale, sizes: range) -> Iterator[tuple[int, float, float]]:
    """Yield (n, own answer, end) where an insider is certain that all others chose one end."""
    steps = round((scale.high - scale.low) / scale.step)
    answers = [scale.low + step * scale.step for step in range(steps + 1)]
    for n in sizes:
        for own in answers:
            # Each sum of the others' answers that they can have, and what is stored of it.
            others = [
                (n - 1) * scale.low + step * scale.step for step in range(steps * (n - 1) + 1)
            ]
            seen: dict[float, set[float]] = {}
            for total in others:
                seen.setdefault(stored(n, total + own), set()).add(total)
            for end in (scale.low, scale.high):
                if {(n - 1) * end} in seen.values():
                    yield n, own, end


def test_nobody_learns_from_a_mean_that_all_others_chose_the_same_end() -> None:
    assert not list(certain(drawn_in(LIKERT), LIKERT, range(5, 14)))
    assert not list(certain(drawn_in(FAVOURABLE), FAVOURABLE, range(10, 16)))
    assert not list(certain(of_unknown_size, LIKERT, range(5, 14)))
    leaky = list(certain(as_it_is, LIKERT, range(5, 14)))
    assert {n for n, _own, _end in leaky} == set(range(5, 14)), "the attack works where it can"


def test_a_standard_deviation_is_not_stored_where_all_but_one_may_agree() -> None:
    def sd(n: int, same: int, own: int) -> tuple[float, float]:
        mean = (same * (n - 1) + own) / n
        squares = (n - 1) * (same - mean) ** 2 + (own - mean) ** 2
        return mean, math.sqrt(squares / (n - 1))

    tree = Tree({UUID(int=1): None})
    spreads = []
    for n in (5, 9, 10, 11, 30, 200):
        for same in range(1, 6):
            for own in range(1, 6):
                mean, spread = sd(n, same, own)
                spreads.append(spread)
                table = {"mood_1": {UUID(int=1): row(n, mean, spread)}}
                found = publishable_means(tree, table, {"mood_1": LIKERT}, {}, K, "t.csv")
                assert found[UUID(int=1), "mood_1"].sd is None
    assert max(spreads) > 1, "the attack has something to learn"
    table = {"mood_1": {UUID(int=1): row(40, 3.2, 1.1)}}
    found = publishable_means(tree, table, {"mood_1": LIKERT}, {}, K, "t.csv")
    assert found[UUID(int=1), "mood_1"].sd == 1.1
