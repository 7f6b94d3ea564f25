"""The map of 2,500 units in a browser: what is drawn, found, folded and reached by keyboard."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.checks import expect_to_fit, settle, violations
from tests.mail import free_port
from tests.serving import serving

ROOT = Path(__file__).parents[2]
DEPARTMENTS, TEAMS = 50, 49
ALL = 1 + DEPARTMENTS * (1 + TEAMS)
MOST_DRAWN = 150
MAX_RERUN = 40_000

APP = f"""
from uuid import UUID

import streamlit as st

from dashboard.components.unit_map import unit_map
from dashboard.results.unit_map_view import map_rows
from surveys.reading.organisation import Cell, UnitInReport
from tests.unit.charts.reports import EN, SOME_OF_TWELVE, a_column, a_level, a_verdict

ANCHORS = ("mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1")


@st.cache_data
def rows() -> str:
    low = a_verdict("worse", needs_attention=True, question="wl_1")
    plain = {{q: Cell(a_level(3.8), a_verdict(), (3.9, 3.8, 3.8)) for q in ANCHORS}}
    bad = {{**plain, "wl_1": Cell(a_level(1.9), low, (2.9, 2.0, 1.9))}}
    root = UUID(int=1)
    units = [UnitInReport(root, "Example", (), (root,), SOME_OF_TWELVE, plain)]
    for department in range({DEPARTMENTS}):
        above = UUID(int=1000 * (department + 1))
        name = f"Department {{department}}"
        units.append(UnitInReport(above, name, (), (above, root), SOME_OF_TWELVE, plain))
        for team in range({TEAMS}):
            unit = UUID(int=above.int + team + 1)
            cells = bad if team == 7 else plain
            shown = None if team == 3 else SOME_OF_TWELVE
            path = (unit, above, root)
            name = f"Team {{department}}-{{team}} Zoë"
            units.append(UnitInReport(unit, name, (), path, shown, cells if shown else {{}}))
    return map_rows([a_column(q) for q in ANCHORS], units, EN)


chosen = unit_map(rows(), key="unit_map")
st.text("nothing" if chosen is None else f"went to {{UUID(chosen.unit).int}} {{chosen.question}}")
st.button("Again")
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The map on a page of its own, served by Streamlit."""
    folder, port = tmp_path_factory.mktemp("map"), free_port()
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
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("treegrid")).to_be_visible(timeout=90_000)
    settle(page)
    yield page
    context.close()


def rows(page: Page) -> Locator:
    return page.locator("tbody tr[data-place]")


def number_of_rows(page: Page, number: int) -> None:
    """Expect so many rows in all, and few of them drawn."""
    grid = page.get_by_role("treegrid")
    expect(grid).to_have_attribute("aria-rowcount", str(number + 1))
    assert rows(page).count() <= min(number, MOST_DRAWN)


def test_the_first_level_is_open_and_all_2500_open_at_once_with_few_of_them_drawn(
    shown: Page,
) -> None:
    number_of_rows(shown, 1 + DEPARTMENTS)
    department = rows(shown).filter(has_text="Department 3").first
    expect(department).to_have_attribute("aria-expanded", "false")
    expect(department.get_by_title("1 marks inside")).to_have_text("● 1")
    shown.get_by_role("button", name="Open all").click()
    number_of_rows(shown, ALL)
    shown.locator(".box").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(
        shown.get_by_role("link", name=f"Team {DEPARTMENTS - 1}-{TEAMS - 1} Zoë")
    ).to_be_visible()
    assert rows(shown).count() <= MOST_DRAWN
    head, first = shown.locator("thead th").first, shown.locator("tbody th").last
    box = shown.locator(".box").bounding_box()
    at = head.bounding_box(), first.bounding_box()
    assert box
    assert at[0]
    assert at[1]
    assert abs(at[0]["y"] - box["y"]) < 3, "the head stays"
    assert abs(at[1]["x"] - box["x"]) < 3, "the first column stays"
    shown.get_by_role("button", name="Close all").click()
    number_of_rows(shown, 1 + DEPARTMENTS)


def test_a_search_finds_units_with_those_above_them_whatever_their_accents(shown: Page) -> None:
    shown.get_by_role("searchbox").fill("team 31-12 zoe")
    number_of_rows(shown, 3)
    assert rows(shown).locator("th a").all_inner_texts() == [
        "Example",
        "Department 31",
        "Team 31-12 Zoë",
    ]
    expect(shown.get_by_role("status")).to_have_text(f"1 of {ALL} units")
    shown.get_by_role("searchbox").fill("")
    shown.get_by_label("only marked").check()
    number_of_rows(shown, 1 + 2 * DEPARTMENTS)
    expect(shown.get_by_role("status")).to_have_text(f"{DEPARTMENTS} of {ALL} units")


def test_the_keyboard_goes_through_rows_and_cells_folds_and_opens_a_unit(shown: Page) -> None:
    keys = shown.keyboard
    shown.get_by_role("link", name="Example").focus()
    keys.press("ArrowDown")
    focused = shown.locator("[data-stop]:focus")
    expect(focused).to_have_text("Department 0")
    assert shown.locator("[data-stop][tabindex='0']").count() == 1, "one stop for Tab"
    keys.press("ArrowRight")
    number_of_rows(shown, 1 + DEPARTMENTS + TEAMS)
    for key in ("ArrowDown", "PageDown", "PageUp", "ArrowDown"):
        keys.press(key)
    keys.press("Control+End")
    expect(shown.locator("tr:has([data-stop]:focus)")).to_contain_text(
        f"Department {DEPARTMENTS - 1}"
    )
    keys.press("Control+Home")
    keys.press("ArrowDown")
    for _ in range(8):
        keys.press("ArrowDown")
    expect(focused).to_have_text("Team 0-7 Zoë")
    keys.press("ArrowLeft")
    expect(focused).to_have_text("Department 0")
    keys.press("ArrowLeft")
    number_of_rows(shown, 1 + DEPARTMENTS)
    keys.press("ArrowRight")
    for _ in range(8):
        keys.press("ArrowDown")
    for _ in range(4):
        keys.press("ArrowRight")
    expect(shown.get_by_role("tooltip")).to_contain_text("Team 0-7 Zoë · Manageable workload 1.9")
    expect(shown.get_by_role("tooltip")).to_contain_text("5 to 9 answers")
    keys.press("Enter")
    expect(shown.get_by_text("went to 1008 wl_1")).to_be_visible()


def test_a_click_goes_to_a_unit_or_an_indicator_and_what_was_open_stays_open(shown: Page) -> None:
    shown.locator("tr", has_text="Department 0").first.locator(".fold").click()
    team = rows(shown).filter(has_text="Team 0-7 Zoë")
    cell = team.get_by_role("gridcell").nth(3).get_by_role("link")
    # A table that still scrolls takes what it says of a cell away.
    cell.scroll_into_view_if_needed()
    shown.evaluate("() => new Promise(go => requestAnimationFrame(() => setTimeout(go, 300)))")
    cell.hover()
    expect(shown.get_by_role("tooltip")).to_contain_text("Probably heavier since February")
    assert re.search(r"/team\?unit=0{29}3f0&indicator=wl_1$", str(cell.get_attribute("href")))
    cell.click()
    expect(shown.get_by_text("went to 1008 wl_1")).to_be_visible()
    number_of_rows(shown, 1 + DEPARTMENTS + TEAMS)
    team.get_by_role("link", name="Team 0-7 Zoë").click()
    expect(shown.get_by_text("went to 1008 None")).to_be_visible()
    hidden = rows(shown).filter(has_text="Team 0-3 Zoë")
    expect(hidden).to_contain_text("not shown to protect anonymity; counts in Department 0")


def test_a_rerun_sends_the_map_no_second_time(shown: Page) -> None:
    received: list[int] = []
    counting = shown.context.new_cdp_session(shown)
    counting.send("Network.enable")
    counting.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    shown.get_by_role("button", name="Again").click()
    settle(shown)
    shown.wait_for_timeout(500)
    assert received
    assert sum(received) <= MAX_RERUN


def test_it_fits_a_phone_and_keeps_the_rules_of_accessibility(shown: Page) -> None:
    assert violations(shown) == {}
    expect_to_fit(shown, 360)
    assert violations(shown) == {}


COVERED = """
() => [...document.querySelectorAll("*")].filter((one) => one.shadowRoot)
  .flatMap((one) => [...one.shadowRoot.querySelectorAll("td .cell")])
  .filter((cell) => cell.scrollWidth > cell.clientWidth)
  .map((cell) => cell.textContent)
"""
"""The cells of the map whose number, line and signs run into the next cell."""


def test_a_device_that_is_turned_has_columns_as_wide_as_those_of_the_new_width(
    shown: Page,
) -> None:
    expect_to_fit(shown, 360)
    expect_to_fit(shown, 768)
    expect(shown.locator("td .cell").first).to_be_visible()
    assert shown.evaluate(COVERED) == []
