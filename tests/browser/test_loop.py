"""From a count to a talk, an agreement, the next questions, the look back and its outcome."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.clock import today
from tests.browser.checks import settle
from tests.browser.conftest import Demo, serve_copy
from tests.browser.test_journeys import run_peil

AGREED, BROUGHT = "No calls before ten", "Mornings are quiet again"
SAID, DID = "Mornings are full of calls.", "We keep them free from now on."
HELPFUL = "What others try, if you run out of ideas"


@pytest.fixture
def own_demo(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """An example of its own, because a wave of it is counted and another one opened."""
    with serve_copy(example, tmp_path_factory) as running:
        yield running


def test_what_a_team_agrees_on_is_read_before_the_next_questions_and_looked_back_at(
    page: Page, own_demo: Demo
) -> None:
    demo = own_demo
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("link", name="Prepare the talk").click()
    expect(page.get_by_role("heading", name="What we want to try")).to_be_visible()
    expect(page.get_by_text(HELPFUL)).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Show it to the team").click()
    expect(page.get_by_text(re.compile(r"^1 / \d+$"))).to_be_visible()
    settle(page)
    page.get_by_role("button", name=re.compile("^Agree")).click()
    page.get_by_role("textbox", name="From now on we").fill(AGREED)
    page.get_by_role("button", name="Save it, and close the talk").click()
    expect(page.get_by_text("You talked about these results on")).to_be_visible()
    expect(page.get_by_text("Someone to talk to")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="You said, we did").click()
    page.get_by_role("textbox", name="You said").fill(SAID)
    page.get_by_role("textbox", name="We did").fill(DID)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(DID)).to_be_visible()

    run_peil(demo, "close-wave", "--early")
    printed = run_peil(demo, "open-wave", "--closes", (today() + timedelta(days=7)).isoformat())
    for row in csv.DictReader(io.StringIO(printed)):
        page.goto(re.sub(r"^https?://[^/]+", demo.address, row["link"]))
        expect(page.get_by_text("You said, we did")).to_be_visible()
        if "Planning" in page.locator("main").inner_text():
            break
    expect(page.get_by_text(AGREED)).to_be_visible()

    page.goto(f"{demo.address}/team")
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("button", name="Show it to the team").click()
    expect(page.get_by_text(re.compile(r"^1 / \d+$"))).to_be_visible()
    expect(page.get_by_text(DID)).to_be_visible()
    settle(page)
    page.keyboard.press("PageDown")
    expect(page.get_by_text(AGREED, exact=True)).to_be_visible()
    page.get_by_role("radio", name="Keep it").click()
    brought = page.get_by_role("textbox", name="What did it bring?")
    brought.fill(BROUGHT)
    brought.press("Enter")
    settle(page)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("radio", name="What we agreed").click()
    expect(page.get_by_text(BROUGHT)).to_be_visible()

    page.context.clear_cookies()
    page.goto(demo.hr)
    page.get_by_text("All units: talks and agreements").click()
    expect(page.get_by_text(AGREED).first).to_be_visible()
