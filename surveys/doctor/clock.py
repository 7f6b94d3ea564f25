"""Whether the clock runs that opens, reminds and closes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db import programme
from db.engine import reading
from surveys.doctor.verdict import Verdict, fault, ok
from surveys.installation.installation import Installation

MOST = timedelta(minutes=10)
"""How long ago the clock may have run."""

_START = (
    "Start `peil serve` as one process, or `peil run` as a service, or let cron call `peil tick` "
    "every five minutes."
)


def check(installation: Installation, now: datetime) -> Iterator[Verdict]:
    """Look at when the clock last ran, if there is a programme for it to run."""
    with reading(installation.engine) as session:
        found, last_run = programme.programme(session), programme.last_run(session)
    if found is None:
        yield ok("There is no rhythm yet, so waves are opened and closed by hand.")
    elif found.state != "running":
        yield ok(f"The programme is {found.state}; nothing is opened by itself.")
    elif last_run is None:
        yield fault("The clock never ran, so no wave opens or closes.", _START)
    elif now - last_run > MOST:
        yield fault(f"The clock last ran at {last_run:%Y-%m-%d %H:%M} UTC.", _START)
    else:
        yield ok(f"The clock ran {(now - last_run).total_seconds() / 60:.0f} minutes ago.")
