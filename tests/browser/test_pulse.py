"""A pulse as people live it: answered on a phone, counted, and read by the manager."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo

PHONE = {"width": 360, "height": 740}


def waves_in_table(page: Page) -> int:
    """Open the table under the trends and count its waves."""
    page.get_by_text("All averages as a table").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows.first).to_be_visible()
    return rows.count()


def test_an_answer_sent_by_clicking_shows_up_as_a_new_point(
    browser: Browser, page: Page, demo: Demo
) -> None:
    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    expect(page.get_by_text("Workload", exact=True).first).to_be_visible()
    before = waves_in_table(page)

    phone = browser.new_context(locale="nl-NL", viewport=PHONE).new_page()
    phone.goto(demo.answer)
    expect(phone.get_by_text("Hoe voelde je je op je werk?")).to_be_visible()
    expect(phone).to_have_url(re.compile(r"/answer$"))
    assert phone.evaluate("document.documentElement.lang") == "nl"
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("radio", name="Goed", exact=True).click()
    phone.get_by_role("radiogroup").nth(3).get_by_role("radio", name="Soms").click()
    phone.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(phone.get_by_role("heading", name="Dank je wel")).to_be_in_viewport()
    expect(phone.get_by_text("Vertrouwenspersoon:")).to_be_visible()
    phone.goto(demo.answer)
    expect(phone.get_by_role("heading", name="Deze link kan niet worden gebruikt")).to_be_visible()
    phone.context.close()

    peil = Path(sys.executable).with_name("peil")
    counted = subprocess.run(
        [str(peil), "close-wave", "--folder", str(demo.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Wave 14 is counted" in counted.stdout

    page.goto(demo.manager)
    expect(page.get_by_text("Wave 14 ·")).to_be_visible()
    assert waves_in_table(page) == before + 1


def test_no_log_holds_a_token_or_a_sign_in_link(demo: Demo, page: Page) -> None:
    page.goto(demo.answer)
    expect(page.get_by_role("heading").first).to_be_visible()
    printed = demo.log.read_text()
    token = demo.answer.split("t=")[1]
    assert printed.count(token) == 1, "only the line that prints the link"
    assert "GET /" not in printed
    assert "WebSocket" not in printed


def test_a_manager_cannot_open_another_unit_by_its_address(page: Page, demo: Demo) -> None:
    page.goto(demo.hr)
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()
    page.goto(f"{demo.address}/team")
    page.get_by_role("combobox", name="Unit").click()
    page.get_by_role("option", name="Customers › Service desk").click()
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()
    expect(page).to_have_url(re.compile(r"unit=\w+"))
    shared = page.url
    page.goto(shared)
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()

    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.goto(shared)
    expect(page.get_by_role("heading", name="No access")).to_be_visible()
    expect(page.get_by_role("heading", name="Service desk")).to_have_count(0)
    expect(page.get_by_role("figure")).to_have_count(0)


def test_signing_out_holds_after_a_reload(page: Page, demo: Demo) -> None:
    page.goto(demo.hr)
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You want to see results")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You want to see results")).to_be_visible()


def test_a_page_opened_at_its_address_looks_nowhere_in_vain(page: Page, demo: Demo) -> None:
    in_vain: list[str] = []
    page.on("response", lambda r: in_vain.append(r.url) if r.status >= 400 else None)
    page.goto(demo.unused)
    expect(page.get_by_role("radiogroup").first).to_be_visible()
    page.goto(f"{demo.address}/how-to-read")
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    assert in_vain == []


def test_going_back_and_forward_changes_address_and_page(page: Page, demo: Demo) -> None:
    page.goto(demo.manager)
    team, help_page = re.compile(r"/team(\?|$)"), re.compile(r"/how-to-read(\?|$)")
    expect(page).to_have_url(team)
    page.get_by_role("link", name="How to read this").first.click()
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    expect(page).to_have_url(help_page)
    page.go_back()
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    expect(page).to_have_url(team)
    page.go_forward()
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    expect(page).to_have_url(help_page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_the_theme(browser: Browser, demo: Demo, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(demo.manager)
    line = page.locator(".js-line").nth(1)
    expect(line).to_be_attached()
    teal = {"light": "rgb(15, 110, 120)", "dark": "rgb(92, 184, 194)"}
    assert teal[scheme] in (line.get_attribute("style") or "")
    context.close()
