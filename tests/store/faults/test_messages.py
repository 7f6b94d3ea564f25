"""Mail and message services that are away, refuse, hang, or cannot be found: everybody gets one.

Servers that throttle or stop in the middle: `tests/store/messages/test_slow_servers.py`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from db import people
from db.engine import writing
from surveys.doctor import address, mail
from surveys.installation import Installation
from surveys.messages import delivery_status, send_due
from surveys.settings import Settings
from surveys.waves import open_wave, token_hash
from tests.builders import CLOSES, OPENS, add_people
from tests.mail import LINK, Hook, Mailbox, free_port, hook_server
from tests.reading import reader_with
from tests.store.doctor import servers
from tests.stored import box_rows, main_rows

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PEOPLE = 6
ADMIN = reader_with("administrator")
FAULTS = (
    "mail server away",
    "mail server unknown to DNS",
    "mail server with an expired certificate",
    "service answers 500",
    "service hangs",
    "service unknown to DNS",
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as running:
        yield running


@pytest.fixture
def invited(installation: Installation, north: UUID) -> Installation:
    """An open wave whose invitations wait."""
    add_people(installation, north, PEOPLE)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    return installation


def by_chat(place: Installation) -> None:
    """Let everybody get their messages by a message service."""
    with writing(place.engine) as session:
        session.execute(sa.update(people.Person).values(channel="chat"))


def changed(settings: Settings, **values: object) -> Settings:
    return settings.model_copy(update=values)


def service(host: str) -> dict[str, SecretStr]:
    return {"chat": SecretStr(f"json://{host}/to/{{address}}")}


def states(place: Installation) -> dict[object, object]:
    return dict(main_rows(place, "SELECT state, count(*) FROM message GROUP BY state"))


@pytest.mark.parametrize("fault", FAULTS)
def test_nobody_loses_an_invitation_and_nobody_gets_two(
    invited: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    hook: Hook,
    fault: str,
    tmp_path: Path,
) -> None:
    right, is_service = mailing, fault.startswith("service")
    if is_service:
        by_chat(invited)
        right = changed(mailing, channels=service(hook.host))
    with ExitStack() as stack:
        if fault == "mail server away":
            url = f"mailto://127.0.0.1:{free_port()}?from=peil@example.org"
        elif fault == "mail server unknown to DNS":
            url = "mailto://mail.invalid:25?from=peil@example.org"
        else:
            file = servers.certificate(
                tmp_path / "old.pem", datetime.now(UTC) - timedelta(minutes=5)
            )
            port, _ = stack.enter_context(servers.mail(certificate=file))
            url = f"mailtos://localhost:{port}?from=peil@example.org&mode=starttls"
        broken = changed(right, mail=SecretStr(url))
        if fault == "service answers 500":
            hook.status, broken = 500, right
        elif fault == "service hangs":
            broken = changed(
                right, channels=service(f"127.0.0.1:{stack.enter_context(servers.silent())}")
            )
        elif fault == "service unknown to DNS":
            broken = changed(right, channels=service("chat.invalid"))
        done = send_due(invited, broken, NINE)
        assert (done.sent, done.failed, done.waiting) == (0, 0, PEOPLE)
        send_due(invited, broken, NINE + MINUTE)
        assert delivery_status.paces_now(invited, ADMIN, NINE + MINUTE), "administrators see it"
        if not is_service:
            assert "fault" in {verdict.severity for verdict in mail.check(url)}
    assert states(invited) == {"waiting": PEOPLE}
    assert box_rows(invited, 1, "SELECT hash FROM token") == [], "no link that nobody has"
    hook.status, hook.requests = 200, []
    for minutes in range(2, 24 * 60):
        if states(invited) == {"sent": PEOPLE}:
            break
        send_due(invited, right, NINE + minutes * MINUTE)
    assert states(invited) == {"sent": PEOPLE}
    sent = hook.requests if is_service else mailbox.raw
    assert len(sent) == PEOPLE
    to = [path for path, _ in hook.requests] if is_service else mailbox.recipients
    assert max(Counter(to).values()) == 1
    left = {bytes(hashed) for (hashed,) in box_rows(invited, 1, "SELECT hash FROM token")}
    links = (
        [found[1] for _, body in hook.requests if (found := LINK.search(str(body)))]
        if is_service
        else [token for _, token in mailbox.tokens()]
    )
    assert {token_hash(link) for link in links} == left


def test_an_expired_certificate_of_the_pages_and_a_name_without_address_are_named(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC)
    file = servers.certificate(tmp_path / "old.pem", now - timedelta(minutes=5))
    with (
        pytest.MonkeyPatch.context() as patched,
        servers.web(lambda path: (200, {}, b"ok"), file) as where,
    ):
        patched.setenv("SSL_CERT_FILE", str(file))
        (verdict,) = address.check(where, now)
    assert verdict.severity == "fault"
    assert "certificate has expired" in verdict.what
    (verdict,) = address.check("https://peil.invalid", now)
    assert "not a known host name" in verdict.what
