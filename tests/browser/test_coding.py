"""Comments are read by theme with the keyboard alone, and what is chosen arrives."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.checks import expect_to_fit, settle, violations
from tests.mail import free_port
from tests.serving import serving
from tests.thinned import each_value_once

ROOT = Path(__file__).parents[2]
COMMENTS, ON_A_PAGE = 2_000, 25

APP = f"""
import json

import streamlit as st

from dashboard.components.coding import CommentRow, coding_list

SAVED = st.session_state.setdefault("saved", {{}})
part = st.session_state.setdefault("part", 0)
key = f"coding_{{part}}"


def save() -> None:
    SAVED.update(st.session_state[key].get("codes") or {{}})


rows = [
    CommentRow(
        f"{{number:032x}}",
        f"<b>Comment {{number}}</b> about coffee with colleagues " + "and more " * (number % 40),
        SAVED.get(f"{{number:032x}}"),
        {{"social": ("coffee", "colleagues")}} if number % 2 == 0 else {{}},
    )
    for number in range({COMMENTS})
]
themes = [("process", "Process", "Work"), ("social", "Together", "Company"), ("place", "Place", "")]
words = {{
    "keys": "Keys", "comment": "Comment {{n}}", "suggested": "because of", "none": "No theme",
    "read": "{{read}} of {{all}} read",
}}
shown = rows[part * {ON_A_PAGE} : (part + 1) * {ON_A_PAGE}]
if coding_list(shown, themes, words, key, save):
    st.session_state["part"] += 1
    st.rerun()
st.text(f"part {{part}}")
st.code(json.dumps({{int(name, 16): given for name, given in SAVED.items()}}), language=None)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The comments on a page of their own, served by Streamlit."""
    folder, port = tmp_path_factory.mktemp("coding"), free_port()
    (folder / "app.py").write_text(APP)
    options = {"server.headless": True, "server.port": port, "browser.gatherUsageStats": False}
    command = [sys.executable, "-m", "streamlit", "run", folder / "app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    url = f"http://localhost:{port}"
    with serving(command, url, folder / "app.log", env=environment, cwd=folder):
        yield url


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    expect(row(page, 1)).to_be_visible(timeout=90_000)
    settle(page)
    yield page
    context.close()


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Comment {number}", exact=True)


def expect_saved(page: Page, saved: dict[int, list[str]]) -> None:
    """Expect the server to have these themes, by number of the comment."""
    text = json.dumps({str(number): themes for number, themes in saved.items()})
    expect(page.get_by_test_id("stCode")).to_have_text(text, timeout=15_000)


def test_digits_zero_and_enter_code_comment_after_comment(shown: Page) -> None:
    row(shown, 1).focus()
    shown.keyboard.press("1")
    shown.keyboard.press("3")
    shown.keyboard.press("1")
    shown.keyboard.press("ArrowDown")
    expect(row(shown, 2)).to_be_focused()
    shown.keyboard.press("0")
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Enter")
    expect(row(shown, 4)).to_be_focused()
    shown.keyboard.press("Enter")
    expect_saved(shown, {0: ["place"], 1: [], 2: ["social"], 3: []})
    expect(row(shown, 1).get_by_role("button", name="Place")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(row(shown, 5)).to_be_focused()
    expect(shown.get_by_text(f"4 of {ON_A_PAGE} read")).to_be_visible()


def test_holding_enter_reads_page_after_page_and_loses_nothing(shown: Page) -> None:
    for part in range(3):
        expect(shown.get_by_text(f"part {part}", exact=True)).to_be_visible(timeout=15_000)
        expect(row(shown, ON_A_PAGE)).to_have_count(1)
        if part == 0:
            row(shown, 1).focus()
        expect(row(shown, 1)).to_be_focused()
        for _ in range(ON_A_PAGE):
            shown.keyboard.press("Enter")
    expect(shown.get_by_text("part 3", exact=True)).to_be_visible(timeout=15_000)
    read = range(3 * ON_A_PAGE)
    expect_saved(shown, {n: [] if n % 2 else ["social"] for n in read})


def test_the_mouse_does_the_same_and_text_stays_text(shown: Page) -> None:
    row(shown, 2).get_by_role("button", name="Process").click()
    expect_saved(shown, {1: ["process"]})
    expect(row(shown, 1)).to_contain_text("<b>Comment 0</b>")
    assert row(shown, 1).locator("mark").all_inner_texts()[:2] == ["coffee", "colleagues"]


@each_value_once(("scheme", "width"), ["light", "dark"], [1280, 390])
def test_it_fits_and_can_be_read_by_everybody(shown: Page, width: int, scheme: str) -> None:
    shown.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shown.set_viewport_size({"width": width, "height": 800})
    settle(shown)
    expect_to_fit(shown, width)
    assert not violations(shown)
