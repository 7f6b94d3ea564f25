"""The programme: who may change it, what is refused, the plan of the year, blocks in turn."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from surveys.access.access import OPERATOR, NotAllowedError
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import load_organisation
from surveys.programme import changes
from surveys.programme.error import ProgrammeError
from surveys.programme.locality import save_locale
from surveys.programme.plan import PlannedWave
from surveys.programme.programme import Programme, load_programme
from surveys.programme.rhythm import Rhythm
from surveys.programme.upcoming import load_plan
from surveys.trail import trail
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.reading import reader_with
from tests.refusals import code

MONDAY = date(2026, 3, 2)
YEAR = date(2027, 3, 1)
WEEKLY = Rhythm("FREQ=WEEKLY", MONDAY, time(9), 7)
ADMINISTRATOR = reader_with("administrator")

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def weekly(installation: Installation) -> Installation:
    """A weekly programme that is paused."""
    changes.save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())
    return installation


def noted(installation: Installation) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in trail.entries(installation)]


def programme(installation: Installation) -> Programme:
    stored = load_programme(installation)
    assert stored is not None
    return stored


def year_of(installation: Installation, first: date = MONDAY) -> tuple[PlannedWave, ...]:
    return load_plan(installation, first, YEAR)


def test_what_is_saved_is_kept_and_noted(installation: Installation) -> None:
    assert load_programme(installation) is None
    assert year_of(installation) == ()
    changes.save_rhythm(installation, ADMINISTRATOR, WEEKLY, (3, 5))
    stored = programme(installation)
    assert (stored.rhythm, stored.reminders, stored.state) == (WEEKLY, (3, 5), "paused")
    subject = "FREQ=WEEKLY from 2026-03-02, 09:00, 7 days, reminders after 3, 5"
    assert ("rhythm saved", subject) in noted(installation)
    later = Rhythm("FREQ=WEEKLY;INTERVAL=2", MONDAY, time(8, 30), 14)
    changes.save_rhythm(installation, OPERATOR, later, ())
    changed = programme(installation)
    assert (changed.rhythm, changed.reminders) == (later, ())
    by = [e.by for e in trail.entries(installation) if e.action == "rhythm saved"]
    assert None in by, "the operator of the server has no name in the trail"


@pytest.mark.parametrize("role", ["manager", "hr", "council"])
def test_nobody_but_an_administrator_changes_anything(weekly: Installation, role: str) -> None:
    period = changes.add_closed_period(weekly, ADMINISTRATOR, "Summer", MONDAY, MONDAY)
    before, who = programme(weekly), reader_with(role)
    for change in (
        lambda: changes.save_rhythm(weekly, who, WEEKLY, (3,)),
        lambda: changes.pause(weekly, who),
        lambda: changes.resume(weekly, who),
        lambda: changes.end(weekly, who),
        lambda: changes.add_closed_period(weekly, who, "Spring", MONDAY, MONDAY),
        lambda: changes.remove_closed_period(weekly, who, period),
        lambda: changes.bring_forward(weekly, who, 1, 2),
        lambda: save_locale(weekly, who, time_zone="UTC", language="nl", country=None),
    ):
        with pytest.raises(NotAllowedError):
            change()
    assert programme(weekly) == before


def close(first: date, last: date, name: str = "Closed") -> Callable[[Installation], object]:
    return lambda at: changes.add_closed_period(at, ADMINISTRATOR, name, first, last)


def remind(*days: int) -> Callable[[Installation], object]:
    return lambda at: changes.save_rhythm(at, ADMINISTRATOR, WEEKLY, days)


def move(**changed: str) -> Callable[[Installation], object]:
    locale = {"time_zone": "UTC", "language": "en", "country": "NL", **changed}
    return lambda at: save_locale(at, ADMINISTRATOR, **locale)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (remind(0), "reminder_too_late"),
        (remind(3, 7), "reminder_too_late"),
        (remind(5, 3), "reminders_out_of_order"),
        (remind(3, 3), "reminders_out_of_order"),
        (remind(1, 2, 3, 4, 5, 6), "too_many_reminders"),
        (close(MONDAY, MONDAY, "  "), "period_name"),
        (close(MONDAY, MONDAY, "x" * 81), "period_name"),
        (close(MONDAY, MONDAY - timedelta(days=1)), "period_dates"),
        (close(MONDAY, MONDAY + timedelta(days=366)), "period_dates"),
        (move(time_zone="Europe/Nowhere"), "time_zone"),
        (move(language="fr"), "language"),
        (move(country="ZZ"), "country"),
        (lambda at: changes.pause(at, ADMINISTRATOR), "no_programme"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    installation: Installation, change: Callable[[Installation], object], why: str
) -> None:
    before = noted(installation), load_organisation(installation)
    with pytest.raises(ProgrammeError, check=code(why)):
        change(installation)
    assert load_programme(installation) is None
    assert (noted(installation), load_organisation(installation)) == before


def test_a_rhythm_without_any_day_to_open_is_refused(installation: Installation) -> None:
    for year in range(2026, 2034):
        close(date(year, 1, 1), date(year, 12, 31))(installation)
    with pytest.raises(ProgrammeError, check=code("no_day_left")):
        changes.save_rhythm(installation, ADMINISTRATOR, WEEKLY, ())


def test_a_programme_is_paused_resumed_and_ended_and_saving_starts_an_ended_one(
    weekly: Installation,
) -> None:
    changes.resume(weekly, ADMINISTRATOR)
    for change, state, once_saved in (
        (changes.pause, "paused", "paused"),
        (changes.resume, "running", "running"),
        (changes.end, "ended", "running"),
    ):
        change(weekly, ADMINISTRATOR)
        assert programme(weekly).state == state
        changes.save_rhythm(weekly, ADMINISTRATOR, WEEKLY, ())
        assert programme(weekly).state == once_saved
    changes.end(weekly, ADMINISTRATOR)
    changes.resume(weekly, ADMINISTRATOR)
    assert year_of(weekly) == ()
    actions = [action for action, _ in noted(weekly)]
    assert actions.count("programme resumed") == 2
    assert {"programme paused", "programme ended"} <= set(actions)


def test_the_plan_of_a_year_asks_each_block_in_turn(weekly: Installation) -> None:
    waves = year_of(weekly)
    assert [wave.number for wave in waves] == list(range(1, 54))
    assert all(w.questions == questions_of_wave(shipped(), w.number) for w in waves)
    assert {wave.period for wave in waves} == {"weekly"}
    assert waves[0].opens_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert waves[0].theme(shipped(), "en").startswith("Isolation")


def test_the_plan_goes_on_after_the_waves_that_were_held(weekly: Installation, north: UUID) -> None:
    add_people(weekly, north, 8)
    before = year_of(weekly)
    open_wave(weekly, opens_on=MONDAY, closes_on=MONDAY + timedelta(days=7))
    assert year_of(weekly) == before[1:]
    assert year_of(weekly, MONDAY + timedelta(days=5)) == before[1:]


def test_a_wave_kept_open_longer_pushes_the_next_aside(weekly: Installation, north: UUID) -> None:
    add_people(weekly, north, 8)
    open_wave(weekly, opens_on=MONDAY, closes_on=date(2026, 3, 14))
    following = year_of(weekly)[0]
    assert (following.number, following.opens_at.date()) == (2, date(2026, 3, 16))


def test_holidays_and_closed_periods_move_waves_of_the_plan(weekly: Installation) -> None:
    save_locale(weekly, ADMINISTRATOR, time_zone="America/New_York", language="nl", country="NL")
    facts = load_organisation(weekly)
    assert facts is not None
    assert (facts.time_zone, facts.language, facts.country) == ("America/New_York", "nl", "NL")
    summer = (date(2026, 7, 18), date(2026, 8, 9))
    period = changes.add_closed_period(weekly, ADMINISTRATOR, " Summer  break ", *summer)
    waves = year_of(weekly)
    assert waves[0].opens_at == datetime(2026, 3, 2, 14, tzinfo=UTC)
    moved = {w.opens_at.date(): w.moved_because for w in waves if w.moved_because}
    assert moved[date(2026, 4, 7)].names[0] == ("en", "Easter Monday")
    assert not [w for w in waves if summer[0] <= w.opens_at.date() <= summer[1]]
    for _ in range(2):
        changes.remove_closed_period(weekly, ADMINISTRATOR, period)
    assert len(year_of(weekly)) == len(waves) + 3
    assert ("closed period removed", "Summer break") in noted(weekly)


def test_a_block_brought_forward_is_still_asked_once_a_cycle(weekly: Installation) -> None:
    before = year_of(weekly)
    cycle = shipped().rotation.cycle
    for wave, block in ((2, 9), (3, 2)):
        changes.bring_forward(weekly, ADMINISTRATOR, wave, block)
    waves = year_of(weekly)
    blocks = [wave.block for wave in waves]
    assert blocks[:9] == [1, 9, 2, 4, 5, 6, 7, 8, 3]
    assert sorted(blocks[:cycle]) == list(range(1, cycle + 1))
    assert blocks[cycle:] == list(range(cycle + 1, len(blocks) + 1))
    assert waves[1].questions == questions_of_wave(shipped(), 9)
    subject = ("block brought forward", "wave 2 asks the questions of wave 9")
    assert subject in noted(weekly)
    for wave, block in ((3, 3), (2, 2)):
        changes.bring_forward(weekly, ADMINISTRATOR, wave, block)
    assert year_of(weekly) == before, "brought back"


@pytest.mark.parametrize(
    ("wave", "block", "why"), [(1, 5, "wave_held"), (3, 1, "not_in_cycle"), (3, 14, "not_in_cycle")]
)
def test_a_block_cannot_move_to_or_from_where_it_would_be_asked_twice(
    weekly: Installation, north: UUID, wave: int, block: int, why: str
) -> None:
    add_people(weekly, north, 8)
    open_wave(weekly, opens_on=MONDAY, closes_on=MONDAY)
    with pytest.raises(ProgrammeError, check=code(why)):
        changes.bring_forward(weekly, ADMINISTRATOR, wave, block)
