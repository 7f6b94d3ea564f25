"""Everything that anybody can see, taken together, determines no total of fewer than k people.

A black box: the whole count is run again with one person's answer changed, and every number that
changes with it is a line of a linear system in which that person takes part. The same attack must
win against two rules that other products use.
"""

import json
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from uuid import UUID

import pytest

from db import published
from surveys.access import Reader, reader
from surveys.answering import Answers
from surveys.counting import tally
from surveys.counting.disclosure import HeadCounts
from surveys.experiments.report import read_experiment, read_experiments
from surveys.installation import Installation
from surveys.reading import read_comparisons, read_organisation, read_unit, read_wave
from surveys.reading.bands import Bands
from surveys.reading.reading import open_reading
from surveys.reading.team_report import TeamReport
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.units import Tree
from tests.privacy.conftest import HR, Open, forget
from tests.privacy.test_atoms import (
    Line,
    determined_group,
    rows_by_hiding_a_sibling,
    rows_by_threshold_only,
)
from tests.privacy.views import Seen, every_answer, everything
from tests.reading import comments_read, read, units_of
from tests.stored import main_rows

K = 5
PARENTS: dict[int, int | None] = {0: None, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2, 7: 2}
SIZES = (1, 2, 0, 6, 6, 3, 2, 7)
Sheet = Mapping[UUID, int]


class World(Open):
    """An organisation of three levels with an open wave, answered in copies.

    27 people answer; the manager of unit 1, HR and an administrator do not.
    """

    def __init__(self, folder: Path) -> None:
        """Open the wave."""
        parents = [above or 0 for above in PARENTS.values()]
        super().__init__(folder, SIZES, parents, {"hr": None, "manager": 1, "administrator": None})
        self.add_experiment(3, 4, 7)
        self.everybody = [person for team in self.staff for person in team]
        self.readers = {"visitor": None, "employee": self.everybody[-1], **self.roles}
        # Answers that differ within every group, so that nothing is blurred.
        self.answers = {person: 1 + place % 3 for place, person in enumerate(self.everybody)}

    def counted(self, answers: Sheet, comments: Mapping[UUID, str] | None = None) -> Installation:
        """Return a copy in which everybody has answered so, and which is counted."""
        sheets: list[tuple[UUID, Answers]] = [
            (person, {"mood_1": (option,)}) for person, option in answers.items()
        ]
        return self.replay(sheets, comments)

    def numbers(self, answers: Sheet) -> dict[str, Fraction]:
        """Return every linear number that is stored, or in the report of any reader."""
        copy = self.counted(answers)
        found: dict[str, Fraction] = {}
        stored = "SELECT unit_id, question_id, counts FROM result WHERE question_id = 'mood_1'"
        for unit, question, counts in main_rows(copy, stored):
            for option, number in enumerate(counts.strip("[]").split(",")):
                found[f"stored {unit} {question} {option}"] = Fraction(int(number))
        for role, person in self.readers.items():
            who = reader(copy, person) if person else None
            if isinstance(who, Reader):
                found |= {f"{role} {key}": n for key, n in _in_reports(copy, who).items()}
        forget(copy)
        return found


def _in_reports(copy: Installation, who: Reader) -> dict[str, Fraction]:
    """Return the numbers of all reports before they are reduced to a band of participation.

    What is shown follows from these, and they are linear in the answers.
    """
    found = {}
    with open_reading(copy, who) as results, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bands, "reduce_all", lambda _bands, counts, _invited: counts)
        waves = [wave for wave, _ in published.closed_waves(results.session)]
        for unit in results.units:
            for trend in read_unit(results, unit.id).trends:
                for level in filter(None, map(known, trend.levels)):
                    found[f"{unit.id} {trend.question.id}"] = _total(level)
            for wave in waves:
                report = read_wave(results, unit.id, wave)
                for answered in report.questions if report else ():
                    if isinstance(answered.level, Level) and answered.question:
                        found[f"{unit.id} {wave} {answered.question.id}"] = _total(answered.level)
                    assert not report or not report.drivers, "there are too few for these"
        beside = read_organisation(results)
        for tried in read_experiments(results):
            if usual := read_experiment(results, tried).usual:
                for key, mean in (("theirs", usual.theirs), ("all", usual.of_all)):
                    found[f"experiment {key}"] = Fraction(mean).limit_denominator(10_000)
    for row in beside.units:
        for question, cell in row.cells.items():
            if isinstance(cell.level, Level):
                found[f"{row.id} {question} beside others"] = _total(cell.level)
    return found


def _total(level: Level) -> Fraction:
    return Fraction(level.mean).limit_denominator(10_000) * level.n


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("full-view"))


def system(world: World, measured: Collection[UUID]) -> dict[UUID, Line]:
    """Return for each person by how much each number changes with their answer alone.

    Who is not measured counts in the same way as the first of their team.
    """
    columns: dict[UUID, Line] = {}
    as_they_are = world.numbers(world.answers)

    def with_answer(person: UUID, option: int) -> Mapping[str, Fraction]:
        if world.answers[person] == option:
            return as_they_are
        return world.numbers({**world.answers, person: option})

    for team in world.staff:
        for person in team:
            if person in measured:
                low, high = with_answer(person, 1), with_answer(person, 3)
                assert low.keys() == high.keys(), "what is shown is the same whatever is answered"
                columns[person] = tuple(high[key] - low[key] for key in sorted(low))
            else:
                columns[person] = columns[team[0]]
    return columns


def test_all_numbers_together_determine_no_total_of_fewer_than_five(world: World) -> None:
    columns = system(world, world.everybody)
    assert len(columns) == 27
    assert any(any(line) for line in columns.values())
    assert determined_group(columns, K) is None


Rule = Callable[[dict[int, int | None], dict[int, int], int], list[frozenset[int]]]


@pytest.mark.parametrize("rule", [rows_by_threshold_only, rows_by_hiding_a_sibling])
def test_the_same_attack_wins_against_the_rules_of_other_products(
    world: World, monkeypatch: pytest.MonkeyPatch, rule: Rule
) -> None:
    """The count is made to show the plain sums that such a rule allows: one of a team tells all."""
    number_of = {unit: number for number, unit in enumerate(world.teams)}

    def every_unit(_tree: Tree[UUID], heads: HeadCounts[UUID], _k: int) -> list[object]:
        return [frozenset({unit}) for unit, number in heads.ballots.items() if number]

    def shown(
        _tree: Tree[UUID], heads: HeadCounts[UUID], k: int, groups: Sequence[frozenset[UUID]]
    ) -> dict[UUID, list[frozenset[UUID]]]:
        sizes = {number: heads.ballots.get(unit, 0) for number, unit in enumerate(world.teams)}
        units = {row: _top(row) for row in rule(PARENTS, sizes, k)}
        return {
            world.teams[top]: [group for group in groups if {number_of[u] for u in group} <= row]
            for row, top in units.items()
        }

    safe = tally._coarsened
    monkeypatch.setattr(tally, "atoms", every_unit)
    monkeypatch.setattr(tally, "published_units", shown)
    monkeypatch.setattr(tally, "can_be_coarsened", lambda *_: True)
    monkeypatch.setattr(tally, "coarsen", lambda counts, *_, **__: tuple(counts))
    monkeypatch.setattr(
        tally, "_coarsened", lambda units, found, values, *_: safe(units, found, values, 1, 0)
    )
    first_of_each_team = {team[0] for team in world.staff if team}
    assert determined_group(system(world, first_of_each_team), K) is not None


def _top(row: frozenset[int]) -> int:
    return next(unit for unit in row if PARENTS[unit] not in row)


@pytest.fixture(scope="module")
def comment(world: World) -> dict[UUID, str]:
    """The comment of one person."""
    return {world.everybody[3]: "What I think."}


@pytest.fixture(scope="module")
def before(world: World, comment: dict[UUID, str], in_full: bool) -> tuple[Installation, Seen]:
    """The counted world, and all that anybody sees of it: reports in every format in full only."""
    copy = world.counted(world.answers, comment)
    return copy, everything(copy, world.readers, every_format=in_full)


@pytest.mark.slow
def test_every_page_of_every_role_is_the_same_when_two_people_exchange_their_answers(
    world: World, before: tuple[Installation, Seen], comment: dict[UUID, str], in_full: bool
) -> None:
    """People of one atom, also from different teams; the comment stays with who wrote it."""
    assert {role for role, *_ in before[1]} == set(world.readers)
    pairs = [(world.staff[3][0], world.staff[3][1]), (world.staff[5][0], world.staff[1][1])]
    for one, other in pairs if in_full else pairs[1:]:
        assert world.answers[one] != world.answers[other]
        exchanged = {**world.answers, one: world.answers[other], other: world.answers[one]}
        copy = world.counted(exchanged, comment)
        assert everything(copy, world.readers, every_format=in_full) == before[1]
        forget(copy)


def test_every_answer_of_the_api_is_the_same_when_two_people_exchange_their_answers(
    world: World, before: tuple[Installation, Seen], comment: dict[UUID, str]
) -> None:
    """To applications of the organisation and of every unit; other answers change them."""
    told = every_answer(before[0], world.teams)
    one, other = world.staff[5][0], world.staff[1][1]
    assert world.answers[one] != world.answers[other]
    exchanged = {**world.answers, one: world.answers[other], other: world.answers[one]}
    copy = world.counted(exchanged, comment)
    assert every_answer(copy, world.teams) == told
    forget(copy)
    copy = world.counted({**world.answers, world.everybody[4]: 4}, comment)
    assert every_answer(copy, world.teams) != told
    forget(copy)


def test_the_api_tells_each_application_only_what_its_reader_sees(
    world: World, before: tuple[Installation, Seen]
) -> None:
    """Every number of an application's answers is in a report that its unit's manager reads."""
    told = every_answer(before[0], world.teams)
    for unit in world.teams:
        manager = Reader(unit, "", None, frozenset(), frozenset({unit}))
        open_units = {one.id for one in units_of(before[0], manager)}
        for one in world.teams:
            status, text, _ = told[unit.hex, f"units/{one}/results", "en"]  # type: ignore[misc]
            assert (status == 200) == (one in open_units)
            if status != 200:
                assert not any(name in text for name in ("Team", "mood_1", str(one)))
                continue
            report = read(read_unit, before[0], manager, one)
            means = {
                round(level.mean, 1)
                for trend in report.trends
                for level in map(known, trend.levels)
                if level is not None
            }
            shown = json.loads(text)["indicators"]
            assert {
                row["mean"]["value"] for one in shown for row in one["waves"] if row["mean"]
            } == means


def test_the_pages_do_change_with_an_answer(
    world: World, before: tuple[Installation, Seen], comment: dict[UUID, str]
) -> None:
    """Else the test before would prove nothing."""
    copy = world.counted({**world.answers, world.everybody[4]: 4}, comment)
    seen = everything(copy, world.readers, pages={"team"})
    assert {role for (role, *_), what in seen.items() if what not in before[1].values()} == {
        "hr",
        "manager",
    }
    forget(copy)


def without_verdicts(report: TeamReport) -> TeamReport:
    return replace(report, trends=[replace(trend, verdict=None) for trend in report.trends])


@pytest.mark.slow
def test_a_manager_sees_of_others_only_what_the_larger_units_add_up_to(
    world: World, before: tuple[Installation, Seen], comment: dict[UUID, str], in_full: bool
) -> None:
    """The manager of unit 1: what people below unit 2 answer shows in the sums above both only.

    Besides, a verdict takes from all published units together how much answers vary by chance, and
    what happens to everybody in a wave; from nothing that is not published.
    """
    others = world.everybody[-9:]
    # So that averages and spreads are others than before.
    changed = {**world.answers, **{person: 4 * (place % 2) for place, person in enumerate(others)}}
    copy = world.counted(changed, comment)
    places = (before[0], copy)
    manager = reader(copy, world.roles["manager"])
    assert manager is not None
    led = {unit.id for unit in units_of(copy, manager)}

    def elsewhere(seen: Seen) -> dict[tuple[str, ...], object]:
        """Leave out what leads to the page of a unit that is open."""
        return {
            key: what
            for key, what in seen.items()
            if key[0] == "manager"
            and key[1] != "welcome"
            # What is told of all units that are open: their verdicts, as on their pages.
            and not (key[1] == "data" and key[3].split(".")[0] in {"/levels", "/statements"})
            and key[2].split(" ")[0] not in {unit.hex for unit in led}
        }

    manager_alone = {"manager": world.roles["manager"]}
    drawn = everything(copy, manager_alone, every_format=in_full)
    assert elsewhere(drawn) == elsewhere(before[1])
    for unit in led:
        own = [read(read_unit, place, manager, unit) for place in places]
        assert without_verdicts(own[0]) == without_verdicts(own[1])
        waves = [
            read(read_wave, place, manager, unit, report.latest.id)
            for place, report in zip(places, own, strict=True)
            if report.latest
        ]
        assert len(waves) == 2
        assert waves[0] == waves[1]
        for place in places:
            beside = read(read_comparisons, place, manager, unit)
            assert {larger.unit for larger in beside.above} <= {world.teams[0], *led}
    forget(copy)


def test_all_comments_any_reader_gets_come_from_groups_of_ten(world: World) -> None:
    chance = random.Random(5)  # noqa: S311
    texts = {person: f"comment {chance.random()}" for person in world.everybody}
    copy = world.counted(world.answers, texts)
    shown = [set(comments_read(copy, HR, unit, world.wave.id)) for unit in world.teams]
    assert shown[0] == set(texts.values())
    for one, other in combinations(shown, 2):
        assert not one - other or len(one - other) >= 10
        assert not one & other or len(one & other) >= 10
    forget(copy)
