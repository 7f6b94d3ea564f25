"""Leaders and everybody else, published for the whole organisation: what follows for anybody.

Who leads is known to all. Held against each other are the totals of all atoms and units, of the
leaders, of the others and of the whole; then equal answers of a side; then whole ballots.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.cut_counts import Counts, cut_counts
from surveys.counting.disclosure import Atom, HeadCounts, atoms, coarsen, most_in_an_option
from surveys.counting.joint_blur import moved_by_side
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.two_sides import Compared, Division, divide
from surveys.counting.variables import SKIPPED, variables_of
from surveys.instrument import shipped
from surveys.units import Tree
from tests.privacy.test_atoms import Parents, determined_group, organisations, rows_by_atoms

Heads = tuple[Parents, dict[int, int], dict[int, int]]
"""A tree, the ballots of each unit, and how many of those are of leaders."""

Sides = tuple[list[set[tuple[int, bool]]], int]
"""The two totals that are published, as sets of (unit, leads)."""

INSTRUMENT = shipped()
QUESTIONS = [INSTRUMENT.question(f"ag_{n}") for n in range(1, 6)]
NAMES = tuple(question.id for question in QUESTIONS)
VARIABLES = variables_of(QUESTIONS, INSTRUMENT)
LEADS, LEADS_NOT = ({"le_1": (option,)} for option in (0, 1))
COMPARED = Compared("le_1", 0, NAMES)
ONE_SIDED = (frozenset({0, 1}),)
K, LEAST = 5, 10


@st.composite
def led(draw: st.DrawFn) -> Heads:
    """Draw an organisation in which leaders are few in most units, and alone in some."""
    parents, ballots = draw(organisations(units=8, most=14))
    parts = st.sampled_from([0, 0, 0, 1, 2, 5, 6, 7, 14])
    return parents, ballots, {unit: min(n, draw(parts)) for unit, n in ballots.items()}


def cut_in_cells(heads: Heads, groups: Sequence[Atom[int]], k: int) -> Division[int]:
    _, ballots, leaders = heads
    invited = {unit: n + 2 for unit, n in ballots.items()}
    known = {unit: n + 1 for unit, n in leaders.items()}
    return divide(groups, HeadCounts(ballots, invited), HeadCounts(leaders, known), k, LEAST)


def sides_of(heads: Heads, division: Division[int]) -> list[set[tuple[int, bool]]]:
    """Return who is in the total of leaders, and who in that of the others."""
    totals: list[set[tuple[int, bool]]] = [set(), set()]
    for atom, side in division.sides.items():
        for unit in atom:
            for leads in (True, False):
                is_leading = leads if side == "both" else side == "leading"
                totals[0 if is_leading else 1].add((unit, leads))
    return totals


def by_cells(heads: Heads, k: int) -> list[set[tuple[int, bool]]]:
    parents, ballots, _ = heads
    everybody = HeadCounts(ballots, {unit: n + 2 for unit, n in ballots.items()})
    division = cut_in_cells(heads, atoms(Tree(parents), everybody, k), k)
    return sides_of(heads, division) if division.is_told else []


def by_ten_of_each(heads: Heads, k: int) -> list[set[tuple[int, bool]]]:
    """Mutant: all who lead and all who do not, from ten of each."""
    del k
    _, ballots, leaders = heads
    lead = sum(leaders.values())
    if min(lead, sum(ballots.values()) - lead) < LEAST:
        return []
    return [{(unit, leads) for unit in ballots} for leads in (True, False)]


def by_leaders_alone(heads: Heads, k: int) -> list[set[tuple[int, bool]]]:
    """Mutant: an atom is cut where k of its people lead, however few do not."""
    parents, ballots, leaders = heads
    groups = atoms(Tree(parents), HeadCounts(ballots), k)
    totals: list[set[tuple[int, bool]]] = [set(), set()]
    for atom in groups:
        is_cut = sum(leaders[unit] for unit in atom) >= k
        for unit in atom:
            for leads in (True, False):
                totals[0 if leads and is_cut else 1].add((unit, leads))
    return totals


def found_out(
    heads: Heads, rule: Callable[[Heads, int], list[set[tuple[int, bool]]]], k: int = K
) -> set[tuple[int, bool]] | None:
    """Return one to k - 1 people of whom a total follows from all that is published, if any."""
    parents, ballots, leaders = heads
    members = {(unit, leads) for unit in parents for leads in (True, False)}
    sizes = {
        (unit, leads): leaders[unit] if leads else ballots[unit] - leaders[unit]
        for unit, leads in members
    }
    groups = atoms(Tree(parents), HeadCounts(ballots), k)
    units = [*groups, *rows_by_atoms(parents, ballots, k)]
    rows = [{member for member in members if member[0] in row} for row in units]
    rows += rule(heads, k)
    columns = {
        member: tuple(Fraction(member in row) for row in rows)
        for member in members
        if sizes[member] and any(member in row for row in rows)
    }
    return determined_group(columns, k, lambda some: sum(sizes[member] for member in some))


MANAGEMENT = (
    {0: None, 1: 0, 2: 0, 3: 0},
    {0: 9, 1: 12, 2: 12, 3: 12},
    {0: 9, 1: 1, 2: 1, 3: 1},
)
"""A management team that is an atom of leaders, and three who lead within their teams."""

ASSISTANT = ({0: None, 1: 0, 2: 0}, {0: 12, 1: 11, 2: 8}, {0: 11, 1: 0, 2: 0})
"""A board of leaders with one assistant."""


@settings(max_examples=150, deadline=None)
@given(led(), st.integers(5, 8))
def test_no_total_of_fewer_than_k_people_follows_from_all_totals(heads: Heads, k: int) -> None:
    assert found_out(heads, by_cells, k) is None


@pytest.mark.slow
@pytest.mark.only_in_full
@settings(max_examples=3_000, deadline=None)
@given(led(), st.integers(5, 8))
def test_nor_in_any_of_many_organisations(heads: Heads, k: int) -> None:
    assert found_out(heads, by_cells, k) is None


def test_the_mutants_tell_of_one_or_three_people() -> None:
    assert found_out(MANAGEMENT, by_ten_of_each) == {(1, True), (2, True), (3, True)}
    assert found_out(ASSISTANT, by_leaders_alone) == {(0, False)}
    assert found_out(MANAGEMENT, by_cells) is None
    assert found_out(ASSISTANT, by_cells) is None


@given(led())
def test_cells_are_disjoint_have_k_people_and_cover_everybody(heads: Heads) -> None:
    parents, ballots, leaders = heads
    groups = atoms(Tree(parents), HeadCounts(ballots), K)
    division = cut_in_cells(heads, groups, K)
    assert set(division.sides) == set(groups)
    for atom, side in division.sides.items():
        n, lead = (sum(of[unit] for unit in atom) for of in (ballots, leaders))
        if side == "both":
            assert min(lead, n - lead) >= K
        else:
            assert side == ("leading" if 2 * lead > n else "others")
    if division.is_told:
        totals = [
            sum(leaders[u] if leads else ballots[u] - leaders[u] for u, leads in side)
            for side in sides_of(heads, division)
        ]
        assert min(totals) >= LEAST


def test_what_is_told_may_be_a_fifth_too_small_and_no_more() -> None:
    """Twelve leaders in one atom; of those alone in their teams more than a few are too many."""

    def division(teams: int) -> Division[int]:
        parents: Parents = {0: None, **dict.fromkeys(range(1, teams + 1), 0)}
        ballots = {0: 12, **dict.fromkeys(range(1, teams + 1), 6)}
        leaders = {0: 12, **dict.fromkeys(range(1, teams + 1), 2)}
        heads = (parents, ballots, leaders)
        return cut_in_cells(heads, atoms(Tree(parents), HeadCounts(ballots), K), K)

    assert not division(3).is_told
    few = ({0: None, 1: 0, 2: 0}, {0: 12, 1: 20, 2: 6}, {0: 12, 1: 0, 2: 1})
    assert cut_in_cells(few, atoms(Tree(few[0]), HeadCounts(few[1]), K), K).is_told


def test_a_question_that_the_leaders_of_a_mixed_atom_skipped_is_told_of_no_impure_rest() -> None:
    """Two boards with nearly as many assistants as leaders, and a pool whose leaders skip it."""
    boards = [(WHOLE, True, 5), (WHOLE, False, 4), (BOARD, True, 5), (BOARD, False, 4)]
    pool = [(POOL, True, 30), (POOL, False, 30), (TEAM, False, 30)]
    cast = [
        Ballot(
            unit,
            {name: (place % 5,) for name in NAMES if (name, unit, leads) != ("ag_1", POOL, True)}
            | (LEADS if leads else LEADS_NOT),
        )
        for unit, leads, n in (*boards, *pool)
        for place in range(n)
    ]
    invited = {WHOLE: 12, BOARD: 12, TEAM: 40, POOL: 80}
    known = {WHOLE: 5, BOARD: 5, POOL: 40}
    found = tally_ballots(
        cast, VARIABLES, PARENT, K, invited=invited, compared=COMPARED, leaders=known
    )
    assert set(found.sides) == set(NAMES) - {"ag_1"}
    assert sum(found.sides["ag_2"].leading) == 48


@pytest.mark.parametrize(("known", "is_cut"), [(6, True), (5, False)])
def test_of_exactly_k_known_leaders_no_cell_would_tell_that_all_of_them_answered(
    known: int, *, is_cut: bool
) -> None:
    atom = frozenset({0})
    everybody = HeadCounts({0: 25}, {0: 40})
    division = divide([atom], everybody, HeadCounts({0: 5}, {0: known}), K, 5)
    assert (division.sides[atom] == "both") is is_cut


def test_reissued_tokens_count_for_neither_side() -> None:
    atom = frozenset({0})

    def side(reissued: int) -> str:
        everybody = HeadCounts({0: 30}, {0: 40}, {0: reissued})
        return divide([atom], everybody, HeadCounts({0: 6}, {0: 20}), K, 5).sides[atom]

    assert [side(reissued) for reissued in (0, 1, 2)] == ["both", "both", "others"]


def histograms(n: int) -> list[Counts]:
    """Return the histograms of n answers to five options."""
    return [
        tuple(chosen.count(option) for option in range(5))
        for chosen in combinations_with_replacement(range(5), n)
    ]


def is_publishable(counts: Counts, n: int) -> bool:
    return coarsen(counts, n, one_sided=ONE_SIDED) == counts


@pytest.mark.parametrize(("leaders", "others"), [(5, 5), (5, 7)])
def test_both_sides_of_an_atom_may_be_the_true_ones(leaders: int, others: int) -> None:
    """What is published is what it would be if neither side had to be coarsened."""
    unanimous = [h for h in histograms(others) if max(h) >= others - 1]
    some = histograms(others)[:: 7 if others == 5 else 29]
    for leading in histograms(leaders):
        for rest in [*unanimous, *some]:
            true = tuple(a + b for a, b in zip(leading, rest, strict=True))
            published = coarsen(true, leaders + others, one_sided=ONE_SIDED)
            sides = cut_counts(published, leading, ONE_SIDED)
            assert tuple(map(sum, zip(*sides, strict=True))) == published
            assert [sum(side) for side in sides] == [leaders, others]
            assert min(map(min, sides)) >= 0
            assert cut_counts(published, sides[0], ONE_SIDED) == sides
            fit = [is_publishable(c, n) for c, n in zip(sides, (leaders, others), strict=True)]
            if not all(fit):
                # Then they follow from the histogram of the atom, whatever the leaders answered.
                assert sides == cut_counts(published, other_leaders(published, leaders), ONE_SIDED)
            elif published == true and is_publishable(leading, leaders):
                assert sides[0] == leading or not is_publishable(rest, others)


def other_leaders(published: Counts, leaders: int) -> Counts:
    """Return the least favourable answers of an atom, as if those were of its leaders."""
    answers = [option for option, count in enumerate(published) for _ in range(count)][:leaders]
    return tuple(answers.count(option) for option in range(5))


def test_a_mutant_that_publishes_true_sides_shows_a_unanimous_one() -> None:
    """Beside the histogram of their atom, the answers of the others give the leaders away."""
    leading, rest = (5, 0, 0, 0, 0), (1, 2, 2, 2, 1)
    published = coarsen((6, 2, 2, 2, 1), 13, one_sided=ONE_SIDED)
    mutant = tuple(p - r for p, r in zip(published, rest, strict=True))
    assert mutant == leading
    blurred, others = cut_counts(published, leading, ONE_SIDED)
    assert max(blurred) <= most_in_an_option(5)
    assert tuple(p - o for p, o in zip(published, others, strict=True)) == blurred


WHOLE, BOARD, TEAM, POOL = (UUID(int=number) for number in range(1, 5))
PARENT: Mapping[UUID, UUID | None] = {WHOLE: None, BOARD: WHOLE, TEAM: WHOLE, POOL: WHOLE}
INVITED = {WHOLE: 0, BOARD: 10, TEAM: 20, POOL: 20}
LEADERS = {BOARD: 10, POOL: 8}


@st.composite
def ballots(draw: st.DrawFn) -> list[Ballot]:
    """Draw the ballots of a board of leaders, a team, and a pool of both kinds."""
    row = st.lists(st.none() | st.integers(0, 4), min_size=5, max_size=5)
    near = st.integers(0, 4).map(lambda option: [option] * 5)
    cast = []
    for unit, leads, least, most in (
        *((BOARD, True, 6, 9), (TEAM, False, 10, 14)),
        *((POOL, True, 5, 8), (POOL, False, 5, 9)),
    ):
        of_all = draw(near)
        for _ in range(draw(st.integers(least, most))):
            chosen = draw(st.just(of_all) | row)
            given = {n: (o,) for n, o in zip(NAMES, chosen, strict=True) if o is not None}
            cast.append(Ballot(unit, given | (LEADS if leads else LEADS_NOT)))
    return cast


def counted(cast: Sequence[Ballot]) -> Tally:
    return tally_ballots(
        cast, VARIABLES, PARENT, K, invited=INVITED, compared=COMPARED, leaders=LEADERS
    )


@settings(max_examples=60, deadline=None)
@given(ballots(), st.randoms(use_true_random=False))
def test_exchanging_ballots_within_a_cell_changes_nothing(cast: list[Ballot], rng: object) -> None:
    """Leaders among each other, and others among each other, in the unit where they answered."""
    cells: dict[tuple[UUID, bool], list[Ballot]] = {}
    for one in cast:
        cells.setdefault((one.unit, COMPARED.leads(one.answers)), []).append(one)
    exchanged = []
    for cell in cells.values():
        rng.shuffle(cell)  # type: ignore[attr-defined]
        exchanged += cell
    assert counted(exchanged) == counted(cast)


@settings(max_examples=60, deadline=None)
@given(ballots(), st.data())
def test_what_is_told_does_not_depend_on_what_was_answered(
    cast: list[Ballot], data: st.DataObject
) -> None:
    options = st.integers(0, 4)
    others = [
        Ballot(
            one.unit,
            {n: (data.draw(options),) if n in NAMES else o for n, o in one.answers.items()},
        )
        for one in cast
    ]
    told, instead = counted(cast).sides, counted(others).sides
    assert set(told) == set(instead)
    for name, sums in told.items():
        assert [sum(sums.leading), sum(sums.others)] == [
            sum(instead[name].leading),
            sum(instead[name].others),
        ]


@settings(max_examples=60, deadline=None)
@given(ballots())
def test_everything_published_may_come_from_ballots_in_which_no_side_was_unanimous(
    cast: list[Ballot],
) -> None:
    """Questions, scale and sides together: blurred ballots lead to the same results."""
    found = counted(cast)
    blurred = []
    for atom, published in found.coarse.items():
        rows: dict[bool, list[tuple[int, ...]]] = {True: [], False: []}
        for one in cast:
            if one.unit in atom:
                row = tuple(VARIABLES[-1].of(one.answers))
                rows[COMPARED.leads(one.answers)].append(row)
        cut = [published.cut.get(name) for name in NAMES]
        for place, row in enumerate(moved_by_side(rows[True], rows[False], cut)):
            given = {n: (o,) for n, o in zip(NAMES, row, strict=True) if o != SKIPPED}
            role = LEADS if place < len(rows[True]) else LEADS_NOT
            blurred.append(Ballot(min(atom), given | role))
    again = counted(blurred)
    assert again.sides == found.sides
    assert again.histograms == found.histograms


@settings(max_examples=60, deadline=None)
@given(ballots())
def test_true_sums_lie_within_what_is_said_to_be_their_range(cast: list[Ballot]) -> None:
    found = counted(cast)
    for name, sums in found.sides.items():
        kept = {atom for atom, of in found.coarse.items() if any(of.counts[name])}
        for place, counts in enumerate((sums.leading, sums.others)):
            true = [
                one.answers[name][0]
                for atom in kept
                for one in cast
                if one.unit in atom
                and name in one.answers
                and on_side(found, atom, name, one) == place
            ]
            assert len(true) == sum(counts)
            shown = sum(option * count for option, count in enumerate(counts))
            lower, higher = sums.away[place]
            assert -lower <= sum(true) - shown <= higher


def on_side(found: Tally, atom: Atom[UUID], name: str, one: Ballot) -> int | None:
    """Return on which side a ballot counts for a question: 0 for leaders; None for neither."""
    if atom == frozenset({POOL}):
        if name not in found.coarse[atom].cut:
            return None
        return 0 if COMPARED.leads(one.answers) else 1
    return 0 if atom == frozenset({BOARD}) else 1


def test_nothing_of_the_answer_who_leads_is_published_of_a_unit() -> None:
    cast = [
        Ballot(unit, dict.fromkeys(NAMES, (place % 5,)) | role)
        for unit, role, n in ((BOARD, LEADS, 9), (TEAM, LEADS_NOT, 14), (POOL, LEADS, 6))
        for place in range(n)
    ]
    cast += [Ballot(POOL, dict.fromkeys(NAMES, (2,)) | LEADS_NOT) for _ in range(9)]
    found = counted(cast)
    assert set(found.sides) == set(NAMES)
    assert {histogram.question for histogram in found.histograms} == {*NAMES, "scale:agreements"}
    without = tally_ballots(cast, VARIABLES, PARENT, K, invited=INVITED)
    assert [h for h in found.histograms if h.question in NAMES] == [
        h for h in without.histograms if h.question in NAMES
    ]
