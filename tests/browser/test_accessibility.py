"""Every page for who does not see well, does not use a mouse, or listens to it."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.wcag import WCAG, violations

PAGES = {
    "welcome": ("", "/"),
    "answer": ("", "answer"),
    "privacy": ("", "/privacy"),
    "how to read": ("", "/how-to-read"),
    "organisation": ("hr", "/organisation"),
    "team": ("manager", "/team"),
    "one wave": ("manager", "/team?view=wave"),
    "agreements": ("manager", "/team?view=agreed"),
    "meeting": ("manager", "/present?slide=2&unit={unit}"),
}


def background(page: Page) -> str:
    """Return the colour behind everything."""
    found: str = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    return found


@pytest.fixture(scope="module")
def pages(browser: Browser, demo: Demo) -> Iterator[dict[str, Page]]:
    """A page of nobody, and those on which a manager and HR have signed in."""
    opened: dict[str, Page] = {}
    for who, link in (("", demo.address), ("manager", demo.manager), ("hr", demo.hr)):
        opened[who] = browser.new_context(locale="en-GB").new_page()
        opened[who].goto(link)
        if who:
            expect(opened[who].get_by_role("figure").first).to_be_visible()
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_violates_wcag_2_2_aa(pages: dict[str, Page], demo: Demo, name: str) -> None:
    who, path = PAGES[name]
    page = pages[who]
    page.emulate_media(color_scheme="light")
    # Whatever a manager has open is about the own unit, and says so in its address.
    unit = page.url.partition("unit=")[2].partition("&")[0]
    page.goto(demo.answer if path == "answer" else demo.address + path.format(unit=unit))
    expect(page.get_by_role("heading").first).to_be_visible()
    if who:
        expect(page.get_by_role("figure").first).to_be_visible()
    assert violations(page) == {}
    light = background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "light => getComputedStyle(document.querySelector('[data-testid=stApp]'))"
        ".backgroundColor !== light",
        arg=light,
    )
    assert violations(page) == {}


def test_the_check_finds_a_fault_that_is_there(page: Page, demo: Demo) -> None:
    """Else the test before would prove nothing."""
    page.goto(demo.address)
    expect(page.get_by_role("heading").first).to_be_visible()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert "image-alt" in {fault["id"] for fault in found["violations"]}


def test_a_pulse_is_answered_with_the_keyboard_alone(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(demo.unused)
    # The script of the choices arrives apart from the page: until then nothing holds the focus.
    expect(page.get_by_role("heading", name="Someone to talk to")).to_be_visible()
    expect(page.get_by_role("radio", checked=False).nth(20)).to_be_visible()
    page.wait_for_timeout(500)
    answered = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        role, text, tag = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.getAttribute('role'), e.innerText, e.tagName] }"
        )
        if role == "radio" and text not in {"English", "Nederlands"}:
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Space")
            answered += 1
        elif tag == "BUTTON" and text == "Send my answers":
            break
    expect(page.get_by_role("radio", checked=True)).to_have_count(answered + 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert answered >= 6
    page.context.close()


def test_a_screen_reader_hears_what_a_chart_shows_and_in_which_language(
    browser: Browser, demo: Demo
) -> None:
    page = browser.new_context(locale="nl-NL").new_page()
    page.goto(demo.manager)
    chart = page.get_by_role("figure", name="Werkdruk, van 1 (te zwaar) tot 5 (goed te doen)")
    expect(chart.first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "nl"
    page.context.close()
