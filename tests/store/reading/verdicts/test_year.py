"""Error rates of a year of verdicts, wave by wave through count, storage, fit and register.

With `-m slow` in full, with the bounds of the model; otherwise those that have a short form, on one
small organisation each, with bounds that leave room for chance. True rates stand beside the bounds
in the documentation.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from surveys.installation import open_installation
from surveys.settings import Settings
from surveys.statistics.histogram import Floats
from tests.reading import HR, read
from tests.simulated_year import ANCHORS, Conditions, SimulatedYear, Told

pytestmark = pytest.mark.slow
only_in_full = pytest.mark.only_in_full

Live = Callable[[Conditions, int], SimulatedYear]
QUESTIONS = len(ANCHORS)
FALL = 0.5
WAVES_A_YEAR = 12


@pytest.fixture
def live() -> Iterator[Live]:
    """A function that lets an organisation live through all its waves."""
    with tempfile.TemporaryDirectory() as folder:

        def lived(conditions: Conditions, seed: int) -> SimulatedYear:
            settings = Settings(folder=Path(folder) / str(seed), database_url=None)
            year = SimulatedYear(open_installation(settings), conditions, seed)
            year.live_through()
            return year

        yield lived


def with_badge(year: SimulatedYear) -> int:
    """Return the number of teams that saw a badge in the year."""
    return len({one.unit for one in year.told()} & set(year.units))


def share(live: Live, conditions: Conditions, organisations: int) -> float:
    """Return the share of team-years with a badge."""
    badges = sum(with_badge(live(conditions, seed)) for seed in range(organisations))
    return badges / organisations / conditions.teams


SEVEN = "{type: likert, labels: {en: [a, b, c, d, e, f, g], nl: [a, b, c, d, e, f, g]}}"
GRADES = "{{type: grade, min: {}, max: 10, labels: {{en: [bad, good], nl: [slecht, goed]}}}}"
UNEVEN = (30, 21, 42, 30, 28, 60, 30)

NOTHING_CHANGES = {
    "monthly": (Conditions(), 8, 0.14),
    "moods that linger": (Conditions(carried=0.3), 8, 0.14),
    "shocks to everybody": (Conditions(shock=0.1), 8, 0.14),
    "hidden waves, uneven gaps": (Conditions(hidden=0.15, gaps=UNEVEN), 8, 0.14),
    "three teams": (Conditions(teams=3), 50, 0.14),
    "eight teams": (Conditions(teams=8), 24, 0.14),
    "two hundred teams": (Conditions(teams=200), 2, 0.14),
    "one team alone": (Conditions(teams=1), 120, 0.19),
    "lingering and strong moods": (Conditions(carried=0.3, noise=0.2), 8, 0.19),
    "every two weeks": (Conditions(waves=34, gaps=(14,)), 6, 0.19),
    "weekly": (Conditions(waves=60, gaps=(7,)), 4, 0.19),
    "all near the ceiling": (Conditions(centre=4.7), 6, 0.26),
    "teams of six": (Conditions(people=6, response=0.95), 6, 0.14),
    "for two more years": (Conditions(waves=44, first_of_year=32), 6, 0.14),
    "moved between departments": (
        Conditions(departments=3, moves={14: [(t, (t + 1) % 3) for t in range(0, 30, 5)]}),
        6,
        0.14,
    ),
    "teams that grow by half": (Conditions(growing={13: range(0, 30, 2)}), 8, 0.14),
    "seven options": (Conditions(scale=SEVEN), 6, 0.14),
    "grades from 1 to 10": (Conditions(scale=GRADES.format(1)), 6, 0.14),
    "marks from 0 to 10": (Conditions(scale=GRADES.format(0)), 6, 0.14),
}


@only_in_full
@pytest.mark.parametrize("name", NOTHING_CHANGES)
def test_when_nothing_changes_few_teams_see_a_badge(name: str, live: Live) -> None:
    conditions, organisations, most = NOTHING_CHANGES[name]
    assert share(live, conditions, organisations) <= most


def test_when_nothing_changes_few_of_ten_teams_see_a_badge(live: Live) -> None:
    # More than three with a badge are to be expected once in eighty runs.
    assert share(live, Conditions(teams=10, first_of_year=14), 1) <= 0.3


@only_in_full
def test_with_more_badges_chosen_there_are_more(live: Live) -> None:
    assert 0.10 <= share(live, Conditions(badges_by_chance=25), 8) <= 0.30


def falls(seed: int, teams: int) -> dict[tuple[int, int], float]:
    """Return a fall of half a point in one question of every second team: one chart in twelve."""
    return {((7 * team + seed) % QUESTIONS, team): FALL for team in range(0, teams, 2)}


def noticed(year: SimulatedYear, within: int) -> set[tuple[int, int]]:
    """Return the falls that were told, by (question, team), within some waves."""
    begin = year.conditions.falls_in
    told = {
        (one.question, year.units.index(one.unit))
        for one in year.told()
        if not one.better and begin <= one.wave < begin + within and one.unit in year.units
    }
    return told & set(year.conditions.falls)


def is_right(one: Told, year: SimulatedYear) -> bool:
    """Return whether a badge is about a fall, in its direction."""
    return not one.better and (one.question, year.units.index(one.unit)) in year.conditions.falls


WEEKLY = Conditions(waves=47, gaps=(7,), falls_in=34, first_of_year=30, judged_every=4)
"""Judged from the thirtieth wave on, as after an import of those before."""


@only_in_full
@pytest.mark.parametrize(
    ("conditions", "organisations", "within", "least"),
    [
        (Conditions(), 28, 6, 0.33),
        # In the middle of the year the share is .72 (105 charts); in its sixth month, with only
        # twelve waves before the fall, .56 (120 charts).
        (Conditions(waves=34, gaps=(14,), falls_in=20), 6, 13, 0.60),
        (Conditions(waves=34, gaps=(14,)), 6, 13, 0.46),
        (WEEKLY, 14, 13, 0.45),
        (Conditions(scale=SEVEN), 14, 6, 0.33),
        (Conditions(scale=GRADES.format(1)), 14, 6, 0.33),
        (Conditions(scale=GRADES.format(0)), 14, 6, 0.33),
    ],
    ids=[
        "monthly",
        "every two weeks, mid-year",
        "every two weeks, soon",
        "weekly, mid-year",
        "seven options",
        "grades from 1 to 10",
        "marks from 0 to 10",
    ],
)
def test_a_fall_of_one_question_is_noticed_and_most_badges_are_right(
    conditions: Conditions,
    organisations: int,
    within: int,
    least: float,
    live: Live,
) -> None:
    seen = number = right = badges = 0
    for seed in range(organisations):
        fall = falls(seed, conditions.teams)
        year = live(replace(conditions, falls=fall), 1000 + seed)
        seen += len(noticed(year, within))
        number += len(fall)
        told = [one for one in year.told() if one.unit in year.units]
        right += sum(is_right(one, year) for one in told)
        badges += len(told)
    assert seen / number >= least
    assert right / badges >= 0.75 - 2 * np.sqrt(0.75 * 0.25 / badges)


@pytest.mark.parametrize(
    ("chosen", "least"), [(10, 0.65), pytest.param(25, 0.85, marks=only_in_full)]
)
def test_a_fall_of_all_questions_of_a_team_is_noticed(
    chosen: int, least: float, live: Live, in_full: bool
) -> None:
    organisations = 14 if in_full else 1
    teams = 30 if in_full else 10
    seen = number = 0
    for seed in range(organisations):
        fallen = range(0, teams, 5)
        fall = {(question, team): FALL for question in range(QUESTIONS) for team in fallen}
        conditions = Conditions(teams=teams, falls=fall, badges_by_chance=chosen)
        if not in_full:
            conditions = replace(conditions, first_of_year=11, waves=18)
        year = live(conditions, 2000 + seed)
        seen += len({team for _, team in noticed(year, 6)})
        number += len(fallen)
    assert seen / number >= (least if in_full else 0.5)


def test_a_small_fall_of_everybody_is_the_organisations_own_verdict(
    live: Live, in_full: bool
) -> None:
    organisations = 20 if in_full else 1
    seen = 0
    for seed in range(organisations):
        fall = {(question, team): 0.3 for question in range(QUESTIONS) for team in range(30)}
        year = live(Conditions(falls=fall, waves=15, first_of_year=10), 3000 + seed)
        told = [one for one in year.told() if one.unit == year.root and not one.better]
        seen += any(one.wave >= year.conditions.falls_in for one in told)
    assert seen / organisations >= 0.95


def changed(year: SimulatedYear, one: Told) -> float:
    """Return by how much the members' true level changed as a badge says: since its onset.

    Against the year before that, moods of the waves included, as the line of a page has them.
    Positive in the direction of the badge.
    """
    felt: Floats = year.felt[one.question, year.units.index(one.unit)]
    before = felt[max(0, one.onset - WAVES_A_YEAR) : one.onset]
    size = felt[one.onset : one.wave + 1].mean() - before.mean()
    return float(size if one.better else -size)


@only_in_full
def test_with_people_leaving_few_badges_are_about_nothing(live: Live) -> None:
    wrong = units = 0
    for seed in range(8):
        year = live(Conditions(turnover=0.02), 4000 + seed)
        told = [one for one in year.told() if one.unit in year.units]
        wrong += len({one.unit for one in told if changed(year, one) < 0.1})
        units += year.conditions.teams
    assert wrong / units <= 0.08 + 2 * np.sqrt(0.08 * 0.92 / units)


@only_in_full
def test_when_nothing_changes_hr_seldom_reads_that_a_unit_stands_out(live: Live) -> None:
    organisations = 100
    years = (live(Conditions(), 5000 + seed) for seed in range(organisations))
    entries = sum(bool(year.listed_without_cause) for year in years)
    assert entries / organisations <= 0.10 + 2 * 0.03


@only_in_full
def test_of_the_units_that_stand_out_few_are_false(live: Live) -> None:
    parts = []
    for seed in range(8):
        fallen = range(0, 30, 2)
        fall = {(question, team): FALL for question in range(QUESTIONS) for team in fallen}
        year = live(Conditions(falls=fall), 6000 + seed)
        true = {year.units[team] for team in fallen}
        parts.append(len(year.listed - true) / max(len(year.listed), 1))
    assert np.mean(parts) <= 0.10


def held(year: SimulatedYear) -> dict[tuple[int, int], bool]:
    """Return whether the newest band holds the true level, by (question, team)."""
    holds = {}
    for team, unit in enumerate(year.units):
        verdicts = read(lambda reading, of=unit: reading.verdicts_of(of), year.installation, HR)
        for place, question in enumerate(ANCHORS):
            if question.id in verdicts:
                point, level = verdicts[question.id].line[-1], year.levels[place, team, -1]
                holds[place, team] = bool(point.low <= level <= point.high)
    return holds


def bands(
    live: Live, conditions: Conditions, organisations: int
) -> Iterator[dict[tuple[int, int], bool]]:
    """Yield `held` of organisations that are judged once, after their last wave."""
    for seed in range(organisations):
        fall = falls(seed, conditions.teams) if conditions.falls_in < conditions.waves else {}
        at_the_end = replace(conditions, falls=fall, first_of_year=conditions.waves)
        year = live(at_the_end, 7000 + seed)
        yield {key: one for key, one in held(year).items() if not fall or key in fall}


STEADY = Conditions(falls_in=20)


@pytest.mark.parametrize(
    ("conditions", "least"),
    [
        (STEADY, 0.93),
        (replace(STEADY, people=6, response=0.95, centre=1.3), 0.88),
    ],
    ids=["usual", "teams of six near the floor"],
)
def test_the_band_holds_the_level_behind_the_dots(
    conditions: Conditions, least: float, live: Live, in_full: bool
) -> None:
    found = list(bands(live, conditions, 8 if in_full else 1))
    assert np.mean([one for each in found for one in each.values()]) >= least


@pytest.mark.parametrize(("since", "least"), [(1, 0.40), (5, 0.85)])
def test_just_after_a_fall_the_band_holds_it_less_often(
    since: int, least: float, live: Live, in_full: bool
) -> None:
    conditions = Conditions(waves=12 + since)
    found = list(bands(live, conditions, 12 if in_full else 1))
    holds = float(np.mean([one for each in found for one in each.values()]))
    assert holds >= (least if in_full else least - 0.3)


@only_in_full
@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(departments=3, moves={14: [(team, (team + 1) % 3) for team in range(9)]}),
        Conditions(departments=3, hidden=0.3),
        Conditions(mergers={13: [(0, 1), (2, 3), (4, 5)]}),
    ],
    ids=["moves", "teams that come and go", "mergers"],
)
def test_other_people_are_no_change_of_a_department(conditions: Conditions, live: Live) -> None:
    """Departments, the organisation and merged units see no more badges than others."""
    badges = units = 0
    for seed in range(10):
        year = live(conditions, 8000 + seed)
        others = {*year.departments, *year.merged.values(), year.root}
        badges += len({one.unit for one in year.told()} & others)
        units += len(others)
    assert badges / units <= 0.10 + 2 * np.sqrt(0.09 / units)
