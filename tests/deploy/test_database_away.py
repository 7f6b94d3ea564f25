"""PostgreSQL is away for a while: pages say so, keep what was sent, and go on by themselves.

A few seconds, and a minute with `-m slow`. Peil is not started again, and nobody presses a button.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import Session, select

from dashboard.clock import now, today
from db.follow_up import Agreement
from db.postgresql_rights import CLOCK
from surveys.answering.ballot import unseal
from surveys.installation import Installation, open_installation
from surveys.instrument import questions_of_wave, shipped
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from surveys.sign_in import make_link_secret
from surveys.waves import open_wave
from tests.builders import add_people, add_person
from tests.mail import free_port
from tests.postgresql import Database, Server
from tests.serving import PEIL, serving_peil

MAIL = "mailto://localhost:9"
SOON = 20_000
"""Milliseconds, generous for a busy machine, until a page has gone on after an outage."""

GOOD = {"en-GB": "Good", "nl-NL": "Goed"}
BOX_AWAY = {
    "en-GB": "The box does not answer now.",
    "nl-NL": "De stembus antwoordt nu niet.",
}
DATABASE_AWAY = {
    "en-GB": "The database does not answer now. This page tries again by itself.",
    "nl-NL": "De database antwoordt nu niet. Deze pagina probeert het vanzelf opnieuw.",
}


@dataclass(frozen=True)
class Office:
    """A running Peil: its address, the tokens of an open wave, and what signs HR in."""

    address: str
    installation: Installation
    tokens: list[str]
    link: str
    north: UUID
    url: str


@pytest.fixture
def office(on_restartable: Database, tmp_path: Path) -> Iterator[Office]:
    """A wave that is open, and a server of both halves on the database."""
    url = on_restartable.url(CLOCK)
    installation = open_installation(Settings(folder=tmp_path / "peil", database_url=url))
    _, north = create_with_first_unit(
        installation, name="Example", first_unit="North", contacts=Contacts("Ada", "0800 1")
    )
    reader = add_person(installation, north, "Harriet", role="hr")
    add_people(installation, north, 8)
    wave = open_wave(installation, opens_on=today(), closes_on=today())
    secret = make_link_secret(installation, reader, now())
    with serving_peil(
        tmp_path / "peil",
        MAIL,
        PEIL_DATABASE_URL=url,
        PEIL_KEYS=str(installation.keys.path),
    ) as address:
        yield Office(
            address,
            installation,
            list(wave.tokens.values()),
            f"{address}/sign-in/{secret}",
            north,
            url,
        )
    installation.engine.dispose()


@contextmanager
def tab(browser: Browser, language: str) -> Iterator[Page]:
    context = browser.new_context(locale=language)
    yield context.new_page()
    context.close()


@contextmanager
def stopped(server: Server) -> Iterator[Callable[[], None]]:
    """Stop a server as in a crash; yield what starts it again, at the latest after the block."""
    server.stop("immediate")
    with ExitStack() as starting:
        starting.callback(server.start)
        yield starting.close


def moods(installation: Installation) -> list[tuple[int, ...]]:
    """Return what each ballot in the box says."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = installation.box(1).bodies()
    return sorted(unseal(body, questions, key).answers["mood_1"] for body in bodies)


def questions_of(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("Send my answers|Verstuur mijn antwoorden"))


def thanks_of(page: Page) -> Locator:
    return page.get_by_role("heading", name=re.compile("Thank you|Dank je wel|Bedankt"))


@pytest.mark.parametrize("language", ["en-GB", "nl-NL"])
def test_pages_say_that_the_database_is_away_and_go_on_once_it_is_back(
    office: Office, restartable: Server, browser: Browser, language: str, in_full: bool
) -> None:
    light, app, late, late_light = office.tokens[:4]
    with ExitStack() as stack:
        sends_light, sends_app, opens_app, opens_light, reads = (
            stack.enter_context(tab(browser, language)) for _ in range(5)
        )
        sends_light.goto(f"{office.address}/a/{light}")
        sends_light.locator("fieldset .o").nth(4).click()
        sends_app.goto(f"{office.address}/answer?t={app}")
        # By its words: questions with faces appear after those without.
        good = sends_app.get_by_role("radio", name=GOOD[language], exact=True).first
        good.click()
        expect(good).to_be_checked()
        reads.goto(office.link)
        reads.get_by_role("button").first.click()
        expect(reads).to_have_url(re.compile("/organisation"), timeout=SOON)
        expect(reads.get_by_role("heading", level=1)).to_be_visible()

        began = time.monotonic()
        back = stack.enter_context(stopped(restartable))
        questions_of(sends_light).click()
        questions_of(sends_app).click()
        opens_light.goto(f"{office.address}/a/{late_light}")
        opens_app.goto(f"{office.address}/answer?t={late}")
        reads.reload()
        expect(sends_light.get_by_role("status").filter(visible=True)).to_be_visible()
        for page in (sends_app, opens_app, opens_light):
            expect(page.get_by_text(BOX_AWAY[language])).to_be_visible()
        expect(reads.get_by_text(DATABASE_AWAY[language])).to_be_visible()
        assert reads.url.startswith(f"{office.address}/organisation")
        # What decides on visitors and restarts lets the process be; monitoring is told.
        assert reads.request.get(f"{office.address}/healthz").ok
        assert reads.request.get(f"{office.address}/readyz").status == 503
        if in_full:
            # Real time: what the server and the browser wait for is counted by both.
            sends_light.wait_for_timeout(max(0, 60 - (time.monotonic() - began)) * 1_000)

        back()
        for page in (sends_light, sends_app):
            expect(thanks_of(page)).to_be_visible(timeout=SOON)
        for page in (opens_app, opens_light):
            expect(questions_of(page)).to_be_visible(timeout=SOON)
        expect(reads.get_by_text(DATABASE_AWAY[language])).to_have_count(0, timeout=SOON)
        expect(reads.get_by_role("heading", level=1)).not_to_have_text(
            re.compile("One moment|Een ogenblik")
        )
        assert reads.url.startswith(f"{office.address}/organisation")
    assert moods(office.installation) == [(3,), (4,)]


WAITS = {"en-GB": "What you pressed waits", "nl-NL": "Wat je hebt aangeklikt, wacht"}
NOTE = {"en-GB": "Note an agreement", "nl-NL": "Leg een afspraak vast"}
AGREED = {"en-GB": "What do you agree on?", "nl-NL": "Wat spreken jullie af?"}
NOTED = {"en-GB": "Note the agreement", "nl-NL": "Afspraak vastleggen"}


def agreed(office: Office) -> list[str]:
    """Return what the unit has agreed on, as the database has it."""
    with Session(office.installation.engine) as session:
        return [one.body for one in session.exec(select(Agreement)).all()]


@pytest.mark.parametrize("language", ["en-GB", "nl-NL"])
def test_what_is_pressed_while_the_database_is_away_is_done_once_and_nothing_typed_is_lost(
    office: Office, restartable: Server, browser: Browser, language: str
) -> None:
    words = "No mail after six"
    with tab(browser, language) as page:
        page.goto(office.link)
        page.get_by_role("button").first.click()
        expect(page).to_have_url(re.compile("/organisation"), timeout=SOON)
        page.goto(f"{office.address}/team?unit={office.north.hex}")
        page.get_by_role("button", name=NOTE[language]).first.click()
        field = page.get_by_role("textbox", name=AGREED[language])
        field.fill(words)
        with stopped(restartable) as back:
            for _ in range(2):
                page.locator(".stForm").get_by_role("button", name=NOTED[language]).click()
                expect(page.get_by_text(WAITS[language])).to_be_visible()
            page.wait_for_timeout(5_000)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(field).to_have_value(words)
            back()
            expect(field).to_have_value("", timeout=SOON)
        expect(page.get_by_text(WAITS[language])).to_have_count(0, timeout=SOON)
        page.wait_for_timeout(2_000)
    assert agreed(office) == [words]


def test_a_process_that_finds_no_database_never_says_that_it_runs(
    office: Office, restartable: Server, tmp_path: Path
) -> None:
    port = free_port()
    environment = {"PEIL_DATABASE_URL": office.url, "PEIL_FOLDER": str(tmp_path / "other")}
    command = [PEIL, "serve", "--host", "localhost", "--port", str(port)]
    with stopped(restartable), (tmp_path / "other.log").open("w") as log:
        started = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log)
        while started.poll() is None:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("localhost", port), timeout=1).close()
            time.sleep(0.1)
    assert started.returncode != 0
