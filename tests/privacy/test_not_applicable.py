"""To how many a question does not apply: told of five or more, beside five or more who answered.

Of what is shown, no number of answers in the band of a unit is excluded; two mutants.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.tally import Histogram, tally_ballots
from surveys.counting.variables import variables_of
from surveys.instrument import shipped
from surveys.reading.bands import Bands

QUESTION = shipped().question("hw_3")
VARIABLES = variables_of([QUESTION], shipped())
WHOLE, NORTH, SOUTH = (UUID(int=number) for number in (1, 2, 3))
PARENT = {WHOLE: None, NORTH: WHOLE, SOUTH: WHOLE}
K = 5

Choice = int | None
"""An option; the number after the last one for "does not apply"; None for a skipped question."""

choices = st.lists(st.none() | st.integers(0, QUESTION.scale.size), min_size=K, max_size=24)


def ballot(unit: UUID, choice: Choice) -> Ballot:
    if choice is None:
        return Ballot(unit, {})
    if choice == QUESTION.scale.size:
        return Ballot(unit, {}, not_applicable=frozenset({QUESTION.id}))
    return Ballot(unit, {QUESTION.id: (choice,)})


def counted(
    answers: Mapping[UUID, Sequence[Choice]], reissued: int = 0, k: int = K
) -> dict[UUID, Histogram]:
    ballots = [ballot(unit, choice) for unit, given in answers.items() for choice in given]
    again = {NORTH: reissued}
    found = tally_ballots(ballots, VARIABLES, PARENT, k, reissued=again)
    return {histogram.unit: histogram for histogram in found.histograms}


@given(choices, st.integers(0, 2), st.integers(5, 8))
def test_it_is_told_from_k_on_beside_k_answers_and_else_counts_as_skipped(
    given_in_north: list[Choice], reissued: int, k: int
) -> None:
    for histogram in counted({NORTH: given_in_north}, reissued, k).values():
        apart = histogram.not_applicable
        assert apart is not None
        answers = sum(histogram.counts)
        assert answers + apart + histogram.skipped == len(given_in_north)
        assert apart in {0, given_in_north.count(QUESTION.scale.size)}
        if apart:
            assert apart - reissued >= k
            assert answers - reissued >= k


def test_those_to_whom_it_does_not_apply_are_no_answers_to_it() -> None:
    """Nine of thirteen do not work from home: four answers are too few, whoever they are from."""
    four = counted({NORTH: [0, 1, 2, 3] + [QUESTION.scale.size] * 9})[NORTH]
    assert (sum(four.counts), four.skipped, four.not_applicable) == (0, 13, 0)
    five = counted({NORTH: [0, 1, 2, 3, 3] + [QUESTION.scale.size] * 8})[NORTH]
    assert (sum(five.counts), five.skipped, five.not_applicable) == (5, 0, 8)


@given(choices, choices, st.data())
def test_exchanging_two_people_of_a_team_changes_nothing(
    north: list[Choice], south: list[Choice], data: st.DataObject
) -> None:
    exchanged = data.draw(st.permutations(north))
    assert counted({NORTH: north, SOUTH: south}) == counted({NORTH: exchanged, SOUTH: south})


@given(choices, choices)
def test_a_department_less_a_team_is_never_about_one_to_four(
    north: list[Choice], south: list[Choice]
) -> None:
    found = counted({NORTH: north, SOUTH: south})
    apart = {unit: histogram.not_applicable or 0 for unit, histogram in found.items()}
    rest = apart.get(WHOLE, 0) - apart.get(NORTH, 0)
    assert not 0 < rest < K


Rule = Callable[[Bands, int, int, int | None], int | None]
"""What is shown of answers and of those to whom it does not apply, among people invited."""


def as_shown(bands: Bands, answers: int, apart: int, invited: int | None) -> int | None:
    return bands.apart(answers, apart, invited) if apart >= bands.k + bands.reissued else None


def exactly(bands: Bands, answers: int, apart: int, invited: int | None) -> int | None:
    """Mutant: the number as it is stored."""
    del answers, invited
    return apart if apart >= bands.k + bands.reissued else None


def from_five_on(bands: Bands, answers: int, apart: int, invited: int | None) -> int | None:
    """Mutant: only that it is five or more, wherever that is so."""
    del answers, invited
    return bands.k if apart >= bands.k + bands.reissued else None


def excluded(rule: Rule, bands: Bands, invited: int | None) -> list[tuple[int, int]]:
    """Return what is shown, as (fewest ballots, fewest answers), that excludes part of a band."""
    most = invited or 40
    of_shown: dict[tuple[int, int, int | None], set[int]] = defaultdict(set)
    band: dict[int, set[int]] = defaultdict(set)
    for ballots in range(bands.least, most + 1):
        fewest = bands.fewest_of(ballots, invited)
        band[fewest].add(ballots)
        for answers in range(bands.least, ballots + 1):
            for apart in range(ballots - answers + 1):
                shown = rule(bands, answers, apart, invited)
                of_shown[fewest, bands.fewest_of(answers, invited), shown].add(ballots)
    last = max(band)
    return [
        (fewest, answers)
        for (fewest, answers, _), possible in of_shown.items()
        # Without a number of people invited the last band goes on.
        if possible != band[fewest] and not (invited is None and fewest == last)
    ]


BANDS = [Bands(5, 10), Bands(7, 15), Bands(5, 10, reissued=1), Bands(8, 10)]


@pytest.mark.parametrize("bands", BANDS, ids=str)
@pytest.mark.parametrize("invited", [None, 12, 15, 20, 31])
def test_what_is_shown_excludes_no_number_of_ballots_in_a_band(
    bands: Bands, invited: int | None
) -> None:
    beside_nothing = excluded(lambda *_: None, bands, invited)
    assert excluded(as_shown, bands, invited) == beside_nothing == []


@pytest.mark.parametrize("mutant", [exactly, from_five_on])
def test_the_attack_finds_a_number_that_is_told_as_it_is(mutant: Rule) -> None:
    assert excluded(mutant, Bands(5, 10), 20)
