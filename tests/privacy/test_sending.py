"""While messages are being sent: nothing stored or logged holds a link, and a kill doubles none."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.installation import Installation
from surveys.messages import delivery_status, send_due, sending
from surveys.messages.compose import RenderedMessage
from surveys.settings import Settings
from surveys.waves import open_wave, token_hash
from tests.builders import add_people
from tests.mail import Mailbox, mail_server
from tests.privacy.conftest import ADMINISTRATOR, DAY, Everything, Units, bytes_of_files
from tests.stored import box_dump, box_rows, main_dump, main_rows

ROOT = Path(__file__).parents[2]
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PEOPLE = 40
KILLS = 24

SENDER = """
import sys
from datetime import datetime, UTC
from surveys.installation import open_installation
from surveys.messages import send_due
from surveys.settings import Settings
settings = Settings(folder=sys.argv[1], mail=sys.argv[2], messages_per_second=400)
place = open_installation(settings)
print("ready", flush=True)
send_due(place, settings, datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
"""


@pytest.fixture
def mail() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def fast(settings: Settings, mail: Mailbox) -> Settings:
    """Settings that send to the mailbox without a pause."""
    told = {"mail": mail.url, "messages_per_second": 5000}
    return Settings(**{**settings.model_dump(), **told})


def everything_stored(place: Installation) -> bytes:
    """Every byte of every file: databases, their logs, boxes and keys."""
    return b"".join(bytes_of_files(place.store_folder.parent).values())


def open_by_message(installation: Installation, organisation: Units, invited: int) -> None:
    add_people(installation, organisation["North"], invited)
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)


@pytest.mark.both_databases
def test_no_link_is_in_any_store_or_log_at_any_moment_of_sending(
    installation: Installation,
    organisation: Units,
    fast: Settings,
    mail: Mailbox,
    heard: Everything,
) -> None:
    open_by_message(installation, organisation, 12)
    held: list[str] = []
    stored: list[bytes] = []

    def deliver(written: RenderedMessage) -> None:
        held.append(written.body.split("/a/")[1].split()[0])
        texts = main_dump(installation) + box_dump(installation, 1)
        stored.append(everything_stored(installation) + texts.encode())
        if len(held) % 4 == 0:
            msg = "something unexpected"
            raise OSError(msg)

    with pytest.raises(OSError, match="unexpected"):
        send_due(installation, fast, NINE, deliver=deliver)
    send_due(installation, fast, NINE)
    held += [token for _, token in mail.tokens()]
    stored.append(everything_stored(installation) + main_dump(installation).encode())
    assert len(held) > 12
    assert "UPDATE message" in heard.text, "statements are heard"
    for token in held:
        assert not any(token.encode() in each for each in stored)
        assert token not in heard.text
        hashed = token_hash(token)
        assert hashed.hex() not in heard.text.lower()
        assert repr(hashed)[2:-1] not in heard.text


def test_a_mail_server_that_fails_tells_no_log_about_a_link(
    installation: Installation,
    organisation: Units,
    fast: Settings,
    mail: Mailbox,
    heard: Everything,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_by_message(installation, organisation, 6)
    mail.answer_to_data = lambda _: "554 5.7.1 no"
    tokens: list[str] = []
    made = sending.new_token
    monkeypatch.setattr(sending, "new_token", lambda: tokens.append(made()) or tokens[-1])
    assert send_due(installation, fast, NINE).failed == 6
    assert len(tokens) == 6
    told = heard.text + main_dump(installation)
    assert not [token for token in tokens if token in told]


@pytest.mark.slow
def test_killed_while_sending_nobody_gets_two_working_links_and_what_is_unsure_is_listed(
    installation: Installation, organisation: Units, fast: Settings, mail: Mailbox, in_full: bool
) -> None:
    """Killed 24 times with `-m slow`, 3 times otherwise."""
    open_by_message(installation, organisation, PEOPLE)
    installation.engine.dispose()
    chance = random.Random(6)  # noqa: S311
    killed = 0
    for _ in range(KILLS if in_full else 3):
        child = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(fast.folder), mail.url],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        before = len(mail.raw)
        deadline = time.monotonic() + chance.uniform(0.0, 4.0)
        few = chance.randrange(3)
        # Somewhere among the first messages of this run, or before any of them.
        while time.monotonic() < deadline and len(mail.raw) <= before + few:
            if child.poll() is not None:
                break
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.stdout.close()
        check_nobody_has_two(installation, mail)
    assert killed
    send_due(installation, fast, NINE)
    working = check_nobody_has_two(installation, mail)
    unsure = {one.address for one in delivery_status.uncertain(installation, ADMINISTRATOR)}
    everybody = {email for (email,) in main_rows(installation, "SELECT email FROM person")}
    assert len(everybody) == PEOPLE
    assert set(working) | unsure == everybody, "who has no link is listed"
    for one in delivery_status.uncertain(installation, ADMINISTRATOR):
        decision: delivery_status.Decision = "arrived" if one.address in working else "send again"
        delivery_status.decide(
            installation,
            ADMINISTRATOR,
            wave=one.wave,
            person=one.person,
            kind=one.kind,
            decision=decision,
        )
    send_due(installation, fast, NINE)
    assert check_nobody_has_two(installation, mail) == dict.fromkeys(everybody, 1)
    issued = len(box_rows(installation, 1, "SELECT hash FROM token"))
    again = sum(installation.box(1).reissued().values())
    assert PEOPLE <= issued <= PEOPLE + again, "no link is left that nobody was sent"


def check_nobody_has_two(place: Installation, mail: Mailbox) -> dict[str, int]:
    """Return how many working links everybody has; fails when somebody has two."""
    in_box = {bytes(row[0]) for row in box_rows(place, 1, "SELECT hash FROM token")}
    working = Counter(to for to, token in mail.tokens() if token_hash(token) in in_box)
    assert set(working.values()) <= {1}
    place.engine.dispose()
    return dict(working)
