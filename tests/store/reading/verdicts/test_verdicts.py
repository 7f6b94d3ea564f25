"""Verdicts are worked out once per edition, kept, and the same for everybody who reads them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from numpy.linalg import LinAlgError

from db.engine import writing
from db.retention import delete_waves
from db.verdicts import StoredVerdict, VerdictEdition
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.organisation import SetUpError, save_badges_by_chance
from surveys.reading import highlights_of, read_organisation, read_unit, renew_verdicts
from surveys.reading import reading as of_reading
from surveys.reading.reading import Reading, open_reading
from surveys.reading.verdicts import keeping
from surveys.reading.verdicts.verdict import LinePoint, Verdict
from surveys.units import Tree
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR, read, reader_with
from tests.refusals import code
from tests.stored import main_rows

BEFORE, FALLING = 8, 4
QUESTIONS = ("mood_1", "iso_1")
VERDICTS = "SELECT unit_id, question_id, content, line FROM verdict ORDER BY unit_id, question_id"
REGISTER = "SELECT unit_id, question_id, confirmed_wave_id, better FROM told_change"


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    return add_teams(installation, north, 4)


def live(installation: Installation, teams: list[UUID], *, fall: float = 1.4) -> None:
    """Publish waves in which nothing changes, then some in which the first team falls."""
    past_waves(installation, teams, range(BEFORE), questions=QUESTIONS)
    means = {teams[0]: 3.6 - fall}
    falling = range(BEFORE, BEFORE + FALLING)
    past_waves(installation, teams, falling, questions=QUESTIONS, means=means, seed=2)


def verdicts(installation: Installation, unit: UUID) -> Mapping[str, Verdict]:
    return read(Reading.verdicts_of, installation, HR, unit)


@pytest.mark.both_databases
def test_a_fall_is_told_and_kept_with_its_onset_and_size(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    assert renew_verdicts(installation) == len(main_rows(installation, REGISTER)) > 0
    assert renew_verdicts(installation) is None, "nothing has changed since"
    fallen = verdicts(installation, teams[0])["mood_1"]
    assert fallen.change == "worse"
    assert fallen.found is not None
    assert not fallen.found.as_whole
    assert fallen.found.onset.first <= date(2024, 4, 29) <= fallen.found.onset.last
    assert (fallen.found.least or 0) <= 1.4 <= fallen.found.most + 0.3
    assert fallen.level is not None
    assert fallen.level.standing in {"needs attention", "mixed"}
    steady = verdicts(installation, teams[1])["mood_1"]
    assert steady.change == "unclear"
    assert steady.found is None
    assert len(steady.line) == BEFORE + FALLING


@pytest.mark.both_databases
def test_the_same_edition_gives_the_same_bytes(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    renew_verdicts(installation)
    kept, register = main_rows(installation, VERDICTS), main_rows(installation, REGISTER)
    with writing(installation.engine) as session:
        delete_waves(session, [])
    assert main_rows(installation, VERDICTS) == []
    assert renew_verdicts(installation) == 0, "what was told is not told again"
    assert main_rows(installation, VERDICTS) == kept
    assert main_rows(installation, REGISTER) == register


def test_pages_work_out_what_is_not_kept_yet_and_get_the_same(
    installation: Installation, teams: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    live(installation, teams)
    on_the_spot = verdicts(installation, teams[0])
    renew_verdicts(installation)
    assert verdicts(installation, teams[0]) == on_the_spot
    past_waves(installation, teams, range(20, 21), questions=QUESTIONS)
    monkeypatch.setattr(of_reading, "MAX_AT_ONCE", 0)
    of_reading.forget()
    assert verdicts(installation, teams[0]) == {}, "a large organisation waits for the clock"
    listed = read(lambda r: highlights_of(r, read_organisation(r)), installation, HR)
    assert listed.pending
    report = read(read_unit, installation, HR, teams[0])
    assert all(trend.verdict is None for trend in report.trends)


def test_where_verdicts_cannot_be_worked_out_a_page_has_its_averages_and_the_log_says_why(
    installation: Installation,
    teams: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def singular(*_: object) -> None:
        raise LinAlgError

    live(installation, teams)
    monkeypatch.setattr(keeping, "work_out", singular)
    report = read(read_unit, installation, HR, teams[0])
    assert report.pending
    assert [trend.latest is not None for trend in report.trends] == [True] * len(QUESTIONS)
    assert "no verdicts can be worked out" in caplog.text


def test_what_was_told_stays_told_wave_by_wave(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(BEFORE), questions=QUESTIONS)
    renew_verdicts(installation)
    told: list[tuple[object, ...]] = []
    for place in range(BEFORE, BEFORE + FALLING):
        waves = range(place, place + 1)
        past_waves(installation, teams, waves, questions=QUESTIONS, means={teams[0]: 2.2})
        renew_verdicts(installation)
        now = main_rows(installation, REGISTER)
        assert set(told) <= set(now)
        told = list(now)
    mine = [row for row in told if UUID(str(row[0])) == teams[0]]
    assert {row[1] for row in mine} == set(QUESTIONS)
    assert len(mine) == len(QUESTIONS), "a change is told once"


def test_the_list_of_hr_says_what_the_pages_of_units_say(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    renew_verdicts(installation)
    with open_reading(installation, HR) as reading:
        report = read_organisation(reading)
        listed = highlights_of(reading, report)
        assert teams[0] in {one.unit for one in listed.among_all}
        shown = {
            one.unit: {verdict.question for _, verdict in one.verdicts} for one in listed.listed
        }
        root = report.units[0].id
        for unit in report.units:
            own = reading.verdicts_of(unit.id)
            tells = {question for question, verdict in own.items() if verdict.is_listed}
            assert unit.id == root or shown.get(unit.id, set()) == tells
            for question, cell in unit.cells.items():
                assert cell.verdict is not None
                assert cell.verdict.found == own[question].found
                assert cell.verdict.level == own[question].level


def test_a_unit_that_becomes_another_one_has_a_break_and_no_badge(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(BEFORE), questions=QUESTIONS)
    for place in range(BEFORE, BEFORE + FALLING):
        answers = {team: {question: [1, 2, 4, 5, 2] for question in QUESTIONS} for team in teams}
        answers[teams[0]] = {question: [6, 9, 4, 1, 1] for question in QUESTIONS}
        past_wave(installation, place, answers, people_more=dict.fromkeys(teams, 2))
    renew_verdicts(installation)
    other = verdicts(installation, teams[0])["mood_1"]
    assert other.other_people_since == date(2024, 4, 29)
    assert other.found is None
    assert verdicts(installation, teams[1])["mood_1"].other_people_since is None


def test_a_wave_in_which_a_unit_is_hidden_leaves_its_line_whole(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(3), questions=QUESTIONS)
    past_waves(installation, teams[1:], range(3, 4), questions=QUESTIONS)
    past_waves(installation, teams, range(4, 6), questions=QUESTIONS)
    line = verdicts(installation, teams[0])["mood_1"].line
    assert len(line) == 6
    wide, narrow = (point.high - point.low for point in (line[3], line[4]))
    assert wide > narrow


def test_with_fewer_than_three_waves_it_is_too_early(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(2), questions=QUESTIONS)
    verdict = verdicts(installation, teams[0])["mood_1"]
    assert verdict.change == "too early"
    assert verdict.noticed is None
    assert verdict.level is not None


def test_what_was_told_of_a_wave_is_deleted_with_it(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    renew_verdicts(installation)
    waves = [UUID(str(i)) for (i,) in main_rows(installation, "SELECT id FROM wave")]
    with writing(installation.engine) as session:
        delete_waves(session, waves)
    assert main_rows(installation, REGISTER) == []
    assert main_rows(installation, VERDICTS) == []
    assert renew_verdicts(installation) is None
    assert verdicts(installation, teams[0]) == {}


@pytest.mark.both_databases
def test_an_organisation_may_choose_more_badges_and_it_is_noted(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams, fall=0.6)
    renew_verdicts(installation)
    administrator = reader_with("administrator")
    with pytest.raises(SetUpError, check=code("badges")):
        save_badges_by_chance(installation, administrator, 50)
    with pytest.raises(NotAllowedError):
        save_badges_by_chance(installation, HR, 25)
    save_badges_by_chance(installation, administrator, 25)
    assert verdicts(installation, teams[0])["mood_1"].budget == 0.25
    assert renew_verdicts(installation) is not None
    [(content,)] = main_rows(installation, "SELECT content FROM verdict_edition")
    assert json.loads(str(content))["budget"] == 0.25 if isinstance(content, str) else True
    actions = main_rows(installation, "SELECT action, subject FROM audit_entry")
    assert ("badges by chance chosen", "25 %") in [tuple(row) for row in actions]


def test_nobody_reads_the_verdicts_on_another_unit(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    manager = reader_with("manager", leads=teams[1])
    assert read(Reading.verdicts_of, installation, manager, teams[1])
    with pytest.raises(NotAllowedError):
        read(Reading.verdicts_of, installation, manager, teams[0])


def test_departments_and_the_organisation_have_verdicts_of_their_own(
    installation: Installation, north: UUID, teams: list[UUID]
) -> None:
    means = dict.fromkeys(teams, 2.6)
    past_waves(installation, teams, range(BEFORE), questions=QUESTIONS)
    past_waves(installation, teams, range(BEFORE, 12), questions=QUESTIONS, means=means, seed=3)
    renew_verdicts(installation)
    parents = {
        UUID(str(unit)): None if above is None else UUID(str(above))
        for unit, above in main_rows(installation, "SELECT id, parent_id FROM unit")
    }
    root = Tree(parents).path(north)[0]
    for unit in (north, root):
        assert verdicts(installation, unit)["mood_1"].change == "worse"
    team = verdicts(installation, teams[0])["mood_1"]
    assert team.found is None or team.found.as_whole
    listed = read(lambda r: highlights_of(r, read_organisation(r)), installation, HR)
    assert not any(one.unit in teams for one in listed.among_all)


def test_lines_kept_with_names_by_an_earlier_version_are_read_as_before(
    installation: Installation, teams: list[UUID]
) -> None:
    live(installation, teams)
    renew_verdicts(installation)
    now = verdicts(installation, teams[0])
    levels = read(lambda reading: dict(reading.newest_levels), installation, HR)
    names = [field.name for field in fields(LinePoint)]
    with writing(installation.engine) as session:
        edition = session.execute(sa.select(VerdictEdition)).scalar_one()
        content = dict(edition.content)
        waves = [str(UUID(wave)) for wave in content.pop("waves")]
        edition.content = content
        for kept in session.execute(sa.select(StoredVerdict)).scalars():
            kept.line = [
                dict(zip(names, (waves[place], *numbers), strict=True))
                for place, *numbers in kept.line
            ]
    of_reading.forget()
    assert verdicts(installation, teams[0]) == now
    assert read(lambda reading: dict(reading.newest_levels), installation, HR) == levels


def test_a_point_of_a_kept_line_takes_little_room(
    installation: Installation, teams: list[UUID]
) -> None:
    """Lines were most of a large database: no point has an id, or names of its numbers."""
    live(installation, teams)
    renew_verdicts(installation)
    for _, _, _, line in main_rows(installation, VERDICTS):
        points = json.loads(line)
        assert len(line) < 70 * len(points)
        assert all(isinstance(place, int) for place, *_ in points)
