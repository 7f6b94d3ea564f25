"""Checks of the clock, of what waits, of the time of all machines, and of the time zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from db import health, people, programme
from db.engine import reading
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import Installation
from surveys.operations import load_clock_state, waits_for_talks

_START_CLOCK = (
    "Start `peil serve` as one process, or `peil run` as a service, or let cron call `peil tick` "
    "every five minutes."
)


def check_clock(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Check when the clock last ran, if there is a programme, and what it could not do."""
    with reading(installation.engine) as session:
        row = programme.programme(session)
    clock = load_clock_state(installation)
    for step in clock.failing:
        yield fault(
            f"Since {step.since:%Y-%m-%d %H:%M} UTC the clock cannot {step.does}: {step.why}",
            "Fix what the sentence names; the log has more. The clock tries again in every run.",
        )
    if row is None:
        yield ok("There is no rhythm yet, so waves are opened and closed by hand.")
    elif row.state != "running":
        yield ok(f"The programme is {row.state}; nothing is opened by itself.")
    elif clock.last_run is None:
        yield fault("The clock never ran, so no wave opens or closes.", _START_CLOCK)
    elif clock.is_late(now):
        yield fault(f"The clock last ran at {clock.last_run:%Y-%m-%d %H:%M} UTC.", _START_CLOCK)
    else:
        ago = (now - clock.last_run).total_seconds() / 60
        yield ok(f"The clock ran {ago:.0f} minutes ago.")


def check_talks(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Check whether a wave that should have opened waits for talks about the last results."""
    if not waits_for_talks(installation, now):
        yield ok("No wave waits for talks about the last results.")
        return
    yield warning(
        "The next wave waits: fewer than half of the units with a leader and results have noted a "
        "talk about these, or why not.",
        "HR sees which on the page Organisation, and can note one reason for all of them. An "
        "administrator can let waves open without talks on the page Programme.",
    )


MAX_CLOCK_DIFFERENCE = timedelta(minutes=1)
"""Maximum difference between two clocks."""

_SYNCHRONISE = "Let both machines take their time from the same server (NTP), then restart Peil."


def check_times(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Compare the time of this process with that of the database and with the stored one."""
    difference = abs(health.time_of(installation.engine) - now)
    if difference > MAX_CLOCK_DIFFERENCE:
        seconds = f"{difference.total_seconds():,.0f}"
        yield fault(f"This machine and the database are {seconds} seconds apart.", _SYNCHRONISE)
    with reading(installation.engine) as session:
        last_run = programme.last_run(session)
        organisation = people.facts_of_organisation(session)
    if last_run is not None and last_run > now + MAX_CLOCK_DIFFERENCE:
        yield fault(
            f"The clock last ran at {last_run:%Y-%m-%d %H:%M} UTC, which is still to come: the "
            "time of a machine was changed.",
            _SYNCHRONISE,
        )
    zone = organisation.time_zone if organisation else "UTC"
    if zone not in available_timezones():
        yield fault(
            f"The organisation's time zone {zone!r} does not exist.",
            "Choose one such as Europe/Amsterdam on the page of the organisation.",
        )
        return
    yield ok(f"It is {now.astimezone(ZoneInfo(zone)):%A %H:%M} in {zone}.")
