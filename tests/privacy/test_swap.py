"""Exchange two people's answers within one atom: everything that is stored stays identical.

Row by row, and byte by byte in every file. This is the promise itself: who could tell the two
worlds apart could tell whose answer is whose.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveys.answering import Answers
from surveys.counting.disclosure import HeadCounts, atoms
from surveys.instrument import questions_of_wave, shipped
from surveys.units import Tree
from tests.privacy.conftest import Open

SIZES = (2, 7, 3, 6, 4)
QUESTIONS = questions_of_wave(shipped(), 1)
Opened = Callable[[Sequence[int]], Open]
Place = tuple[int, int]

one_answer = st.fixed_dictionaries(
    {},
    optional={
        q.id: st.tuples(st.integers(0, q.scale.size - 1)) for q in (*QUESTIONS[:3], *QUESTIONS[-2:])
    },
)
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def turnouts(draw: st.DrawFn) -> dict[Place, Answers]:
    """Draw who answers, and what."""
    everybody = [(team, place) for team, size in enumerate(SIZES) for place in range(size)]
    who = draw(st.lists(st.sampled_from(everybody), min_size=12, max_size=22, unique=True))
    return {person: draw(one_answer) for person in who}


def atom_of_each_team(world: Open, answers: dict[Place, Answers]) -> dict[int, int]:
    """Return for each team the number of the atom that it is counted in."""
    whole, *teams = world.teams
    tree = Tree({whole: None, **dict.fromkeys(teams, whole)})
    cast = {unit: sum(team == n for team, _ in answers) for n, unit in enumerate(world.teams)}
    found = atoms(tree, HeadCounts(cast), 5)
    return {
        team: number
        for number, atom in enumerate(found)
        for team, unit in enumerate(world.teams)
        if unit in atom
    }


def ballots_of(world: Open, answers: Mapping[Place, Answers]) -> list[tuple[UUID, Answers]]:
    """Return the ballots of people named by (team, place in the team)."""
    return [(world.staff[team][place], sheet) for (team, place), sheet in answers.items()]


def assert_stores_the_same(world: Open, *ballots: Sequence[tuple[UUID, Answers]]) -> None:
    one, other = map(world.stored_after, ballots)
    assert one.text == other.text
    assert one.files == other.files


@few
@given(turnouts(), st.data())
def test_exchanging_the_answers_of_two_people_in_one_atom_changes_nothing_that_is_stored(
    opened: Opened, answers: dict[Place, Answers], data: st.DataObject
) -> None:
    world = opened(SIZES)
    atom = atom_of_each_team(world, answers)
    pairs = [
        (one, other)
        for one in answers
        for other in answers
        if one < other and atom[one[0]] == atom[other[0]] and answers[one] != answers[other]
    ]
    assume(pairs)
    # Two people of different teams, where there are such: the harder case.
    one, other = data.draw(st.sampled_from([p for p in pairs if p[0][0] != p[1][0]] or pairs))
    exchanged = {**answers, one: answers[other], other: answers[one]}
    assert_stores_the_same(world, ballots_of(world, answers), ballots_of(world, exchanged))


@few
@given(turnouts(), st.randoms(use_true_random=False))
def test_the_order_in_which_people_answer_changes_nothing_that_is_stored(
    opened: Opened, answers: dict[Place, Answers], random: Random
) -> None:
    world = opened(SIZES)
    ballots = ballots_of(world, answers)
    assert_stores_the_same(world, ballots, random.sample(ballots, len(ballots)))


def test_the_comparison_sees_a_difference_between_two_atoms(opened: Opened) -> None:
    """Exchanging answers across atoms does change what is stored: the test above is not blind."""
    world = opened(SIZES)
    mood = {
        (team, place): {"mood_1": ((team + place) % 5,)} for team in (1, 3) for place in range(6)
    }
    exchanged = {**mood, (1, 0): mood[3, 5], (3, 5): mood[1, 0]}
    assert mood[1, 0] != mood[3, 5]
    one, other = (world.stored_after(ballots_of(world, each)) for each in (mood, exchanged))
    assert one.text != other.text
