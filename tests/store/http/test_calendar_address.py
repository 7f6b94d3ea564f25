"""The address of the calendar: for whoever has its token, until it is renewed or revoked."""

import re
from uuid import UUID

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from surveys.access import OPERATOR, NotAllowedError, Reader
from surveys.installation import Installation
from surveys.programme import Rhythm
from surveys.programme.changes import save_rhythm
from surveys.programme.subscription import renew, revoke, token_of
from tests.builders import OPENS, add_person

pytestmark = pytest.mark.usefixtures("organisation")


def test_agendas_follow_the_waves_by_an_address_that_can_be_taken_back(
    client: TestClient, installation: Installation, north: UUID
) -> None:
    add_person(installation, north, "Zoltan")
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=MONTHLY;BYDAY=1MO", OPENS), ())
    assert client.get("/calendar/.ics").status_code == 404
    assert client.get("/calendar/None.ics").status_code == 404
    renew(installation, OPERATOR)
    first = token_of(installation, OPERATOR)
    assert first is not None
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    answer = client.get(f"/calendar/{first}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "max-age" in answer.headers["cache-control"]
    assert len(Calendar.from_ical(answer.content).events) >= 20
    assert "zoltan" not in answer.text.lower()
    same = client.get(f"/calendar/{first}.ics", headers={"If-None-Match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.post(f"/calendar/{first}.ics").status_code == 405
    renew(installation, OPERATOR)
    assert client.get(f"/calendar/{first}.ics").status_code == 404
    revoke(installation, OPERATOR)
    assert token_of(installation, OPERATOR) is None


def test_only_administrators_see_and_change_it(installation: Installation) -> None:
    hr = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
    for what in (renew, revoke, token_of):
        with pytest.raises(NotAllowedError):
            what(installation, hr)
