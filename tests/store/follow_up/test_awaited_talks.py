"""The next wave waits for talks or reasons: by the clock, in words for each, and never unseen."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from db.engine import writing
from surveys.access.access import OPERATOR, NotAllowedError
from surveys.access.result_links import team_reader
from surveys.doctor.times import check_talks
from surveys.follow_up import (
    FollowUpError,
    load_awaited_talks,
    note_reason,
    note_reason_for_all,
    note_talk,
    read_follow_up,
    withdraw_reason,
    withdraw_talk,
)
from surveys.follow_up.follow_up import forget_old
from surveys.installation.installation import Installation
from surveys.operations import read_agenda
from surveys.operations.clock import Tick, tick
from surveys.programme import Rhythm, load_programme
from surveys.programme.changes import pause, resume, save_rhythm, wait_for_talks
from surveys.settings import Settings
from surveys.trail import trail
from tests.builders import add_people, add_person, add_unit
from tests.reading import HR, read, reader_with
from tests.refusals import code
from tests.store.follow_up.test_talks import FIRST, LATER, SECOND, hold
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

THIRD = SECOND + timedelta(days=14)
OPENING = datetime(2026, 3, 30, 10, 0, tzinfo=UTC)
"""The day on which the third wave is to open, in working hours."""

RULE = Rhythm("FREQ=WEEKLY;INTERVAL=2", THIRD)


@pytest.fixture
def led(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """North, South and West of 8 people with a leader each; two counted waves, and a rhythm."""
    whole = organisation["Example"]
    add_people(installation, whole, 6)
    for name in ("North", "South", "West"):
        organisation[name] = organisation.get(name) or add_unit(installation, name, whole)
        add_people(installation, organisation[name], 8)
        leader = f"Leader of {name}"
        add_person(installation, whole, leader, role="manager", role_for=organisation[name])
    organisation["first"], organisation["second"] = (
        hold(installation, day) for day in (FIRST, SECOND)
    )
    save_rhythm(installation, OPERATOR, RULE, ())
    resume(installation, OPERATOR)
    return organisation


def opens(installation: Installation, settings: Settings, now: datetime = OPENING) -> Tick:
    done = tick(installation, settings, now)
    assert done.faults == ()
    return done


def numbers(installation: Installation) -> list[object]:
    return [number for (number,) in main_rows(installation, "SELECT number FROM wave ORDER BY 1")]


def missing(installation: Installation) -> list[str]:
    awaited = load_awaited_talks(installation)
    return [] if awaited is None else [one.name for one in awaited.missing]


def test_the_third_wave_waits_until_half_of_the_led_units_have_noted_a_talk_or_a_reason(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    leader = reader_with("manager", leads=led["South"])
    for noted in ((), ("North",)):
        for unit in noted:
            note_talk(installation, HR, led[unit], led["second"], LATER)
        done = opens(installation, mailing)
        assert [sentence[:13] for sentence in done.waiting] == ["Wave 3 waits:"]
        assert not any(name in done.waiting[0] for name in ("North", "South", "West"))
        assert numbers(installation) == [1, 2]
    assert missing(installation) == ["South", "West"]
    note_reason(installation, leader, led["South"], led["second"], "On holiday", LATER)
    assert missing(installation) == []
    done = opens(installation, mailing)
    assert done.waiting == ()
    assert numbers(installation) == [1, 2, 3]


def test_talks_about_an_earlier_wave_do_not_count(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    for unit in ("North", "South", "West"):
        note_talk(installation, HR, led[unit], led["first"], LATER)
    assert missing(installation) == ["North", "South", "West"]
    assert opens(installation, mailing).waiting


def test_hr_notes_one_reason_for_all_and_the_wave_opens(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    for who in (reader_with("manager", leads=led["Example"]), reader_with("works_council")):
        with pytest.raises(NotAllowedError):
            note_reason_for_all(installation, who, "Summer", LATER)
    with pytest.raises(FollowUpError, check=code("text")):
        note_reason_for_all(installation, HR, "  ", LATER)
    assert len(note_reason_for_all(installation, HR, " Summer\nbreak ", LATER).missing) == 3
    with pytest.raises(FollowUpError, check=code("none_awaited")):
        note_reason_for_all(installation, HR, "Again", LATER)
    noted = [e.subject for e in trail.entries(installation) if "reason" in e.action]
    assert sorted(noted) == [f"{name}: Summer break" for name in ("North", "South", "West")]
    opens(installation, mailing)
    assert numbers(installation) == [1, 2, 3]


@pytest.mark.usefixtures("led")
@pytest.mark.parametrize("by", ["switch", "no leaders"])
def test_it_does_not_wait_where_it_must_not(
    installation: Installation, mailing: Settings, by: str
) -> None:
    if by == "switch":
        wait_for_talks(installation, OPERATOR, on=False)
    if by == "no leaders":
        with writing(installation.engine) as session:
            session.connection().exec_driver_sql("DELETE FROM access WHERE role = 'manager'")
    assert missing(installation) == []
    opens(installation, mailing)
    assert numbers(installation) == [1, 2, 3]


def test_the_switch_outlives_a_new_rhythm_and_is_in_the_trail(
    installation: Installation, led: dict[str, UUID]
) -> None:
    del led
    for who in (HR, reader_with("works_council")):
        with pytest.raises(NotAllowedError):
            wait_for_talks(installation, who, on=False)
    for on in (False, False, True, False):
        wait_for_talks(installation, OPERATOR, on=on)
    save_rhythm(installation, OPERATOR, RULE, (3,))
    programme = load_programme(installation)
    assert programme is not None
    assert not programme.waits_for_talks
    noted = [e.action for e in trail.entries(installation) if e.action.startswith("waiting for")]
    assert sorted(noted) == ["waiting for talks switched off"] * 2 + [
        "waiting for talks switched on"
    ]


def test_administrators_and_the_doctor_see_that_a_wave_waits_once_it_does(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    def seen(now: datetime) -> tuple[bool, str]:
        agenda = read_agenda(installation, mailing, OPERATOR, now)
        [verdict] = check_talks(installation, now)
        return "talks" in agenda.tasks, verdict.severity

    assert seen(OPENING - timedelta(days=1)) == (False, "ok")
    assert seen(OPENING) == (True, "warning")
    pause(installation, OPERATOR)
    assert seen(OPENING) == (False, "ok")
    resume(installation, OPERATOR)
    for unit in ("North", "South"):
        note_talk(installation, HR, led[unit], led["second"], LATER)
    assert seen(OPENING) == (False, "ok")


def test_a_reason_is_corrected_taken_back_and_replaced_by_a_talk(
    installation: Installation, led: dict[str, UUID]
) -> None:
    north, second = led["North"], led["second"]
    leader = reader_with("manager", leads=north)

    def reason() -> str | None:
        return read(read_follow_up, installation, team_reader(north), north).reasons.get(second)

    for line in ("Holiday", "Holiday", "Moved"):
        note_reason(installation, leader, north, second, line, LATER)
    assert reason() == "Moved"
    withdraw_reason(installation, leader, north, second)
    withdraw_reason(installation, leader, north, second)
    assert reason() is None
    note_reason(installation, HR, north, second, "Holiday", LATER)
    note_talk(installation, leader, north, second, LATER)
    assert reason() is None
    note_reason(installation, leader, north, second, "Too late", LATER)
    assert reason() is None, "it talked"
    withdraw_talk(installation, leader, north, second)
    assert missing(installation) == ["North", "South", "West"]
    noted = [(e.action, e.subject) for e in trail.entries(installation) if "reason" in e.action]
    assert sorted(noted) == [
        ("reason for no talk noted", "North: Holiday"),
        ("reason for no talk noted", "North: Holiday"),
        ("reason for no talk noted", "North: Moved"),
        ("reason for no talk withdrawn", "North"),
        ("reason for no talk withdrawn", "North: Moved"),
    ]


def test_only_hr_and_leaders_note_a_reason_about_a_counted_wave_in_one_line(
    installation: Installation, led: dict[str, UUID]
) -> None:
    north, second = led["North"], led["second"]
    for who in (
        reader_with("manager", leads=led["South"]),
        reader_with("works_council"),
        team_reader(north),
    ):
        with pytest.raises(NotAllowedError):
            note_reason(installation, who, north, second, "No", LATER)
        with pytest.raises(NotAllowedError):
            withdraw_reason(installation, who, north, second)
    for reason in ("", "x" * 201):
        with pytest.raises(FollowUpError, check=code("text")):
            note_reason(installation, HR, north, second, reason, LATER)
    with pytest.raises(FollowUpError, check=code("wave")):
        note_reason(installation, HR, north, north, "No", LATER)


def test_reasons_are_deleted_with_talks_of_the_same_age(
    installation: Installation, led: dict[str, UUID]
) -> None:
    note_reason(installation, HR, led["North"], led["second"], "Holiday", LATER)
    for day, left in ((LATER, 1), (LATER + timedelta(days=1), 0)):
        forget_old(installation, date(day.year, day.month, day.day))
        assert main_rows(installation, "SELECT count(*) FROM talk_reason") == [(left,)]


@pytest.mark.usefixtures("led")
def test_no_talk_is_awaited_while_a_wave_is_open(
    installation: Installation, mailing: Settings
) -> None:
    note_reason_for_all(installation, HR, "Summer", LATER)
    opens(installation, mailing)
    assert load_awaited_talks(installation) is None
    assert numbers(installation) == [1, 2, 3]
