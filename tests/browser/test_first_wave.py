"""From an empty database to the first open wave, with nothing but a browser and the mailbox."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import _wait_for
from tests.browser.wcag import violations
from tests.mail import Mailbox, free_port, mail_server

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
def address(tmp_path: Path, mailbox: Mailbox) -> Iterator[str]:
    """An installation with nothing in it, served as somebody would."""
    port = free_port()
    address, log = f"http://localhost:{port}", tmp_path / "serve.log"
    given = {"PEIL_FOLDER": str(tmp_path / "data"), "PEIL_ADDRESS": address}
    settings = {**os.environ, **given, "PEIL_MAIL": mailbox.url}
    command = [str(Path(sys.executable).with_name("peil")), "serve", "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=settings)
    try:
        _wait_for(f"{address}/healthz", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def set_up(page: Page) -> Page:
    """Fill in the first form, and sign in by the link that it leads to."""
    values = {
        "Name of the organisation": "Acme",
        "Name of the counsellor": "Ada",
        "Phone of the counsellor": "0800 1",
        "Your name": "Sam",
        "Your e-mail address": "sam@example.org",
    }
    for label, value in values.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Set up", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Go on").click()
    opened.value.get_by_role("button").first.click()
    return opened.value


def test_an_empty_installation_comes_to_its_first_wave(
    browser: Browser, address: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + SAM)
    first = browser.new_context(locale="en-GB").new_page()
    first.goto(address)
    expect(first.get_by_label("Your e-mail address")).to_be_visible()
    assert violations(first) == {}
    page = set_up(first)
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
    page.get_by_role("button", name="Open the first wave now").click()
    expect(page.get_by_text("7 of 7 steps done")).to_be_visible()

    page.goto(f"{address}/messages")
    for _ in range(30):
        if len(mailbox.raw) == 17:
            break
        page.wait_for_timeout(2000)
    assert violations(page) == {}
    links = [token for _, token in mailbox.tokens()]
    assert len(links) == len(set(links)) == 17

    answering = browser.new_context(locale="en-GB").new_page()
    answering.goto(f"{address}/answer?t={links[0]}")
    answering.get_by_role("radio", name="Good").first.click()
    answering.get_by_role("button", name="Send my answers").click()
    expect(answering.get_by_role("heading", name="Thank you")).to_be_visible()
    answering.context.close()
    first.context.close()
