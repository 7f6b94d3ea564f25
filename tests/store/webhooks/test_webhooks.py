"""Webhooks against a real receiver: signed, once, again until taken, and nothing of answers."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from uuid import UUID

import pytest

from surveys.access import OPERATOR, NotAllowedError
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.waves import open_wave
from surveys.webhooks import (
    EVENTS,
    AddressError,
    WebhookError,
    add_webhook,
    call_due,
    read_webhooks,
    remove_webhook,
)
from surveys.webhooks.addresses import target_of
from surveys.webhooks.connecting import allowed_address
from surveys.webhooks.sending import MAX_ATTEMPTS
from tests.builders import OPENS, add_people, answer, hold_wave
from tests.reading import reader_with
from tests.stored import main_rows

NOW = datetime(OPENS.year, OPENS.month, OPENS.day, 12, tzinfo=UTC)


@dataclass
class Receiver:
    """A program that takes calls; `status` is what it answers, `location` where it redirects to."""

    address: str = ""
    status: int = 204
    location: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def told(self) -> list[tuple[str, int]]:
        """Return event and wave of each call."""
        bodies = [json.loads(body) for _, body in self.calls]
        return [(body["type"], body["data"]["number"]) for body in bodies]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            known.calls.append((dict(self.headers), body))
            self.send_response(known.status)
            if known.location:
                self.send_header("Location", known.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    known.address = f"http://127.0.0.1:{server.server_port}/peil?key=1"
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def inside(settings: Settings) -> Settings:
    """Settings that allow addresses of this machine."""
    return settings.model_copy(update={"webhooks_inside": True})


@pytest.fixture
def staff(installation: Installation, organisation: dict[str, UUID]) -> None:
    """Twelve people of North."""
    add_people(installation, organisation["North"], 12)


def call(at: Installation, settings: Settings, now: datetime = NOW, *, wait: bool = False) -> None:
    list(call_due(at, settings, now, verdicts_wait=wait))


@pytest.mark.usefixtures("staff")
@pytest.mark.both_databases
def test_each_address_is_told_once_of_each_event_from_then_on(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    hold_wave(installation)
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    call(installation, inside)
    assert receiver.calls == [], "nothing of what was before"
    week = OPENS + timedelta(weeks=1)
    wave = open_wave(installation, opens_on=week, closes_on=week)
    for _ in range(2):
        call(installation, inside, NOW + timedelta(weeks=1))
    assert receiver.told() == [("wave.opened", 2)]
    answer(installation, wave, on=week)
    call(installation, inside, NOW + timedelta(weeks=1))
    assert len(receiver.calls) == 1, "an answer is not an event"
    close_wave(installation, week)
    call(installation, inside, NOW + timedelta(weeks=1), wait=True)
    assert receiver.told()[1:] == [("wave.counted", 2)]
    for _ in range(2):
        call(installation, inside, NOW + timedelta(weeks=1))
    assert receiver.told()[2:] == [("wave.published", 2)]
    assert set(EVENTS) == {event for event, _ in receiver.told()}


@pytest.mark.usefixtures("staff")
def test_every_call_is_signed_as_standard_webhooks_are(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    secret = add_webhook(installation, OPERATOR, receiver.address, OPENS)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    receiver.status = 500
    call(installation, inside)
    receiver.status = 200
    call(installation, inside, NOW + timedelta(minutes=6))
    (first, body), (second, again) = receiver.calls
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    for headers, sent, moment in (
        (first, body, NOW),
        (second, again, NOW + timedelta(minutes=6)),
    ):
        content = f"{headers['webhook-id']}.{int(moment.timestamp())}.".encode() + sent
        expected = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert headers["webhook-timestamp"] == str(int(moment.timestamp()))
    assert (first["webhook-id"], body) == (second["webhook-id"], again), "told apart by nobody"


@pytest.mark.usefixtures("staff")
def test_a_call_holds_nothing_of_answers_units_and_people(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    """Two organisations whose people answered in every way, or not at all, send the same."""
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    hold_wave(installation)
    call(installation, inside)
    for headers, body in receiver.calls:
        told = json.loads(body)
        assert told.keys() == {"type", "timestamp", "data"}
        assert told["data"].keys() == {"wave", "number", "opens_on", "closes_on"}
        assert told["data"]["number"] == 1
        assert told["timestamp"] == OPENS.isoformat(), "nothing finer than the wave"
        assert {"North", "Example"}.isdisjoint(body.decode().split('"'))
        assert not [name for name in headers if name.lower() in {"cookie", "authorization"}]
    assert len(receiver.calls) == 3


@pytest.mark.usefixtures("staff")
def test_a_call_that_is_not_taken_is_tried_again_as_a_message_is(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    receiver.status = 503
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS + timedelta(days=20))
    moment, tried = NOW, []
    for _ in range(3 * 60):
        before = len(receiver.calls)
        call(installation, inside, moment)
        if len(receiver.calls) > before:
            tried.append(int((moment - NOW).total_seconds() / 60))
        moment += timedelta(minutes=1)
    assert tried[:4] == [0, 5, 20, 50]
    assert all(54 <= later - earlier <= 67 for earlier, later in pairwise(tried[3:]))
    assert read_webhooks(installation, OPERATOR)[0].outcome == "503"
    for _ in range(MAX_ATTEMPTS):
        moment += timedelta(hours=2)
        call(installation, inside, moment)
    assert len(receiver.calls) == MAX_ATTEMPTS
    assert main_rows(installation, "SELECT state, body FROM webhook_call") == [("given up", None)]


@pytest.mark.usefixtures("staff")
def test_a_receiver_that_is_gone_hears_nothing_any_more(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    receiver.status = 410
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    for hours in range(3):
        call(installation, inside, NOW + timedelta(hours=hours))
    assert len(receiver.calls) == 1
    assert read_webhooks(installation, OPERATOR)[0].disabled == "410"


@pytest.mark.usefixtures("staff")
def test_no_redirect_is_followed(
    installation: Installation, inside: Settings, receiver: Receiver
) -> None:
    receiver.status, receiver.location = 307, receiver.address
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    call(installation, inside)
    assert len(receiver.calls) == 1
    assert read_webhooks(installation, OPERATOR)[0].outcome == "307"


@pytest.mark.usefixtures("staff")
def test_nothing_inside_the_network_is_called_unless_it_is_allowed(
    installation: Installation, settings: Settings, receiver: Receiver
) -> None:
    add_webhook(installation, OPERATOR, receiver.address, OPENS)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    call(installation, settings)
    assert receiver.calls == []
    assert read_webhooks(installation, OPERATOR)[0].outcome == "inside"


INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[2002:7f00:1::]"),  # noqa: S104
    *("224.0.0.1", "localhost"),
)


@pytest.mark.parametrize("host", INSIDE)
def test_every_form_of_an_inside_address_is_known_as_one(host: str) -> None:
    with pytest.raises(AddressError) as refused:
        allowed_address(target_of(f"https://{host}/x"), inside=False)
    assert refused.value.code == "inside"


def test_a_public_address_is_called_by_the_address_that_was_checked() -> None:
    assert allowed_address(target_of("https://8.8.8.8/x"), inside=False) == "8.8.8.8"


WRONG = {
    "form": (
        *("", "peil", "ftp://example.org/", "https://", "https:///x", "https://a b.org/"),
        *("https://user:pass@example.org/", "https://example.org/#x", "https://example.org:99999/"),
        *("https://example.org/\nHost: x", "https://example.org/é", "https://" + "x" * 600),
    ),
    "http": ("http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/"),
}


@pytest.mark.parametrize(
    ("kind", "address"), [(kind, one) for kind, several in WRONG.items() for one in several]
)
def test_other_addresses_are_refused_and_nothing_is_stored(
    installation: Installation, kind: str, address: str
) -> None:
    with pytest.raises(AddressError) as refused:
        add_webhook(installation, OPERATOR, address, OPENS)
    assert refused.value.code == kind
    assert main_rows(installation, "SELECT * FROM webhook") == []


def test_an_address_is_added_once_by_administrators_and_its_secret_is_never_shown_again(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    del organisation
    address = "https://hooks.example.org/peil"
    for role in ("hr", "council", "manager"):
        for act in (
            lambda who: add_webhook(installation, who, address, OPENS),
            lambda who: read_webhooks(installation, who),
            lambda who: remove_webhook(installation, who, UUID(int=1)),
        ):
            with pytest.raises(NotAllowedError):
                act(reader_with(role))
    secret = add_webhook(installation, OPERATOR, address, OPENS)
    with pytest.raises(WebhookError) as refused:
        add_webhook(installation, OPERATOR, address, OPENS)
    assert refused.value.code == "taken"
    (listed,) = read_webhooks(installation, OPERATOR)
    assert secret not in repr(listed)
    assert base64.b64decode(secret.removeprefix("whsec_")).hex() not in repr(listed)
    remove_webhook(installation, OPERATOR, listed.id)
    assert read_webhooks(installation, OPERATOR) == []
    noted = main_rows(
        installation, "SELECT action, subject FROM audit_entry WHERE action LIKE 'webhook%'"
    )
    assert sorted(noted) == [
        ("webhook added", "hooks.example.org"),
        ("webhook removed", "hooks.example.org"),
    ]
