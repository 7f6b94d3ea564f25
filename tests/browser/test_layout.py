"""Nothing moves under the finger of somebody who is about to press: a form appears once drawn."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.http.drawn_forms import LONGEST
from dashboard.streamlit_internals.browser import FORM, OPTIONS, SKELETONS
from tests.browser.conftest import Demo

LATE = {"ButtonGroup": "choices", "BidiComponent": "language and styles", "TextArea": "comment"}
"""Scripts of Streamlit that a page asks for when an element first needs one."""

GAP = 40
"""Milliseconds between two messages to the browser: a busy machine takes as long for each."""

_SLOW_MESSAGES = f"""
const add = WebSocket.prototype.addEventListener
WebSocket.prototype.addEventListener = function (name, listener, ...rest) {{
  if (name !== "message") return add.call(this, name, listener, ...rest)
  let next = 0
  add.call(this, name, event => {{
    next = Math.max(next + {GAP}, performance.now())
    setTimeout(() => listener.call(this, event), next - performance.now())
  }}, ...rest)
}}"""

_WATCH = f"""
window.seen = new Map(), window.moved = [], window.shifted = []
let first = Infinity
const look = () => {{
  for (const option of document.querySelectorAll({json.dumps(OPTIONS)})) {{
    const {{ top, height }} = option.getBoundingClientRect()
    if (!height || getComputedStyle(option).visibility !== "visible") continue
    const words = option.closest(".stElementContainer").textContent
    first = Math.min(first, performance.now())
    const before = seen.get(option) ?? top
    if (Math.abs(before - top) > 1) moved.push([words.slice(0, 40), before, top])
    seen.set(option, top)
  }}
  requestAnimationFrame(look)
}}
look()
new PerformanceObserver(list => list.getEntries().forEach(({{ value, startTime, sources }}) => {{
  const words = sources.map(({{ node }}) => (node?.textContent ?? "").slice(0, 40))
  if (startTime > first) shifted.push([value, ...words])
}})).observe({{ type: "layout-shift", buffered: true }})"""


@pytest.fixture(scope="module")
def address(demo: Demo) -> str:
    """A link to answer in the app, which nobody uses up here."""
    return demo.next_answer()


@contextmanager
def watched(browser: Browser, width: int) -> Iterator[Page]:
    """Open a page that notes which options move once they can be pressed."""
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(_SLOW_MESSAGES)
    page.add_init_script(_WATCH)
    yield page
    context.close()


def hold(page: Page, script: str) -> Callable[[], None]:
    """Let a script of Streamlit wait; return what lets it go."""
    held: list[Route] = []
    waits = [True]

    def handle(route: Route) -> None:
        if waits:
            held.append(route)
        else:
            route.continue_()

    page.route(f"**/static/js/{script}.*.js", handle)

    def let_go() -> None:
        waits.clear()
        for route in held:
            route.continue_()

    return let_go


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("script", LATE, ids=LATE.values())
def test_no_question_moves_once_it_can_be_pressed(
    browser: Browser, address: str, script: str, width: int
) -> None:
    with watched(browser, width) as page:
        let_go = hold(page, script)
        page.goto(address)
        # Questions that arrive from now on are drawn sooner than those that have waited.
        expect(page.locator(f"{FORM} {SKELETONS}, {OPTIONS}").nth(3)).to_be_attached()
        let_go()
        expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
        page.wait_for_timeout(1_000)
        assert page.evaluate("seen.size") > 30
        assert page.evaluate("moved") == []
        assert page.evaluate("shifted") == []
        good = page.get_by_role("radio", name="Good", exact=True).first
        good.click()
        expect(good).to_be_checked()


def test_a_form_is_shown_in_the_end_though_a_part_of_its_page_never_comes(
    browser: Browser, address: str
) -> None:
    with watched(browser, 390) as page:
        page.clock.install()
        hold(page, "TextArea")
        page.goto(address)
        expect(page.locator(OPTIONS).nth(3)).to_be_attached()
        expect(page.locator(FORM)).to_be_hidden()
        page.clock.fast_forward(LONGEST)
        expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
