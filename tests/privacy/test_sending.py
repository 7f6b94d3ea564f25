"""While messages are being sent: nothing stored or logged holds a link, and a kill doubles none."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from surveys.access.access import ANONYMOUS, Reader
from surveys.installation.installation import Installation
from surveys.messages import delivery_status
from surveys.messages.compose import RenderedMessage
from surveys.messages.delivery import send_due
from surveys.settings.settings import Settings
from surveys.waves.tokens import token_hash
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.mail import Mailbox, mail_server
from tests.privacy.test_logs import Everything
from tests.stored import box_dump, box_rows, main_dump, main_rows

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PEOPLE = 40
KILLS = 24
ADMIN = Reader(ANONYMOUS, "Ada", "en", frozenset({"administrator"}), frozenset())

SENDER = """
import sys
from datetime import datetime, UTC
from surveys.installation.installation import open_installation
from surveys.messages.delivery import send_due
from surveys.settings.settings import Settings
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
def heard() -> Iterator[Everything]:
    """Everything that any part of the program says, as loud as it can be; not the mail server."""
    handler = Everything()
    names = ["", *(name for name in logging.root.manager.loggerDict if "mail.log" not in name)]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(1)
    logging.getLogger("mail.log").propagate = False
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    logging.getLogger("mail.log").propagate = True
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def everything_stored(place: Installation) -> bytes:
    """Every byte of every file: databases, their logs, boxes and keys."""
    files = sorted(place.store_folder.parent.rglob("*"))
    return b"".join(file.read_bytes() for file in files if file.is_file())


@pytest.mark.both_databases
def test_no_link_is_in_any_store_or_log_at_any_moment_of_sending(
    installation: Installation,
    organisation: dict[str, UUID],
    settings: Settings,
    mail: Mailbox,
    heard: Everything,
) -> None:
    add_people(installation, organisation["North"], 12)
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    sending = Settings(**{**settings.model_dump(), "mail": mail.url, "messages_per_second": 5000})
    held: list[str] = []
    stored: list[bytes] = []

    def deliver(written: RenderedMessage) -> None:
        held.append(written.body.split("t=")[1].split()[0])
        texts = main_dump(installation) + box_dump(installation, 1)
        stored.append(everything_stored(installation) + texts.encode())
        if len(held) % 4 == 0:
            msg = "something unexpected"
            raise OSError(msg)

    with pytest.raises(OSError, match="unexpected"):
        send_due(installation, sending, NINE, deliver=deliver)
    send_due(installation, sending, NINE)
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
    organisation: dict[str, UUID],
    settings: Settings,
    mail: Mailbox,
    heard: Everything,
) -> None:
    add_people(installation, organisation["North"], 6)
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    mail.answer_to_data = lambda _: "554 5.7.1 no"
    sending = settings.model_copy(
        update={"mail": Settings(mail=mail.url).mail, "messages_per_second": 5000}
    )
    tokens: list[str] = []
    from surveys.messages import sending as module  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        made = module.new_token
        patch.setattr(module, "new_token", lambda: tokens.append(made()) or tokens[-1])
        assert send_due(installation, sending, NINE).failed == 6
    assert len(tokens) == 6
    told = heard.text + main_dump(installation)
    assert not [token for token in tokens if token in told]


@pytest.mark.slow
def test_killed_while_sending_nobody_gets_two_working_links_and_what_is_unsure_is_listed(
    installation: Installation,
    organisation: dict[str, UUID],
    settings: Settings,
    mail: Mailbox,
    in_full: bool,
) -> None:
    staff = add_people(installation, organisation["North"], PEOPLE)
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    installation.engine.dispose()
    chance = random.Random(6)  # noqa: S311
    killed = 0
    for _ in range(KILLS if in_full else 4):
        child = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(settings.folder), mail.url],
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
    last = settings.model_copy(
        update={"mail": Settings(mail=mail.url).mail, "messages_per_second": 5000}
    )
    send_due(installation, last, NINE)
    working = check_nobody_has_two(installation, mail)
    unsure = {one.address for one in delivery_status.uncertain(installation, ADMIN)}
    everybody = {email for (email,) in main_rows(installation, "SELECT email FROM person")}
    assert len(everybody) == len(staff)
    assert set(working) | unsure == everybody, "who has no link is listed"
    for one in delivery_status.uncertain(installation, ADMIN):
        decision: delivery_status.Decision = "arrived" if one.address in working else "send again"
        delivery_status.decide(
            installation,
            ADMIN,
            wave=one.wave,
            person=one.person,
            kind=one.kind,
            decision=decision,
        )
    send_due(installation, last, NINE)
    assert check_nobody_has_two(installation, mail) == dict.fromkeys(everybody, 1)


def check_nobody_has_two(place: Installation, mail: Mailbox) -> dict[str, int]:
    """Return how many working links everybody has; fails when somebody has two."""
    in_box = {bytes(row[0]) for row in box_rows(place, 1, "SELECT hash FROM token")}
    working = Counter(to for to, token in mail.tokens() if token_hash(token) in in_box)
    assert set(working.values()) <= {1}
    place.engine.dispose()
    return dict(working)
