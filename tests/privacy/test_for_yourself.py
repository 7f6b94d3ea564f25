"""What somebody fills in for themselves leaves the browser by no way; it stays only on demand."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Playwright, expect

from dashboard.clock import today
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import add_people
from tests.chromium import kept_on_disk
from tests.privacy.conftest import Units, bytes_of_files
from tests.serving import serving_peil
from tests.wire import Wire, listening

COMPONENT = Path(__file__).parents[2] / "dashboard/components/for_yourself.js"
TYPED = "seldom-written words"
COMMANDS = "crcr "
"""Letters that the app takes for commands where nobody is typing: clear and run again."""
SECONDS = 60_000

WAYS_OUT = re.compile(
    r"setStateValue|setTriggerValue|fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon"
    r"|\bcookie\b|indexedDB|sessionStorage|postMessage|BroadcastChannel|caches|\bimport\s*\("
    r"|pushState|replaceState|location|\.href|\.src\b|\.submit|window\.open|<form|\"form\"|https?:"
)


def test_its_script_calls_nothing_that_could_send_or_hand_on() -> None:
    assert WAYS_OUT.findall(COMPONENT.read_text(encoding="utf-8")) == []


def kept(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({ ...localStorage })")
    return {name: value for name, value in found.items() if name.startswith("peil-")}


def open_all(page: Page) -> None:
    """Open the page and all of its parts."""
    parts = page.locator(".for-yourself details")
    expect(parts).to_have_count(3, timeout=SECONDS)
    for part in parts.all():
        if part.get_attribute("open") is None:
            part.locator("summary").click()


def fill_in_everything(page: Page) -> None:
    """Choose something everywhere, and type into every field."""
    sheets = page.locator(".for-yourself")
    for button in sheets.get_by_role("button", name="Fable", exact=True).all():
        button.click()
    for group in sheets.locator("fieldset:has(input[type=radio])").all():
        group.get_by_role("radio").first.check()
    for box in sheets.locator("select").all():
        box.select_option("home")
    for number, field in enumerate(sheets.locator("input[type=text]").all()):
        field.press_sequentially(COMMANDS + TYPED if number == 0 else TYPED)
    for clock in sheets.locator("input[type=time]").all():
        clock.fill("09:30")


def asked_for(wire: Wire) -> int:
    """Return how much a browser has sent: requests, and messages of the app."""
    return len(wire.requests) + len(wire.messages)


def until_quiet(page: Page, wire: Wire) -> int:
    """Wait until a page that has just opened asks for nothing more."""
    seen = -1
    while (now := asked_for(wire)) != seen:
        seen = now
        page.wait_for_timeout(3_000)
    return seen


def test_not_a_byte_of_it_is_sent_or_stored_and_the_browser_keeps_it_on_demand_only(
    playwright: Playwright,
    installation: Installation,
    organisation: Units,
    settings: Settings,
    tmp_path: Path,
) -> None:
    add_people(installation, organisation["North"], 12)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    token = next(iter(opened.tokens.values()))
    profile = tmp_path / "profile"
    with serving_peil(settings.folder, "mailto://localhost:9") as address:
        port = urlsplit(address).port
        assert port is not None
        with listening(port) as wire, kept_on_disk(playwright, profile) as browser:
            [page] = browser.pages
            page.goto(f"{wire.address}/for-yourself")
            open_all(page)
            before = until_quiet(page, wire)
            fill_in_everything(page)
            page.wait_for_timeout(2_000)
            assert asked_for(wire) == before, "filling in"
            assert kept(page) == {}
            page.get_by_role("button", name="Remember on this device").click()
            assert TYPED in kept(page)["peil-for-yourself"]
            page.get_by_role("button", name="Copy").first.click()
            page.wait_for_timeout(1_000)
            assert asked_for(wire) == before, "remembering and copying"
            page.reload()
            open_all(page)
            expect(page.locator("input[type=text]").first).to_have_value(COMMANDS + TYPED)
            before = until_quiet(page, wire)
            page.get_by_role("button", name="Forget").click()
            assert kept(page) == {}
            assert asked_for(wire) == before, "forgetting"
            page.reload()
            open_all(page)
            expect(page.locator("input[type=text]").first).to_have_value("")
            assert [m for m in wire.messages if TYPED.encode() in m] == []
            # The listener hears what a page of the app does send.
            page.goto(f"{wire.address}/answer?t={token}")
            comment = page.get_by_role("textbox", name="Anything you want to add?")
            comment.fill(TYPED)
            page.get_by_role("button", name="Send my answers").click()
            expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SECONDS)
            assert [m for m in wire.messages if TYPED.encode() in m] != []
    stored = bytes_of_files(settings.folder)
    assert not [path for path, content in stored.items() if TYPED.encode() in content]


@pytest.mark.parametrize("mutant", ["setStateValue('x', 1)", "fetch('/x')", "location.hash = 'x'"])
def test_a_script_that_could_send_is_caught(mutant: str) -> None:
    assert WAYS_OUT.findall(COMPONENT.read_text(encoding="utf-8") + mutant) != []
