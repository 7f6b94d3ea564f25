"""Experiments: who may plan them, what is refused, what the draw fixes, and what they show."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import numpy as np
import pytest
from scipy import stats

from db import provisioning, roster
from db.engine import reading
from surveys.access import NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.experiments.experiment import ExperimentError, Plan
from surveys.experiments.planning import (
    change_plan,
    close_list,
    delete_experiment,
    draw_lot,
    end_experiment,
    forget_old,
    plan_experiment,
)
from surveys.follow_up import note_agreement, note_event, read_follow_up
from surveys.installation import Installation
from surveys.statistics.experiment import Effect
from surveys.trail import trail
from surveys.trail.saving import ChangedMeanwhileError, Seen
from tests.experiments import (
    PLANNED,
    around,
    drawn,
    hold,
    plan_of,
    planned,
    report_of,
    stored,
    with_mean,
)
from tests.past_waves import FIRST, add_teams
from tests.reading import HR, read, reader_with
from tests.refusals import code
from tests.stored import main_rows
from tests.unit.statistics.enough import PUBLISHED

pytestmark = pytest.mark.both_databases


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    """Eight teams in which nobody works; their waves are written."""
    return add_teams(installation, organisation["Example"], 8)


def test_only_hr_of_the_whole_plans_draws_ends_and_deletes(
    installation: Installation, teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams, 4))
    undrawn = planned(installation, plan_of(teams, 4))
    for who in (
        reader_with("manager", leads=teams[0]),
        reader_with("administrator"),
        reader_with("council"),
        team_reader(teams[0]),
    ):
        attempts: list[Callable[[], object]] = [
            lambda who=who: plan_experiment(installation, who, plan_of(teams, 4), PLANNED),  # type: ignore[misc]
            lambda who=who: change_plan(installation, who, undrawn, plan_of(teams, 3)),  # type: ignore[misc]
            lambda who=who: close_list(installation, who, undrawn),  # type: ignore[misc]
            lambda who=who: draw_lot(installation, who, undrawn, PLANNED),  # type: ignore[misc]
            lambda who=who: end_experiment(installation, who, made, "keep", PLANNED),  # type: ignore[misc]
            lambda who=who: delete_experiment(installation, who, made),  # type: ignore[misc]
        ]
        for attempt in attempts:
            with pytest.raises(NotAllowedError):
                attempt()
    assert {one.id for one in stored(installation)} == {made, undrawn}


def test_leaders_see_those_that_their_units_take_part_in_and_nobody_else_any(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    made = drawn(installation, plan_of(teams[:4], 2))
    for who, seen in (
        (HR, [made]),
        (reader_with("manager", leads=teams[0]), [made]),
        (reader_with("manager", leads=organisation["Example"]), [made]),
        (reader_with("manager", leads=teams[5]), []),
        (reader_with("administrator"), []),
        (reader_with("council"), []),
        (team_reader(teams[0]), []),
    ):
        assert [one.id for one in stored(installation, who)] == seen
    (found,) = stored(installation)
    outsider = reader_with("manager", leads=teams[5])
    with pytest.raises(NotAllowedError):
        read(lambda results: report_with(results, found), installation, outsider)


def report_with(results: object, found: object) -> object:
    from surveys.experiments.report import read_experiment  # noqa: PLC0415

    return read_experiment(results, found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " \n"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"text": ""}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"indicator": "nothing"}, "indicator"),
        ({"units": ()}, "no_units"),
        ({"units": (UUID(int=5),)}, "unknown_units"),
        ({"starting": ()}, "starting"),
        ({"starting": (0,)}, "starting"),
        ({"starting": (9,)}, "starting"),
        ({"starting": (4, 5)}, "starting"),
        ({"length": 2}, "length"),
        ({"first_wave": 0}, "first_wave"),
    ],
)
def test_an_impossible_plan_is_refused_and_nothing_stored(
    installation: Installation, teams: list[UUID], change: dict[str, object], refusal: str
) -> None:
    plan: Plan = replace(plan_of(teams, 4), **change)  # type: ignore[arg-type]
    with pytest.raises(ExperimentError, check=code(refusal)):
        planned(installation, plan)
    assert stored(installation) == []


def test_a_unit_and_one_below_it_cannot_both_take_part(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    with pytest.raises(ExperimentError, check=code("nested_units")):
        planned(installation, plan_of([organisation["Example"], teams[0]], 1))


def test_a_plan_can_be_corrected_and_after_the_list_is_closed_not_who_takes_part(
    installation: Installation, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4))
    fewer = replace(plan_of(teams[:6], 3), name=" Other \n words ")
    change_plan(installation, HR, made, fewer)
    (found,) = stored(installation)
    assert found.plan == replace(fewer, name="Other words")
    close_list(installation, HR, made)
    for other in (plan_of(teams, 3), plan_of(teams[:6], 2)):
        with pytest.raises(ExperimentError, check=code("list_closed")):
            change_plan(installation, HR, made, other)
    later = replace(found.plan, first_wave=9, length=4, text="Something else")
    change_plan(installation, HR, made, later)
    draw_lot(installation, HR, made, PLANNED)
    change_plan(installation, HR, made, replace(later, first_wave=6))
    hold(installation, teams, range(1, 7), around(3.0))
    with pytest.raises(ExperimentError, check=code("begun")):
        change_plan(installation, HR, made, replace(later, first_wave=10))


def test_of_two_who_correct_a_plan_the_second_is_told(
    installation: Installation, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4))
    opened = Seen(stored(installation)[0].plan)
    change_plan(installation, HR, made, plan_of(teams, 3), opened)
    with pytest.raises(ChangedMeanwhileError):
        change_plan(installation, HR, made, plan_of(teams, 5), opened)


def test_the_lot_is_drawn_once_after_the_list_was_closed_and_stands_in_the_trail(
    installation: Installation, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4))
    with pytest.raises(ExperimentError, check=code("not_closed")):
        draw_lot(installation, HR, made, PLANNED)
    for _again in range(2):
        close_list(installation, HR, made)
    (closed,) = stored(installation)
    assert closed.draw is not None
    assert set(closed.steps.values()) == {None}
    for _again in range(2):
        draw_lot(installation, HR, made, PLANNED)
    (found,) = stored(installation)
    assert found.draw == closed.draw
    assert found.steps == closed.draw.steps
    noted = {entry.action: entry.subject for entry in trail.entries(installation)}
    assert closed.draw.fingerprint in noted["experiment list closed"]
    assert closed.draw.nonce in noted["experiment list closed"]
    assert closed.draw.seed in noted["experiment drawn"]


def test_the_lot_is_not_drawn_after_the_first_wave_was_opened(
    installation: Installation, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4, first_wave=1))
    close_list(installation, HR, made)
    hold(installation, teams, range(1, 2), around(3.0))
    with pytest.raises(ExperimentError, check=code("first_wave")):
        draw_lot(installation, HR, made, PLANNED)
    change_plan(installation, HR, made, plan_of(teams, 4, first_wave=2))
    draw_lot(installation, HR, made, PLANNED)


def test_an_experiment_ends_with_an_outcome_can_be_deleted_and_is_forgotten_with_results(
    installation: Installation, teams: list[UUID]
) -> None:
    made = planned(installation, plan_of(teams, 4))
    with pytest.raises(ExperimentError, check=code("not_drawn")):
        end_experiment(installation, HR, made, "keep", PLANNED)
    other = drawn(installation, plan_of(teams, 4))
    end_experiment(installation, HR, other, "keep", PLANNED)
    end_experiment(installation, HR, other, "stop", PLANNED + timedelta(days=9))
    ended = next(one for one in stored(installation) if one.id == other)
    assert (ended.outcome, ended.ended_on) == ("keep", PLANNED)
    forget_old(installation, PLANNED)
    assert len(stored(installation)) == 2
    delete_experiment(installation, HR, made)
    delete_experiment(installation, HR, uuid4())
    forget_old(installation, PLANNED + timedelta(days=1))
    assert stored(installation) == []
    assert main_rows(installation, "SELECT * FROM experiment_unit") == []
    done = [entry.action for entry in trail.entries(installation)]
    assert {"experiment ended", "experiment deleted", "experiments deleted"} <= set(done)


def test_card_and_krueger_and_fishers_tea_come_out_of_published_waves(
    installation: Installation, teams: list[UUID]
) -> None:
    """Their averages, a tenth of them; four teams that tried it against four that waited."""
    case, tea = PUBLISHED["did_card_krueger"], PUBLISHED["permutation_tea"]
    made = drawn(installation, plan_of(teams, 4))
    tried = {unit for unit, step in stored(installation)[0].steps.items() if step == 0}

    def given(team: UUID, number: int) -> Sequence[int]:
        state = case["nj"] if team in tried else case["pa"]
        return with_mean(state[number >= 6] / 10, 2_000)

    hold(installation, teams, range(1, 9), given)
    (found,) = report_of(installation, made).comparisons
    assert found is not None
    assert isinstance(found.effect, Effect)
    assert found.effect.difference == pytest.approx(case["did"] / 10, abs=0.001)
    assert found.effect.p / 2 == pytest.approx(tea["p_one_sided"], abs=1e-9)
    assert {one.unit for one in found.tried} == tried
    assert found.is_noticed


def test_the_outcome_is_that_of_other_libraries_on_the_published_averages(
    installation: Installation, teams: list[UUID]
) -> None:
    chance = np.random.default_rng(3)
    made = drawn(installation, plan_of(teams, 4))
    steps = stored(installation)[0].steps
    means = {
        (team, number): 3 + chance.normal(0, 0.2) + (0.5 if number > 5 and steps[team] == 0 else 0)
        for team in teams
        for number in range(1, 9)
    }
    hold(installation, teams, range(1, 9), lambda team, number: with_mean(means[team, number], 400))
    (found,) = report_of(installation, made).comparisons
    assert found is not None
    assert isinstance(found.effect, Effect)

    def shown(team: UUID, waves: range) -> float:
        return float(np.mean([round(means[team, number] * 400) / 400 for number in waves]))

    changes = {team: shown(team, range(6, 9)) - shown(team, range(3, 6)) for team in teams}
    sides = [[c for t, c in changes.items() if (steps[t] == 0) == side] for side in (True, False)]
    welch = stats.ttest_ind(*sides, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert found.effect.difference == pytest.approx(np.mean(sides[0]) - np.mean(sides[1]))
    # Of four hundred answers the band hides little; what it hides is in the interval.
    assert 0 < interval.low - found.effect.low < 0.01
    assert 0 < found.effect.high - interval.high < 0.01
    every = np.array([*sides[0], *sides[1]])
    others = [
        every[list(chosen)].mean() - np.delete(every, list(chosen)).mean()
        for chosen in combinations(range(8), 4)
    ]
    as_large = np.mean(np.abs(others) >= abs(found.effect.difference) - 1e-9)
    assert found.effect.p == pytest.approx(as_large)


def test_nothing_is_told_before_the_last_wave_of_a_step_or_the_end(
    installation: Installation, teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams, 4, length=4))
    hold(installation, teams, range(1, 9), around(3.0))
    running = report_of(installation, made)
    assert (running.state, [*running.comparisons]) == ("running", [None])
    hold(installation, teams, range(9, 10), around(3.0))
    measured = report_of(installation, made)
    assert measured.state == "measured"
    assert measured.comparisons[0] is not None


def test_waves_that_open_after_the_end_do_not_count(
    installation: Installation, teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams, 4, length=5))
    hold(installation, teams, range(1, 9), around(3.0))
    end_experiment(installation, HR, made, "stop", FIRST + timedelta(days=14 * 8))
    hold(installation, teams, range(9, 11), around(4.0))
    (found,) = report_of(installation, made).comparisons
    assert found is not None
    assert {one.after.waves for one in (*found.tried, *found.waited)} == {3}
    assert {one.change for one in (*found.tried, *found.waited)} == {0.0}


def test_in_a_later_step_those_that_start_are_compared_with_those_that_still_wait(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    teams = add_teams(installation, organisation["Example"], 12)
    made = drawn(installation, plan_of(teams, 4, 4))
    steps = stored(installation)[0].steps

    def given(team: UUID, number: int) -> Sequence[int]:
        step = steps[team]
        has_begun = step is not None and number >= 6 + 3 * step
        return with_mean(3.5 if has_begun else 3.0, 40)

    hold(installation, teams, range(1, 12), given)
    first, second = report_of(installation, made).comparisons
    assert first is not None
    assert second is not None
    assert (len(first.tried), len(first.waited)) == (4, 8)
    assert (len(second.tried), len(second.waited)) == (4, 4)
    for found in (first, second):
        assert isinstance(found.effect, Effect)
        assert found.effect.difference == pytest.approx(0.5)
        assert found.significant == pytest.approx(0.025)
    # With four against four, no lot is rarer than 2 of 70: too common for one of two steps.
    assert (first.is_noticed, second.is_noticed) == (True, False)


def test_one_unit_alone_gets_before_and_after_and_no_claim(
    installation: Installation, teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams[:1], 1))
    hold(installation, teams, range(1, 6), around(3.0))
    hold(installation, teams, range(6, 9), around(4.0))
    report = report_of(installation, made)
    (found,) = report.comparisons
    assert found is not None
    assert not found.is_noticed
    told = report.outcome_in_words(found, "en")
    assert told[0] == "Tried it: 3.0 before, 4.0 after."
    assert "So nothing is claimed." in told[1]
    assert len(told) == 2


def test_units_without_results_are_left_out_and_that_is_said(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    teams = add_teams(installation, organisation["Example"], 10)
    made = drawn(installation, plan_of(teams, 5))
    steps = stored(installation)[0].steps
    gone = next(team for team in teams if steps[team] == 0)
    hold(installation, teams, range(1, 6), around(3.0))
    hold(installation, [team for team in teams if team != gone], range(6, 9), around(3.0))
    report = report_of(installation, made)
    (found,) = report.comparisons
    assert found is not None
    assert (len(found.tried), len(found.waited), found.left_out) == (4, 5, 1)
    assert "1 unit had too few waves" in report.outcome_in_words(found, "en")[-1]


def test_a_unit_that_takes_part_is_kept_when_a_list_or_a_directory_leaves_it_out(
    installation: Installation, teams: list[UUID]
) -> None:
    drawn(installation, plan_of(teams[:2], 1))
    with reading(installation.engine) as session:
        assert roster.units_referred_to(session) >= set(teams[:2])
        assert not roster.units_referred_to(session) & set(teams[2:])
        assert [provisioning.has_past(session, team) for team in teams[:3]] == [True, True, False]


def test_sides_that_went_different_ways_before_are_told(
    installation: Installation, teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams, 4, first_wave=8))
    steps = stored(installation)[0].steps

    def given(team: UUID, number: int) -> Sequence[int]:
        return with_mean(2.6 + (0.1 * number if steps[team] == 0 else 0.0), 40)

    hold(installation, teams, range(1, 11), given)
    (found,) = report_of(installation, made).comparisons
    assert found is not None
    assert found.ran_apart


def test_what_it_could_find_is_what_a_t_test_of_the_same_power_finds(
    installation: Installation, teams: list[UUID]
) -> None:
    """Ten units: the change that is told is noticed in eight of ten simulated experiments."""
    chance = np.random.default_rng(8)
    hold(
        installation,
        teams,
        range(1, 7),
        lambda _team, _number: with_mean(3 + chance.normal(0, 0.15), 40),
    )
    made = planned(installation, plan_of(teams, 4, first_wave=7))
    prospect = report_of(installation, made).prospect
    assert prospect.with_past
    assert prospect.noticeable is not None
    assert prospect.smaller is not None
    assert 0.2 < prospect.noticeable < 1.5
    assert prospect.smaller < 0.6
    assert prospect.answers == pytest.approx(40)


def test_what_a_unit_tries_stands_on_its_trend_from_the_day_its_step_began(
    installation: Installation, organisation: dict[str, UUID], teams: list[UUID]
) -> None:
    drawn(installation, plan_of(teams, 2, 2))
    steps = stored(installation)[0].steps
    for team in teams:
        (*tried,) = read(read_follow_up, installation, team_reader(team), team).trials
        step = steps[team]
        wanted = [] if step is None else [("No meetings before ten", "workload", 6 + 3 * step)]
        assert [(one.text, one.indicator, one.first_wave) for one in tried] == wanted
    whole = organisation["Example"]
    assert read(read_follow_up, installation, HR, whole).trials == []


def test_what_else_happened_is_told_of_units_that_are_open_to_the_reader(
    installation: Installation, organisation: dict[str, UUID], teams: list[UUID]
) -> None:
    made = drawn(installation, plan_of(teams, 4))
    hold(installation, teams, range(1, 9), around(3.0))
    during = FIRST + timedelta(days=14 * 6)
    for unit, text, day in (
        (teams[0], "A move", during),
        (teams[1], "A new leader", during),
        (organisation["Example"], "A merger", during),
        (teams[0], "Long ago", date(2020, 1, 1)),
    ):
        note_event(installation, HR, unit, text, day)
    note_agreement(
        installation,
        HR,
        teams[0],
        "Less mail",
        indicator="workload",
        starts_on=during,
        review_on=during + timedelta(days=9),
    )
    mine: Reader = reader_with("manager", leads=teams[0])
    told = {one.text for one in report_of(installation, made, mine).beside}
    assert told == {"A move", "A merger", "Less mail"}
    assert {one.text for one in report_of(installation, made).beside} == told | {"A new leader"}
