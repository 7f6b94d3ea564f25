"""Which units are published follows from head-counts alone, never from what was answered."""

from collections.abc import Iterator
from itertools import cycle
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from surveys.answering import Answers
from surveys.answering.ballot import Ballot
from surveys.counting.disclosure import HeadCounts, atoms, published_units
from surveys.counting.tally import tally_ballots
from surveys.counting.variables import variables_of
from surveys.instrument import questions_of_wave, shipped
from surveys.units import Tree

QUESTIONS = questions_of_wave(shipped(), 3)
COUNTED = variables_of(QUESTIONS, shipped())
SHORT_SCALES = {variable.name for variable in COUNTED if variable.least > 5}

one_of_each = {q.id: st.tuples(st.integers(0, q.scale.size - 1)) for q in QUESTIONS}
full_answers = st.lists(st.fixed_dictionaries(one_of_each), min_size=1, max_size=5)
some_answers = st.lists(st.fixed_dictionaries({}, optional=one_of_each), min_size=1, max_size=5)
extremes = {q.id: st.sampled_from([(0,), (q.scale.size - 1,)]) for q in QUESTIONS}
unanimous = st.lists(st.fixed_dictionaries(extremes), min_size=1, max_size=2)
Parents = dict[UUID, UUID | None]
Sizes = dict[UUID, int]


@st.composite
def organisations(draw: st.DrawFn) -> tuple[Parents, Sizes]:
    units = [UUID(int=i) for i in range(draw(st.integers(1, 7)))]
    parents: Parents = {units[0]: None}
    for number, unit in enumerate(units[1:], start=1):
        parents[unit] = units[draw(st.integers(0, number - 1))]
    return parents, {unit: draw(st.integers(0, 7)) for unit in units}


def cast(head_counts: Sizes, answers: list[Answers]) -> Iterator[Ballot]:
    """Give the drawn answers out in turn."""
    turn = cycle(answers)
    for unit, size in head_counts.items():
        yield from (Ballot(unit, next(turn)) for _ in range(size))


@given(organisations(), some_answers, full_answers, unanimous)
def test_other_answers_publish_the_same_units_and_ballots_and_hold_back_no_number(
    organisation: tuple[Parents, Sizes],
    some: list[Answers],
    full: list[Answers],
    alike: list[Answers],
) -> None:
    """Where everybody answers every question, each of their answers is in every number."""
    parents, head_counts = organisation
    outcomes = [
        tally_ballots(cast(head_counts, answers), COUNTED, parents, 5)
        for answers in (full, alike, some, [{}])
    ]
    tree = Tree(parents)
    expected = {
        unit: sum(head_counts[u] for atom in held for u in atom)
        for unit, held in published_units(
            tree, HeadCounts(head_counts), 5, atoms(tree, HeadCounts(head_counts), 5)
        ).items()
    }
    for outcome in outcomes:
        assert dict(outcome.ballots) == expected
        rows = [(histogram.unit, histogram.question) for histogram in outcome.histograms]
        assert sorted(rows) == sorted((unit, q.name) for unit in expected for q in COUNTED)
    sums = []
    for outcome in outcomes[:2]:
        sums.append({(h.unit, h.question): sum(h.counts) for h in outcome.histograms})
        for histogram in outcome.histograms:
            if histogram.question not in SHORT_SCALES:
                assert sum(histogram.counts) == outcome.ballots[histogram.unit]
                assert histogram.skipped == 0
    # A scale of few questions takes ten people in an atom, whatever they answer.
    assert sums[0] == sums[1]
