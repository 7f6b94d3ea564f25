"""An address to which calendars subscribe: the waves of the coming year, and nobody's data.

Anybody who knows its random token may read when waves open, so it is renewed or revoked when it got
into wrong hands. There is one for the organisation.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.programme.calendar_file import render_calendar
from surveys.programme.programme import local_date
from surveys.programme.upcoming import load_plan

YEAR = timedelta(days=365)


def token_of(installation: Installation, who: Reader) -> str | None:
    """Return the token of the address, None without one. Raises NotAllowedError."""
    check_administers(who)
    with reading(installation.engine) as session:
        row = people.organisation(session)
        return row.calendar_token if row else None


def renew(installation: Installation, who: Reader) -> None:
    """Make an address; the one before is no longer valid. Raises NotAllowedError."""
    _put(installation, who, secrets.token_hex(16))


def revoke(installation: Installation, who: Reader) -> None:
    """Let no calendar read the waves any more. Raises NotAllowedError."""
    _put(installation, who, None)


def calendar_for(
    installation: Installation, token: str, address: str, now: datetime
) -> bytes | None:
    """Return the calendar that a token opens, None for any other token.

    Within a day it is the same file, so that a calendar sees when nothing has changed. `address` is
    that of the installation.
    """
    with reading(installation.engine) as session:
        row = people.organisation(session)
        valid = row.calendar_token if row else None
    if valid is None or not hmac.compare_digest(valid.encode(), token.encode()):
        return None
    today = local_date(installation, now)
    stamp = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return render_calendar(load_plan(installation, today, today + YEAR), address, stamp)


def _put(installation: Installation, who: Reader, token: str | None) -> None:
    check_administers(who)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is not None and row.calendar_token != token:
            row.calendar_token = token
            done = "revoked" if token is None else "renewed"
            trail.note(session, "calendar address changed", done, who.person)
