"""Whether machine and database have the right time, and the time zone exists."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from db import health, people, programme
from db.engine import reading
from surveys.doctor.verdict import Verdict, fault, ok
from surveys.installation.installation import Installation

MOST = timedelta(minutes=1)
"""How far two clocks may be apart."""

_SET = "Let both machines take their time from the same server (NTP), then restart Peil."


def check(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Compare the time of this process with that of the database, and with what was noted."""
    apart = abs(health.time_of(installation.engine) - now)
    if apart > MOST:
        seconds = f"{apart.total_seconds():,.0f}"
        yield fault(f"This machine and the database are {seconds} seconds apart.", _SET)
    with reading(installation.engine) as session:
        last_run = programme.last_run(session)
        organisation = people.facts_of_organisation(session)
    if last_run is not None and last_run > now + MOST:
        yield fault(
            f"The clock last ran at {last_run:%Y-%m-%d %H:%M} UTC, which is still to come: the "
            "time of a machine was changed.",
            _SET,
        )
    zone = organisation.time_zone if organisation else "UTC"
    if zone not in available_timezones():
        yield fault(
            f"The organisation's time zone {zone!r} does not exist.",
            "Choose one such as Europe/Amsterdam on the page of the organisation.",
        )
        return
    yield ok(f"It is {now.astimezone(ZoneInfo(zone)):%A %H:%M} in {zone}.")
