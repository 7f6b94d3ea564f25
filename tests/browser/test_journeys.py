"""What each of the three comes for, from the link in a message to the end, in a real browser."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo

WIDTHS = (360, 768, 1440)


def test_hr_goes_from_a_question_down_the_tree_to_a_team(page: Page, demo: Demo) -> None:
    page.goto(demo.hr)
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()
    expect(page.get_by_role("heading", name="Questions worth asking")).to_be_visible()
    page.get_by_role("combobox", name="Look inside").click()
    page.get_by_role("option", name="Operations", exact=True).click()
    expect(page).to_have_url(re.compile(r"inside=\w+"))
    page.get_by_text("Open the page of a unit").click()
    page.get_by_role("link", name="Planning", exact=True).click()
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    expect(page.get_by_role("heading", name="What stands out")).to_be_visible()
    page.get_by_role("link", name="Organisation").click()
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()


def test_a_manager_looks_closer_talks_and_notes_what_was_agreed(page: Page, demo: Demo) -> None:
    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("radio", name="Workload", exact=True).click()
    expect(page.get_by_text("How often could you finish your work")).to_be_visible()
    expect(page).to_have_url(re.compile(r"indicator=wl_1"))

    page.get_by_role("link", name="Show it to the team").click()
    expect(page.get_by_text("1 of 8")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2 of 8")).to_be_visible()
    expect(page.get_by_role("figure")).to_have_count(1)
    page.get_by_role("link", name="Back to the page of Planning").click()

    page.get_by_role("radio", name="What we agreed").click()
    expect(page.get_by_text("On Fridays we drop what can wait")).to_be_visible()
    page.get_by_text("Note an agreement").click()
    page.get_by_role("textbox", name="What do you agree on?").fill("No meetings on Wednesday")
    page.get_by_role("button", name="Note the agreement").click()
    expect(page.get_by_text("No meetings on Wednesday")).to_be_visible()

    page.goto(demo.answer)
    expect(page.get_by_text("You said, we did")).to_be_visible()
    expect(page.get_by_text("No meetings on Wednesday")).to_be_visible()


def test_everybody_reads_the_results_of_their_unit_by_a_link(browser: Browser, demo: Demo) -> None:
    peil = Path(sys.executable).with_name("peil")
    command = [str(peil), "result-links", "--folder", str(demo.folder)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    links = {row["link"] for row in csv.DictReader(io.StringIO(printed))}
    assert len(links) > 1
    phone = browser.new_context(locale="nl-NL", viewport={"width": 360, "height": 740}).new_page()
    for link in sorted(links)[:2]:
        phone.goto(re.sub(r"^https?://[^/]+", demo.address, link))
        expect(phone.get_by_text("Je ziet wat je leidinggevende ziet")).to_be_visible()
        expect(phone.get_by_role("link", name="Organisatie")).to_have_count(0)
    phone.context.close()


@pytest.mark.parametrize("language", ["en-GB", "nl-NL"])
def test_no_page_scrolls_sideways(browser: Browser, demo: Demo, language: str) -> None:
    context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(demo.hr)
    for path in ("/", "/organisation", "/team", "/how-to-read", "/privacy", "/answer"):
        page.goto(demo.address + path)
        expect(page.get_by_role("heading").first).to_be_visible()
        if path in {"/organisation", "/team"}:
            expect(page.get_by_role("figure").first).to_be_visible()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    context.close()


def test_no_page_of_who_runs_peil_scrolls_sideways_on_a_phone(browser: Browser, demo: Demo) -> None:
    """In Dutch, whose words are longer."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(demo.administrator)
    for path in ("set_up", "programme", "messages", "people", "people?view=import"):
        page.goto(f"{demo.address}/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()


def test_a_tab_that_was_left_open_shows_nothing_more_after_signing_out_in_another(
    browser: Browser, demo: Demo
) -> None:
    """A part that refreshes alone asks anew who reads it."""
    context = browser.new_context(locale="en-GB")
    left_open, other = context.new_page(), context.new_page()
    left_open.goto(demo.manager)
    expect(left_open.get_by_role("radio", name="Workload", exact=True)).to_be_visible()
    other.goto(f"{demo.address}/team")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_text("You want to see results")).to_be_visible()
    left_open.get_by_role("radio", name="Workload", exact=True).click()
    expect(left_open.get_by_text("You want to see results")).to_be_visible()
    expect(left_open.get_by_text("How often could you finish your work")).to_have_count(0)
    context.close()
