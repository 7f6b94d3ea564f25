"""The programme: who may change it, what is refused, the plan of the year, blocks in turn."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from surveys.access.access import OPERATOR, NotAllowedError, Reader
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import load_organisation as read_organisation
from surveys.programme.changes import (
    add_closed_period,
    bring_forward,
    end,
    pause,
    remove_closed_period,
    resume,
    save_rhythm,
)
from surveys.programme.error import ProgrammeError
from surveys.programme.locality import save_locale
from surveys.programme.programme import load_plan, load_programme
from surveys.programme.rhythm import Rhythm
from surveys.trail import trail
from surveys.waves.waves import open_wave
from tests.builders import add_people

MONDAY = date(2026, 3, 2)
YEAR = date(2027, 3, 1)
WEEKLY = Rhythm("FREQ=WEEKLY", MONDAY, time(9), 7)

pytestmark = pytest.mark.both_databases


def somebody(*roles: str) -> Reader:
    return Reader(UUID(int=7), "Sam", None, frozenset(roles), frozenset())


ADMINISTRATOR = somebody("administrator")


def noted(installation: Installation) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in trail.entries(installation)]


def test_what_is_saved_is_kept_and_noted(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert load_programme(installation) is None
    assert load_plan(installation, MONDAY, YEAR) == ()
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, (3, 5))
    found = load_programme(installation)
    assert found is not None
    assert (found.rhythm, found.reminders, found.state) == (WEEKLY, (3, 5), "paused")
    said = "FREQ=WEEKLY from 2026-03-02, 09:00, 7 days, reminders after 3, 5"
    assert ("rhythm saved", said) in noted(installation)
    later = Rhythm("FREQ=WEEKLY;INTERVAL=2", MONDAY, time(8, 30), 14)
    save_rhythm(installation, ADMINISTRATOR, later, ())
    changed = load_programme(installation)
    assert changed is not None
    assert (changed.rhythm, changed.reminders) == (later, ())


@pytest.mark.parametrize("role", ["manager", "hr", "council"])
def test_nobody_but_an_administrator_changes_anything(
    installation: Installation, organisation: dict[str, UUID], role: str
) -> None:
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    period = add_closed_period(installation, ADMINISTRATOR, "Summer", MONDAY, MONDAY)
    before, who = load_programme(installation), somebody(role)
    for change in (
        lambda: save_rhythm(installation, who, WEEKLY, (3,)),
        lambda: pause(installation, who),
        lambda: resume(installation, who),
        lambda: end(installation, who),
        lambda: add_closed_period(installation, who, "Spring", MONDAY, MONDAY),
        lambda: remove_closed_period(installation, who, period),
        lambda: bring_forward(installation, who, 1, 2),
        lambda: save_locale(installation, who, time_zone="UTC", language="nl", country=None),
    ):
        with pytest.raises(NotAllowedError):
            change()
    assert load_programme(installation) == before


@pytest.mark.parametrize(
    ("reminders", "said"),
    [
        ((0,), "1 to 6 days after opening"),
        ((3, 7), "1 to 6 days after opening"),
        ((5, 3), "from early to late"),
        ((3, 3), "from early to late"),
        ((1, 2, 3, 4, 5, 6), "At most 5"),
    ],
)
def test_reminders_that_cannot_be_sent_are_refused(
    installation: Installation,
    organisation: dict[str, UUID],
    reminders: tuple[int, ...],
    said: str,
) -> None:
    with pytest.raises(ProgrammeError, match=said):
        save_rhythm(installation, ADMINISTRATOR, WEEKLY, reminders)
    assert load_programme(installation) is None


def test_no_rhythm_before_the_organisation_is_set_up(installation: Installation) -> None:
    with pytest.raises(ProgrammeError, match="Set up the organisation first"):
        save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())


def test_pausing_resuming_and_ending(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    with pytest.raises(ProgrammeError, match="choose a rhythm first"):
        pause(installation, ADMINISTRATOR)
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    resume(installation, ADMINISTRATOR)
    for change, state in ((pause, "paused"), (resume, "running"), (end, "ended")):
        change(installation, ADMINISTRATOR)
        found = load_programme(installation)
        assert found is not None
        assert found.state == state
    resume(installation, ADMINISTRATOR)
    assert load_plan(installation, MONDAY, YEAR) == ()
    actions = [action for action, _ in noted(installation)]
    assert actions.count("programme resumed") == 2
    assert {"programme paused", "programme ended"} <= set(actions)


def test_a_paused_programme_stays_paused_when_saved_and_an_ended_one_begins_again(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    states = []
    for change in (pause, end):
        save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
        resume(installation, ADMINISTRATOR)
        change(installation, ADMINISTRATOR)
        save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
        states.append(load_programme(installation))
    assert [found.state for found in states if found] == ["paused", "running"]


def test_the_plan_of_a_year_asks_each_block_in_turn(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    waves = load_plan(installation, MONDAY, YEAR)
    assert [wave.number for wave in waves] == list(range(1, 54))
    assert all(w.questions == questions_of_wave(shipped(), w.number) for w in waves)
    assert {wave.period for wave in waves} == {"weekly"}
    assert waves[0].opens_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert waves[0].theme(shipped(), "en").startswith("Isolation")


def test_the_plan_goes_on_after_the_waves_that_were_held(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 8)
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    before = load_plan(installation, MONDAY, YEAR)
    open_wave(installation, opens_on=MONDAY, closes_on=MONDAY + timedelta(days=7))
    assert load_plan(installation, MONDAY, YEAR) == before[1:]
    assert load_plan(installation, MONDAY + timedelta(days=5), YEAR) == before[1:]


def test_a_wave_that_somebody_keeps_open_by_hand_pushes_the_next_one_aside(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 8)
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    open_wave(installation, opens_on=MONDAY, closes_on=date(2026, 3, 14))
    following = load_plan(installation, MONDAY, YEAR)[0]
    assert (following.number, following.opens_at.date()) == (2, date(2026, 3, 16))


def test_holidays_and_closed_periods_move_waves_of_the_plan(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    save_locale(
        installation, ADMINISTRATOR, time_zone="America/New_York", language="nl", country="NL"
    )
    there = read_organisation(installation)
    assert there is not None
    assert (there.time_zone, there.language, there.country) == ("America/New_York", "nl", "NL")
    summer = (date(2026, 7, 18), date(2026, 8, 9))
    period = add_closed_period(installation, ADMINISTRATOR, " Summer  break ", *summer)
    waves = load_plan(installation, MONDAY, YEAR)
    assert waves[0].opens_at == datetime(2026, 3, 2, 14, tzinfo=UTC)
    moved = {w.opens_at.date(): w.moved_because for w in waves if w.moved_because}
    assert moved[date(2026, 4, 7)].names[0] == ("en", "Easter Monday")
    assert not [w for w in waves if summer[0] <= w.opens_at.date() <= summer[1]]
    remove_closed_period(installation, ADMINISTRATOR, period)
    remove_closed_period(installation, ADMINISTRATOR, period)
    assert len(load_plan(installation, MONDAY, YEAR)) == len(waves) + 3
    assert ("closed period removed", "Summer break") in noted(installation)


@pytest.mark.parametrize(
    ("name", "first", "last", "said"),
    [
        ("  ", MONDAY, MONDAY, "name of 1 to 80"),
        ("x" * 81, MONDAY, MONDAY, "name of 1 to 80"),
        ("Summer", MONDAY, MONDAY - timedelta(days=1), "must not lie before"),
        ("Summer", MONDAY, MONDAY + timedelta(days=366), "more than a year"),
    ],
)
def test_a_closed_period_that_makes_no_sense_is_refused(
    installation: Installation,
    organisation: dict[str, UUID],
    name: str,
    first: date,
    last: date,
    said: str,
) -> None:
    with pytest.raises(ProgrammeError, match=said):
        add_closed_period(installation, ADMINISTRATOR, name, first, last)


def test_a_rhythm_without_any_day_to_open_is_refused(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    for year in range(2026, 2034):
        first = date(year, 1, 1)
        add_closed_period(installation, ADMINISTRATOR, "Closed", first, date(year, 12, 31))
    with pytest.raises(ProgrammeError, match="leave no day"):
        save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"time_zone": "Europe/Nowhere"}, "There is no time zone"),
        ({"language": "fr"}, "no texts in the language fr"),
        ({"country": "ZZ"}, "No public holidays are known"),
    ],
)
def test_a_place_that_is_unknown_is_refused(
    installation: Installation,
    organisation: dict[str, UUID],
    changed: dict[str, str],
    said: str,
) -> None:
    place = {"time_zone": "UTC", "language": "en", "country": "NL", **changed}
    with pytest.raises(ProgrammeError, match=said):
        save_locale(installation, ADMINISTRATOR, **place)
    there = read_organisation(installation)
    assert there is not None
    assert there.time_zone == "Europe/Amsterdam"


def test_a_block_brought_forward_changes_places_so_that_each_is_asked_once_a_cycle(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    cycle = shipped().rotation.cycle
    bring_forward(installation, ADMINISTRATOR, 2, 9)
    bring_forward(installation, ADMINISTRATOR, 3, 2)
    blocks = [wave.block for wave in load_plan(installation, MONDAY, YEAR)]
    assert blocks[:9] == [1, 9, 2, 4, 5, 6, 7, 8, 3]
    assert sorted(blocks[:cycle]) == list(range(1, cycle + 1))
    assert blocks[cycle:] == list(range(cycle + 1, len(blocks) + 1))
    waves = load_plan(installation, MONDAY, YEAR)
    assert waves[1].questions == questions_of_wave(shipped(), 9)
    said = ("block brought forward", "wave 2 asks the questions of wave 9")
    assert said in noted(installation)


def test_bringing_a_block_back_leaves_the_plan_as_it_was(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    before = load_plan(installation, MONDAY, YEAR)
    bring_forward(installation, ADMINISTRATOR, 2, 9)
    bring_forward(installation, ADMINISTRATOR, 2, 2)
    assert load_plan(installation, MONDAY, YEAR) == before


@pytest.mark.parametrize(
    ("wave", "block", "said"),
    [(1, 5, "has been held or is open"), (3, 1, "do not come later"), (3, 14, "do not come later")],
)
def test_a_block_cannot_move_to_or_from_where_it_would_be_asked_twice(
    installation: Installation,
    organisation: dict[str, UUID],
    wave: int,
    block: int,
    said: str,
) -> None:
    add_people(installation, organisation["North"], 8)
    save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    open_wave(installation, opens_on=MONDAY, closes_on=MONDAY)
    with pytest.raises(ProgrammeError, match=said):
        bring_forward(installation, ADMINISTRATOR, wave, block)


def test_who_changes_it_at_the_machine_has_no_name_in_the_trail(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    save_rhythm(installation, OPERATOR, WEEKLY, ())
    (entry,) = [e for e in trail.entries(installation) if e.action == "rhythm saved"]
    assert entry.by is None
