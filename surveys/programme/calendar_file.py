"""The waves of the year as a calendar file that any agenda can read (RFC 5545). Pure."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from surveys.programme.plan import Planned
from surveys.texts import LANGUAGES, Texts


def calendar_file(waves: Sequence[Planned], address: str, now: datetime) -> bytes:
    """Return a calendar with the opening and the closing of each wave, named in every language.

    An event keeps its name (UID) while its wave keeps its number: who reads the file again sees
    moved waves move. `address` is that of the installation, `now` when the file is made.
    """
    host = urlsplit(address).hostname or "peil"
    calendar = Calendar.new(
        name="Peil", prodid="-//Peil//Programme//EN", uid=_uid(host, "programme")
    )
    for wave in waves:
        for event in _events(wave, host, now):
            calendar.add_component(event)
    if waves:
        first, last = waves[0].opens_at.date(), waves[-1].closes_at.date()
        calendar.add_missing_timezones(
            first.replace(month=1, day=1), last.replace(month=12, day=31)
        )
    return bytes(calendar.to_ical())


def _events(wave: Planned, host: str, now: datetime) -> Iterator[Event]:
    opens = " / ".join(_opens(wave, Texts(code)) for code in LANGUAGES)
    closes = " / ".join(_closes(wave, Texts(code)) for code in LANGUAGES)
    moments = (("opens", opens, wave.opens_at), ("closes", closes, wave.closes_at))
    for what, summary, moment in moments:
        yield Event.new(
            uid=_uid(host, f"wave-{wave.number}-{what}"),
            start=moment,
            end=moment,
            stamp=now,
            summary=summary,
            transparency=TRANSP.TRANSPARENT,
        )


def _opens(wave: Planned, texts: Texts) -> str:
    return texts.gettext("Pulse: wave {n} opens").format(n=wave.number)


def _closes(wave: Planned, texts: Texts) -> str:
    return texts.gettext("Pulse: wave {n} closes").format(n=wave.number)


def _uid(host: str, what: str) -> str:
    return f"{uuid.uuid5(uuid.NAMESPACE_DNS, f'{what}.{host}')}@{host}"
