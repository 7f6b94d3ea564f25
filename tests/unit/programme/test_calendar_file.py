"""The calendar of the year: read back by a reader of calendars, stable, in both languages."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Calendar

from surveys.instrument.file import shipped
from surveys.programme.calendar_file import render_calendar
from surveys.programme.plan import PlannedWave, plan_waves
from surveys.programme.rhythm import Rhythm, Timetable

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
ADDRESS = "https://pulse.example.org"


def year(
    at: time = time(9), zone: str = "Europe/Amsterdam", first: int = 5, first_turn: int = 1
) -> tuple[PlannedWave, ...]:
    rhythm = Rhythm("FREQ=WEEKLY;INTERVAL=2", date(2026, 3, 2), at, 7)
    slots = Timetable(rhythm, ZoneInfo(zone)).slots(date(2027, 3, 1))
    return plan_waves(slots, first, {}, shipped(), "biweekly", first_turn=first_turn)


def events(file: bytes) -> dict[str, tuple[str, datetime]]:
    """Return name and start of each event, by its UID."""
    found = Calendar.from_ical(file).walk("VEVENT")
    return {str(e["UID"]): (str(e["SUMMARY"]), e.decoded("DTSTART")) for e in found}


def test_each_wave_opens_and_closes_in_it_by_the_clocks_of_a_zone_it_describes() -> None:
    waves = year()
    found = list(events(render_calendar(waves, ADDRESS, NOW)).values())
    assert len(found) == 2 * len(waves) == 54
    assert found[0][0] == "Pulse: wave 5 opens (1 minute) / Peiling 5 gaat open (1 minuut)"
    assert found[1][0] == "Pulse: wave 5 closes / Peiling 5 sluit"
    for (_, moment), wave in zip(found[::2], waves, strict=True):
        assert moment == wave.opens_at
        assert moment.hour == 9
    assert events(render_calendar((), ADDRESS, NOW)) == {}
    begun = list(events(render_calendar(year(first=1, first_turn=0), ADDRESS, NOW)).values())
    assert [name for name, _ in begun[:3]] == [
        "Pulse: the start measurement opens (3 minutes) / Peiling: de startmeting gaat open "
        "(3 minuten)",
        "Pulse: the start measurement closes / Peiling: de startmeting sluit",
        "Pulse: wave 2 opens (1 minute) / Peiling 2 gaat open (1 minuut)",
    ]
    for zone in ("Europe/Amsterdam", "America/New_York", "Asia/Kolkata"):
        made = Calendar.from_ical(render_calendar(year(zone=zone), ADDRESS, NOW))
        assert [str(part["TZID"]) for part in made.walk("VTIMEZONE")] == [zone]


def test_an_event_keeps_its_name_while_its_wave_moves_and_differs_elsewhere() -> None:
    before = events(render_calendar(year(), ADDRESS, NOW))
    after = events(render_calendar(year(time(10)), ADDRESS, NOW.replace(day=2)))
    assert set(before) == set(after)
    # Waves open an hour later; they close at the end of the same day.
    moved = [before[uid] != after[uid] for uid in before]
    assert sum(moved) * 2 == len(moved)
    elsewhere = events(render_calendar(year(), "https://other.example.org", NOW))
    assert set(before).isdisjoint(elsewhere)


def test_the_same_plan_makes_the_same_file_whose_lines_end_and_fold_as_calendars_want() -> None:
    file = render_calendar(year(), ADDRESS, NOW)
    assert file == render_calendar(year(), ADDRESS, NOW)
    lines = file.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines)
