"""The waves of a year as an iCalendar file (RFC 5545). Pure."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from surveys.programme.plan import PlannedWave
from surveys.programme.rhythm import MINUTE
from surveys.texts import LANGUAGES, Texts


def render_calendar(waves: Sequence[PlannedWave], address: str, now: datetime) -> bytes:
    """Return a calendar with the opening and closing of each wave, named in every language.

    The UID of an event depends only on the number of its wave, so a calendar that imports the file
    again moves the events. `address` is that of the installation, `now` the time of creation.
    """
    host = urlsplit(address).hostname or "peil"
    calendar = Calendar.new(
        name="Peil", prodid="-//Peil//Programme//EN", uid=_uid(host, "programme")
    )
    for wave in waves:
        for event in _events(wave, host, now):
            calendar.add_component(event)
    if waves:
        first, last = waves[0].opens_at.date(), waves[-1].closes_on
        calendar.add_missing_timezones(
            first.replace(month=1, day=1), last.replace(month=12, day=31)
        )
    return bytes(calendar.to_ical())


def _events(wave: PlannedWave, host: str, now: datetime) -> Iterator[Event]:
    opens = " / ".join(_opens(wave, Texts(code)) for code in LANGUAGES)
    closes = " / ".join(_closes(wave, Texts(code)) for code in LANGUAGES)
    moments = (("opens", opens, wave.opens_at), ("closes", closes, wave.closes_at - MINUTE))
    # The last minute of that day: midnight would be shown on the day after.
    for what, summary, moment in moments:
        yield Event.new(
            uid=_uid(host, f"wave-{wave.number}-{what}"),
            start=moment,
            end=moment,
            stamp=now,
            summary=summary,
            transparency=TRANSP.TRANSPARENT,
        )


def _opens(wave: PlannedWave, texts: Texts) -> str:
    _, duration = texts.gettext, texts.minutes(wave.minutes)
    if wave.is_start_measurement:
        return _("Pulse: the start measurement opens ({duration})").format(duration=duration)
    return _("Pulse: wave {n} opens ({duration})").format(n=wave.number, duration=duration)


def _closes(wave: PlannedWave, texts: Texts) -> str:
    _ = texts.gettext
    if wave.is_start_measurement:
        return _("Pulse: the start measurement closes")
    return _("Pulse: wave {n} closes").format(n=wave.number)


def _uid(host: str, what: str) -> str:
    return f"{uuid.uuid5(uuid.NAMESPACE_DNS, f'{what}.{host}')}@{host}"
