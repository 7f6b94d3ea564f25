"""From an empty database to the first open wave, with nothing but a browser and the mailbox."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from dashboard.clock import now
from dashboard.once import ONE_PRESS
from surveys.installation.installation import open_installation
from surveys.messages import is_working_time
from surveys.operations import clock
from surveys.settings.settings import Settings
from tests.browser.checks import settle, violations
from tests.builders import confirm_everybody
from tests.mail import Mailbox, mail_server
from tests.serving import PEIL, serving_peil
from tests.stored import main_rows

PEOPLE = "name,email,unit,role,leads\n" + "".join(
    f"Person {n},p{n}@example.org,{'Planning' if n < 8 else 'Support'},"
    f"{'hr' if n == 9 else ''},{'Planning' if n == 0 else ''}\n"
    for n in range(16)
)
SAM = "Sam,sam@example.org,Support,administrator,\n"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def address(settings: Settings, mailbox: Mailbox) -> Iterator[str]:
    """An installation with nothing in it, served as somebody would."""
    with serving_peil(settings.folder, mailbox.url) as address:
        yield address


def tick(settings: Settings, address: str, mailbox: Mailbox) -> None:
    """Let the clock work in the next working hour, as `peil tick` does, whatever day it is."""
    installation, moment = open_installation(settings), now()
    served = Settings(
        folder=settings.folder,
        address=address,
        mail=SecretStr(mailbox.url),
        messages_per_second=100,
    )
    while not is_working_time(installation, served, moment):
        moment += timedelta(hours=1)
    clock.tick(installation, served, moment)
    installation.engine.dispose()


def peil(settings: Settings, *arguments: str) -> str:
    """Return what a command prints about this installation."""
    command = [PEIL, *arguments, "--folder", settings.folder]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def printed_code(settings: Settings) -> str:
    """Return the code that the server has printed for the founder."""
    printed = settings.folder.with_suffix(".log").read_text()
    (code,) = re.findall(r"code, which works once: (\S+)", printed)
    return str(code)


def fill_in(page: Page, code: str) -> None:
    """Fill in the first form."""
    values = {
        "Set-up code": code,
        "Name of the organisation": "Acme",
        "Name of the counsellor": "Ada",
        "Phone of the counsellor": "0800 1",
        "Your name": "Sam",
        "Your e-mail address": "sam@example.org",
    }
    for label, value in values.items():
        page.get_by_label(label).fill(value)


def sign_in_by_link(page: Page) -> Page:
    """Follow the link to sign in, which opens a page of its own, and return that."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Go on").click()
    opened.value.get_by_role("button").first.click()
    return opened.value


def test_an_empty_installation_comes_to_its_first_wave(
    page: Page, phone: Page, settings: Settings, address: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + SAM)
    page.goto(address)
    expect(page.get_by_label("Your e-mail address")).to_be_visible()
    assert violations(page) == {}
    fill_in(page, printed_code(settings))
    page.get_by_role("button", name="Set up", exact=True).click()
    page = sign_in_by_link(page)
    expect(page.get_by_role("heading", name="The way to the first wave")).to_be_visible()
    expect(page.get_by_role("button", name="Open the first wave now")).to_have_count(0)
    assert violations(page) == {}

    page.get_by_role("link", name="People and units").click()
    page.locator("input[type=file]").first.set_input_files(str(file))
    show = page.get_by_role("button", name="Show what will change")
    expect(show).to_be_enabled()
    show.click()
    expect(page.get_by_text(re.compile("New people: 16"))).to_be_visible()
    assert violations(page) == {}
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Done. The changes are listed")).to_be_visible()

    page.goto(f"{address}/programme")
    page.get_by_role("button", name="Save the rhythm").click()
    expect(page.get_by_text("The programme is paused.")).to_be_visible()
    assert violations(page) == {}

    page.goto(f"{address}/set_up")
    expect(page.get_by_text("4 of 7 steps done")).to_be_visible()
    assert "peil confirm-role p9@example.org" in peil(settings, "confirm-role")
    assert "is confirmed" in peil(settings, "confirm-role", "p9@example.org")
    page.reload()
    page.get_by_role("button", name="Open the first wave now").click()
    expect(page.get_by_text("are not confirmed yet, in: Acme, Planning, Support")).to_be_visible()
    installation = open_installation(settings)
    confirm_everybody(installation)
    installation.engine.dispose()
    # Within a second it would be the second press of a double click.
    page.wait_for_timeout(ONE_PRESS / timedelta(milliseconds=1))
    page.get_by_role("button", name="Open the first wave now").click()
    expect(page.get_by_text("7 of 7 steps done")).to_be_visible()

    tick(settings, address, mailbox)
    links = [token for _, token in mailbox.tokens()]
    assert len(links) == len(set(links)) == 17
    page.goto(f"{address}/messages")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert violations(page) == {}

    phone.goto(f"{address}/answer?t={links[0]}")
    phone.get_by_role("radio", name="Goed").first.click()
    phone.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(phone.get_by_role("heading", name="Dank je wel")).to_be_visible()


def stored(settings: Settings, query: str) -> list[tuple[object, ...]]:
    """Return rows of the database that is served."""
    installation = open_installation(settings)
    try:
        return [tuple(row) for row in main_rows(installation, query)]
    finally:
        installation.engine.dispose()


def show_plan(page: Page, file: Path) -> None:
    """Upload a list of people and look at what it will change."""
    settle(page)
    page.locator("input[type=file]").first.set_input_files(str(file))
    show = page.get_by_role("button", name="Show what will change")
    expect(show).to_be_enabled()
    show.click()
    expect(page.get_by_text(re.compile("New people: 16"))).to_be_visible()


def step(page: Page, way: Callable[[], object]) -> None:
    """Go back or forward once the page is drawn: Streamlit forgets a step before that."""
    settle(page)
    way()


def test_setting_up_survives_reloads_and_steps_back_in_the_middle(
    page: Page, settings: Settings, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + SAM)
    page.goto(address)
    code = printed_code(settings)
    fill_in(page, code)
    page.reload()
    expect(page.get_by_label("Your e-mail address")).to_have_value("")
    assert stored(settings, "SELECT name FROM organisation") == []

    fill_in(page, code)
    page.get_by_role("button", name="Set up", exact=True).dblclick()
    expect(page.get_by_role("link", name="Go on")).to_be_visible()
    page.reload()  # the link to sign in is gone with the page, the code still knows the founder
    page.get_by_label("Set-up code").fill(code)
    page.get_by_label("Your e-mail address", exact=True).fill("sam@example.org")
    page.get_by_role("button", name="Go on with this code").click()
    first, page = page, sign_in_by_link(page)
    expect(page.get_by_role("heading", name="The way to the first wave")).to_be_visible()
    step(first, first.go_back)
    first.close()
    assert stored(settings, "SELECT name FROM organisation") == [("Acme",)]
    assert stored(settings, "SELECT email FROM person") == [("sam@example.org",)]

    page.get_by_role("link", name="People and units").click()
    show_plan(page, file)
    page.reload()
    expect(page.get_by_role("button", name="Show what will change")).to_be_visible()
    step(page, page.go_back)
    expect(page.get_by_role("heading", name="The way to the first wave")).to_be_visible()
    step(page, page.go_forward)
    show_plan(page, file)
    page.get_by_role("button", name="Apply").dblclick()
    expect(page.get_by_text("Done. The changes are listed")).to_be_visible()
    step(page, page.go_back)
    expect(page.get_by_text("3 of 7 steps done")).to_be_visible()
    page.reload()
    expect(page.get_by_text("3 of 7 steps done")).to_be_visible()
    assert stored(settings, "SELECT count(*), count(DISTINCT email) FROM person") == [(17, 17)]
    assert stored(settings, "SELECT count(*) FROM roster_change WHERE kind = 'joined'") == [(16,)]

    page.goto(f"{address}/programme")
    page.get_by_role("button", name="Save the rhythm").dblclick()
    expect(page.get_by_text("The programme is paused.")).to_be_visible()
    page.goto(f"{address}/set_up")
    expect(page.get_by_text("4 of 7 steps done")).to_be_visible()
    peil(settings, "confirm-role", "p9@example.org")
    installation = open_installation(settings)
    confirm_everybody(installation)
    installation.engine.dispose()
    page.reload()
    page.get_by_role("button", name="Open the first wave now").dblclick()
    expect(page.get_by_text("7 of 7 steps done")).to_be_visible()
    page.reload()
    expect(page.get_by_text("7 of 7 steps done")).to_be_visible()
    step(page, page.go_back)
    expect(page.get_by_role("button", name="Save the rhythm")).to_be_visible()
    step(page, page.go_forward)
    expect(page.get_by_text("7 of 7 steps done")).to_be_visible()
    assert stored(settings, "SELECT number, state FROM wave") == [(1, "open")]
    assert stored(settings, "SELECT count(*) FROM programme") == [(1,)]
