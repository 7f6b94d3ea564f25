"""Nobody can tell how many of a hidden team answered, nor whether anybody there did.

A team below the minimum has no number. The attacker compares what its department shows with every
number of answers that the team could have given.
"""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts.response import response
from dashboard.results.unit_map_view import map_rows
from surveys.answering import answer_sheet
from surveys.counting import people_behind, tally
from surveys.counting.disclosure import Atom, HeadCounts, atoms, published_units
from surveys.reading import read_organisation, read_unit
from surveys.reading.comparisons import Comparisons
from surveys.reading.reading import open_reading
from surveys.reading.response import response_of
from surveys.reports import Asked, make_report, material
from surveys.texts import Texts
from surveys.units import Tree
from tests.builders import spread
from tests.privacy.conftest import DAY, HR, Open
from tests.privacy.test_atoms import organisations, thresholds

EN = Texts("en")
Atoms = Mapping[int, Sequence[Atom[int]]]
Behind = Callable[[Tree[int], HeadCounts[int], int, Atoms], Mapping[int, int | None]]

SIZES, PARENTS = (0, 0, 10, 10, 4, 8, 8), (0, 0, 1, 1, 1, 0, 0)
"""A department (1) of two teams of ten and one of four; beside it two teams of eight."""


class Department(Open):
    """An open wave in which everybody answers, and so do some of the team of four."""

    def shown(self, answers_of_four: int) -> tuple[str, list[str], list[str]]:
        """Return the response of the department in words, its numbers, and the verdicts on it."""
        silent = {*self.staff[4][answers_of_four:]}
        people = [p for team in self.staff for p in team if p not in silent]
        # The same answers from the same people, whoever else answers.
        place = {person: n for n, person in enumerate(p for team in self.staff for p in team)}
        asked = answer_sheet(self.first, next(iter(self.wave.tokens.values())), DAY).questions
        copy = self.replay([(person, spread(asked, place[person])) for person in people])
        with open_reading(copy, HR) as reading:
            beside, report = read_organisation(reading), read_unit(reading, self.teams[1])
            [row] = [row for row in beside.units if row.id == self.teams[1]]
            monitor = response_of(report)
            chart = response(monitor, EN)
            words = report.waves[-1].in_words("en")
            seen: list[object] = [words, row.in_words("en"), monitor.in_words("en")]
            seen += [(t.levels, t.answers, t.shares) for t in report.trends]
            seen += [chart and chart.figure.to_dict(), map_rows(beside.questions, [row], EN)]
            with pytest.MonkeyPatch.context() as patch:
                # The organisation, whose average stands beside, counts the team of four.
                patch.setattr(material, "read_comparisons", lambda *_: Comparisons(()))
                taken = make_report(reading, Asked(self.teams[1]), "en", DAY)
            seen += [taken.foot, taken.not_shown]
            # Levels in a report are those of the verdicts.
            verdicts = [str(part) for part in (*report.trends, *taken.sections)]
        return words, [str(part) for part in seen], verdicts


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Department:
    return Department(tmp_path_factory.mktemp("department"), SIZES, PARENTS)


def everybody_and_all_answers(
    tree: Tree[int], heads: HeadCounts[int], _k: int, published: Atoms
) -> dict[int, int | None]:
    """Mutant: of a unit, count the people of every team in which somebody answered."""
    answered = {u: n for u, n in (heads.invited or {}).items() if heads.ballots.get(u, 0)}
    return {unit: tree.totals(answered)[unit] for unit in published}


def people_of_atoms_only(
    _tree: Tree[int], heads: HeadCounts[int], _k: int, published: Atoms
) -> dict[int, int | None]:
    """Mutant: leave out the people of a team in which nobody answered."""
    return {u: sum(heads.people(atom) or 0 for atom in w) for u, w in published.items()}


def test_where_everybody_answered_the_page_says_so_of_those_in_its_numbers(
    department: Department,
) -> None:
    words, *_ = department.shown(4)
    assert words == (
        "9 in 10 or more of the 20 people behind these numbers answered. "
        "4 others are in groups with too few people or answers, and count only in the larger "
        "units above."
    )


def test_a_department_shows_the_same_whatever_its_hidden_team_answered(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = department.shown(4)
    assert all(department.shown(number) == complete for number in (1, 3))
    # With no ballot at all, a team elsewhere has a page of its own, and the model reads it.
    assert department.shown(0)[1] == complete[1]
    monkeypatch.setattr(tally, "people_behind", everybody_and_all_answers)
    assert department.shown(0)[1] != department.shown(4)[1], "a mutant is caught"


@st.composite
def silent_teams(draw: st.DrawFn) -> tuple[Tree[int], HeadCounts[int], int]:
    """Draw an organisation and one of its units, in which nobody answered."""
    parents, drawn = draw(organisations(units=8, most=9))
    ballots = {unit: max(1, number) for unit, number in drawn.items()}
    silent = draw(st.sampled_from(sorted(parents)))
    more = {unit: draw(st.integers(1, 3)) for unit in parents}
    invited = {unit: number + more[unit] for unit, number in ballots.items()}
    return Tree(parents), HeadCounts(ballots | {silent: 0}, invited), silent


def published_with(tree: Tree[int], heads: HeadCounts[int], k: int) -> Atoms:
    return published_units(tree, heads, k, atoms(tree, heads, k))


def told_apart(
    tree: Tree[int], heads: HeadCounts[int], silent: int, k: int, behind: Behind
) -> bool:
    """Return whether people behind numbers tell that nobody answered rather than one person.

    Only where nothing else does: the same units are published, of the same other teams.
    """
    one = HeadCounts(dict(heads.ballots) | {silent: 1}, heads.invited)
    shown, shown_with_one = published_with(tree, heads, k), published_with(tree, one, k)
    others = {u: {atom - {silent} for atom in within} for u, within in shown_with_one.items()}
    if others != {unit: {*within} for unit, within in shown.items()}:
        return False
    return behind(tree, heads, k, shown) != behind(tree, one, k, shown_with_one)


@given(silent_teams(), thresholds)
@settings(max_examples=300)
def test_a_team_in_which_nobody_answered_looks_like_one_in_which_somebody_did(
    organisation: tuple[Tree[int], HeadCounts[int], int], k: int
) -> None:
    tree, heads, silent = organisation
    assert not told_apart(tree, heads, silent, k, people_behind.people_behind)


def test_the_same_comparison_wins_against_a_mutant() -> None:
    """Three small teams make one atom; the third may be silent."""
    tree = Tree({0: None, 1: 0, 2: 1, 3: 1, 4: 1, 5: 0})
    heads = HeadCounts({2: 4, 3: 4, 5: 9}, {0: 1, 1: 0, 2: 5, 3: 5, 4: 4, 5: 10})
    assert told_apart(tree, heads, 4, 5, people_of_atoms_only)
    assert not told_apart(tree, heads, 4, 5, people_behind.people_behind)


@given(silent_teams(), thresholds)
def test_behind_a_number_are_more_people_than_answers_and_at_the_root_everybody(
    organisation: tuple[Tree[int], HeadCounts[int], int], k: int
) -> None:
    tree, heads, _ = organisation
    shown = published_with(tree, heads, k)
    behind, totals = people_behind.people_behind(tree, heads, k, shown), heads.invited or {}
    for unit, people in behind.items():
        answers = sum(heads.ballots[u] for atom in shown[unit] for u in atom)
        assert people is not None
        assert max(answers, k + 1) <= people <= tree.totals(totals)[unit]
        assert tree.parent[unit] is not None or people == sum(totals.values())
