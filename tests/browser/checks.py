"""What has to hold for any page: the rules of WCAG 2.2 AA, and nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
"""What axe looks at and tells; describing every element of rules that hold takes the most time."""
BY_STREAMLIT = {
    # https://github.com/streamlit/streamlit/pull/16460 and 15647: parts of a date and of a time.
    "target-size": 'role="spinbutton"',
}
"""What Streamlit's own markup breaks: a rule, and what the elements have that break it."""

IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

SIGNED_IN = ".st-key-person_menu button"
"""The selector of what a page has at the top right for somebody who is signed in."""

FADED = """
async () => {
  const moving = document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)
  // What fades while its element is taken away never finishes.
  const late = new Promise(done => setTimeout(done, 3000))
  await Promise.race([late, Promise.allSettled(moving.map(a => a.finished))])
}
"""

FITS = """
width => innerWidth === width && document.documentElement.scrollWidth <= width
  // The app scrolls within this.
  && [...document.querySelectorAll('[data-testid="stMain"]')].every(m => m.scrollWidth <= width)
"""


def settle(page: Page) -> None:
    """Wait until the script has run and nothing moves or fades any more."""
    page.wait_for_selector(IDLE, state="attached")
    page.evaluate(FADED)


def open_person_menu(page: Page) -> None:
    """Open the menu at the top right: who is signed in, language, colours, the way out."""
    settle(page)
    page.locator(f"{SIGNED_IN}, .st-key-visitor_menu button").first.click()


def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    open_person_menu(page)
    page.get_by_role("button", name="Sign out").click()


def pick(page: Page, box: str, option: str) -> None:
    """Choose an option of a box; open it again if a run of the script has closed it meanwhile."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for patience in (5_000, 10_000, 30_000):
        settle(page)
        page.get_by_role("combobox", name=box).click()
        try:
            wanted.click(timeout=patience)
        except PlaywrightTimeoutError:
            page.keyboard.press("Escape")
        else:
            return
    pytest.fail(f"{box} does not offer {option}")


def violations(page: Page) -> dict[str, list[object]]:
    """Return the targets of each rule of WCAG that a page breaks, in the light or dark theme."""
    # Axe looks at a page as it is: whatever still fades in has too little contrast.
    settle(page)
    result = Axe().run(page, options=RULES).response
    assert result["passes"]
    broken: dict[str, list[object]] = {}
    for fault in result["violations"]:
        known = BY_STREAMLIT.get(fault["id"])
        for node in fault["nodes"]:
            if known is None or known not in node["html"]:
                broken.setdefault(fault["id"], []).append(node["target"])
    return broken


def expect_to_fit(page: Page, width: int, seconds: float = 10) -> None:
    """Wait until a page fits a width, as its charts take a moment to.

    Raises TimeoutError of Playwright if it does not fit in some seconds.
    """
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(FITS, arg=width, timeout=seconds * 1000)
    # What follows the change of width comes with the frames after it.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate(FITS, width)
