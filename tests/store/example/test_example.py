"""The example organisation is made by the same services as a real one."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from inspect import signature

import numpy as np
import pytest

from dashboard.commands.demo import demo
from db import people
from db.engine import reading
from surveys.access.access import Reader, reader
from surveys.example import example
from surveys.example.answers import TURNING_POINT
from surveys.example.example import ExampleError
from surveys.example.workplace import LEAST_WITH_DEPARTMENTS, example_people, team_sizes
from surveys.experiments.report import read_experiment, read_experiments
from surveys.follow_up import without_reply
from surveys.follow_up.follow_up import FollowUp, read_follow_up
from surveys.installation.installation import Installation, open_installation
from surveys.organisation import contacts_of_units
from surveys.programme.programme import load_programme
from surveys.programme.upcoming import load_plan
from surveys.reading.comments import read_comments
from surveys.reading.highlights import Highlight, Highlights, highlights_of
from surveys.reading.organisation import read_organisation
from surveys.reading.reading import open_reading
from surveys.reading.unit import read_unit
from surveys.reading.verdicts.verdict import Verdict
from surveys.settings import Settings
from surveys.statistics import known
from surveys.statistics.experiment import Effect
from surveys.waves.waves import open_number
from tests.reading import read, units_of
from tests.stored import main_rows

TODAY = date(2026, 6, 1)


def ignore(what: str, done: int, total: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture
def tokens(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The smallest example with departments, and two counted waves; tokens of the open one."""
    monkeypatch.setattr(example, "CLOSED_WAVES", 2)
    return example.create_example(
        installation, number_of_people=LEAST_WITH_DEPARTMENTS, today=TODAY, progress=ignore
    )


def test_fewer_people_than_an_example_needs_are_refused(installation: Installation) -> None:
    with pytest.raises(ExampleError, match="9 people or more"):
        example.create_example(installation, number_of_people=8, today=TODAY, progress=ignore)
    assert main_rows(installation, "SELECT * FROM unit") == []


@pytest.mark.parametrize("number", [60, 61, 65, 74, 75, 100, 333, 1200])
def test_teams_have_3_to_20_people_and_add_up(number: int) -> None:
    sizes = team_sizes(number, np.random.default_rng(number))
    assert sum(sizes) == number
    assert min(sizes) >= 3
    assert max(sizes) <= 20
    assert min(sizes[:2]) >= 10
    assert sizes[-1] == 3


def test_an_example_is_useful_to_look_at(installation: Installation, tokens: list[str]) -> None:
    """Sizes, roles, history, an open wave with tokens left: everything there is to try."""
    with reading(installation.engine) as session:
        head_counts = people.head_counts(session)
        units = {unit.id: unit for unit in people.units(session)}
    parents = Counter(unit.parent_id for unit in units.values())
    leaves = [unit for unit in units if not parents[unit]]
    assert all(3 <= head_counts[unit] <= 20 for unit in leaves)
    assert 60 <= sum(head_counts.values()) <= 70

    assert open_number(installation) == 3
    assert example.usable_tokens(installation, tokens, TODAY) == tokens
    assert len(tokens) == len(set(tokens)) > 0
    assert example.usable_tokens(installation, [*tokens, "unknown"], TODAY) == tokens
    assert example.usable_tokens(installation, tokens, TODAY + timedelta(days=1)) == []

    guides = example_people(installation)
    first = reader(installation, guides.manager.person)
    assert first is not None
    [unit] = units_of(installation, first)
    report = read(read_unit, installation, first, unit.id)
    assert [wave.number for wave in report.waves] == [1, 2]
    assert len(report.trends) == 6
    everything = reader(installation, guides.hr.person)
    assert everything is not None
    assert len(units_of(installation, everything)) == len(units)

    later = TODAY + timedelta(days=3)
    fresh = example.open_next_wave(installation, later, ignore)
    assert open_number(installation) == 4
    assert len(read(read_unit, installation, first, unit.id).waves) == 3
    assert example.usable_tokens(installation, tokens, later) == []
    assert example.usable_tokens(installation, fresh, later) == fresh != []


def test_the_example_has_a_programme_that_runs_and_a_works_council(
    installation: Installation, tokens: list[str]
) -> None:
    assert tokens
    programme = load_programme(installation)
    assert programme is not None
    assert programme.state == "running"
    [following] = load_plan(installation, TODAY, TODAY + example.RHYTHM)
    assert following.closes_on - TODAY >= timedelta(days=12)
    guides = example_people(installation)
    assert len({guide.person for guide in guides}) == 4
    council = reader(installation, guides.council.person)
    assert council is not None
    assert council.reads_trail
    assert units_of(installation, council) == []


def test_nine_people_are_a_firm_of_two_teams_too_small_to_be_shown(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "CLOSED_WAVES", 4)
    tokens = example.create_example(installation, number_of_people=9, today=TODAY, progress=ignore)
    assert example.usable_tokens(installation, tokens, TODAY) == tokens != []
    guides = example_people(installation)
    hr = reader(installation, guides.hr.person)
    manager = reader(installation, guides.manager.person)
    assert hr is not None
    assert manager is not None
    whole, *teams = units_of(installation, hr)
    assert [team.name for team in teams] == ["Shop", "Workshop"]
    assert read(read_unit, installation, hr, whole.id).trends
    for team in teams:
        report = read(read_unit, installation, hr, team.id)
        assert report.trends == []
        assert [wave.participation for wave in report.waves] == [None] * 4
    assert [unit.name for unit in units_of(installation, manager)] == ["Workshop"]


def highlights(installation: Installation, hr: Reader) -> Highlights:
    return read(
        lambda reading: highlights_of(reading, read_organisation(reading)), installation, hr
    )


def told_of(unit: Highlight) -> dict[str, Verdict]:
    return {line.question.id: replace(verdict, line=()) for line, verdict in unit.verdicts}


def reader_of_hr(installation: Installation) -> Reader:
    hr = reader(installation, example_people(installation).hr.person)
    assert hr is not None
    return hr


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The example as `peil demo` makes it."""
    settings = Settings(folder=tmp_path_factory.mktemp("shown") / "peil", database_url=None)
    installation = open_installation(settings)
    people_by_default = signature(demo).parameters["people"].default
    example.create_example(
        installation, number_of_people=people_by_default, today=TODAY, progress=ignore
    )
    return installation


@pytest.mark.slow
def test_hr_reads_the_story_of_the_example_and_nothing_by_chance(shown: Installation) -> None:
    """The onset is the wave in which the new planning system came."""
    told = highlights(shown, reader_of_hr(shown))
    assert told.whole is None
    changes = {
        unit.name: {name: verdict.change for name, verdict in told_of(unit).items()}
        for unit in told.listed
    }
    assert changes == {
        "Operations": {"wl_1": "worse"},
        "Planning": {"wl_1": "worse"},
        "Service desk": {"ao_1": "better"},
        # Heavy from the first wave on.
        "Legal": {"wl_1": "unclear"},
    }
    assert "Operations" in {unit.name for unit in told.among_all}
    verdicts = {unit.name: unit.verdicts[0][1] for unit in told.listed}
    assert verdicts["Legal"].needs_attention
    begins = TODAY - (example.CLOSED_WAVES - TURNING_POINT) * example.RHYTHM
    for name in ("Operations", "Planning", "Service desk"):
        found = verdicts[name].found
        assert found is not None
        assert found.onset.first <= begins + example.RHYTHM
        assert found.onset.last >= begins
        assert found.onset.last - found.onset.first <= 2 * example.RHYTHM


@pytest.mark.slow
def test_teams_of_the_example_talked_agreed_and_looked_back(shown: Installation) -> None:
    hr = reader_of_hr(shown)
    units = {unit.name: unit.id for unit in units_of(shown, hr)}

    def noted(name: str) -> FollowUp:
        return read(read_follow_up, shown, hr, units[name])

    planning, desk = noted("Planning"), noted("Service desk")
    assert [one.outcome for one in planning.agreements] == ["change", None]
    assert [one.outcome for one in desk.agreements] == ["keep"]
    assert [one.outcome for one in noted("Platform").agreements] == ["stop"]
    assert len(planning.talks) == 3
    assert [one.text for one in planning.events] == ["New planning system"]
    assert {one.text for one in desk.events} >= {"New planning system", "Two colleagues left"}
    hidden = [
        name
        for name, unit in units.items()
        if read(read_unit, shown, hr, unit).waves[-1].participation is None
    ]
    assert hidden


@pytest.mark.slow
def test_leaders_of_the_example_replied_and_a_department_has_contacts_of_its_own(
    shown: Installation,
) -> None:
    hr = reader_of_hr(shown)
    units = {unit.name: unit.id for unit in units_of(shown, hr)}
    with open_reading(shown, hr) as results:
        last = read_unit(results, units["Planning"]).waves[-1].id
        for name in ("Planning", "Service desk"):
            replied = {reply.wave for reply in read_follow_up(results, units[name]).replies}
            assert last in replied, name
        missing = {one.name for one in without_reply(results, TODAY)}
        contacts = contacts_of_units(results.session)
    assert "Legal" in missing
    assert not {"Planning", "Service desk"} & missing
    desk, planning = contacts.of(units["Service desk"]), contacts.of(units["Planning"])
    assert desk == contacts.own[units["Customers"]] != planning


@pytest.mark.slow
def test_an_experiment_of_the_example_has_an_outcome(shown: Installation) -> None:
    """Nothing follows from it in the answers; the lot is another one each time."""
    hr = reader_of_hr(shown)
    with open_reading(shown, hr) as results:
        [found] = read_experiments(results)
        report = read_experiment(results, found)
    [outcome] = report.comparisons
    assert report.state == "measured"
    assert outcome is not None
    assert isinstance(outcome.effect, Effect)
    assert min(outcome.effect.teams) >= 4
    assert report.sees_all
    assert report.tells_sides
    assert outcome.effect.low < 0.5
    assert outcome.effect.high > -0.5


@pytest.mark.slow
def test_a_team_of_the_example_has_recovered(shown: Installation) -> None:
    """Fewer people, then an agreement that helps."""
    hr = reader_of_hr(shown)
    [desk] = [unit.id for unit in units_of(shown, hr) if unit.name == "Service desk"]
    [off] = [
        trend
        for trend in read(read_unit, shown, hr, desk).trends
        if trend.indicator.id == "reachability_always_on"
    ]
    means = [level.mean for level in map(known, off.levels) if level is not None]
    first, worst, last = means[:4], means[4:8], means[-4:]
    assert np.mean(first) - np.mean(worst) > 0.4
    assert np.mean(last) - np.mean(worst) > 0.6


@pytest.mark.slow
def test_no_comment_of_a_wave_is_told_twice(shown: Installation) -> None:
    hr = reader_of_hr(shown)
    whole = units_of(shown, hr)[0]
    for wave in read(read_unit, shown, hr, whole.id).waves:
        answered = read(read_comments, shown, hr, whole.id, wave.id)
        for question in answered:
            assert len(question.texts) > 5
            assert len(set(question.texts)) == len(question.texts)


@pytest.mark.slow
def test_hr_reads_of_every_unit_whose_page_flags_something(
    installation: Installation, request: pytest.FixtureRequest, in_full: bool
) -> None:
    """Of 3,000 people, or as in the demo: HR's list and the pages of all units tell the same."""
    if in_full:
        example.create_example(installation, number_of_people=3_000, today=TODAY, progress=ignore)
    else:
        installation = request.getfixturevalue("shown")
    hr = reader_of_hr(installation)
    told = highlights(installation, hr)
    on_list = {unit.unit: told_of(unit) for unit in told.listed}
    of_whole = {} if told.whole is None else told_of(told.whole)
    units = units_of(installation, hr)
    flagged = 0
    for unit in units:
        trends = read(read_unit, installation, hr, unit.id).trends
        flags = {
            trend.question.id: replace(trend.verdict, line=())
            for trend in trends
            if trend.verdict is not None and trend.verdict.stands_out
        }
        flagged += len(flags)
        told_as_whole = {name for name, verdict in flags.items() if not verdict.is_listed}
        assert told_as_whole <= set(of_whole), unit.name
        of_unit = of_whole if unit == units[0] else on_list.get(unit.id, {})
        assert of_unit == {n: v for n, v in flags.items() if n not in told_as_whole}, unit.name
    assert flagged > 0
