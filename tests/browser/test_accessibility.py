"""Every page for people who see poorly, use no mouse, or listen to it; and on every screen.

The pages, and who may open them, are those of the registry, so that no page is forgotten.
"""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from dashboard import page_definition
from dashboard.clock import today
from dashboard.page_definition import everybody
from dashboard.page_registry import served
from dashboard.session import Run
from surveys.access.access import Reader, reader
from surveys.access.result_links import result_link
from surveys.example.workplace import example_people
from surveys.installation.installation import Installation
from surveys.texts import Texts
from tests.browser.checks import expect_to_fit, settle, violations
from tests.browser.conftest import Demo

WIDTHS = (1440, 768, 360)
VIEWS = {
    "team": ("", "view=wave", "view=agreed"),
    "present": ("unit={unit}&slide=2",),
    "talk": ("unit={unit}",),
    "results": ("u={link}",),
    "people": ("", "view=import", "view=roles", "person=new"),
}
"""The queries of pages that have several views, or that need one."""

CASES = [(page, query) for page in served(None) for query in VIEWS.get(page.name, ("",))]
THEMES = ("light", "dark")

Readers = dict[str, Reader]


@pytest.fixture(scope="module")
def readers(demo: Demo, demo_installation: Installation) -> Readers:
    """Manager, HR, works council and administrator of the example, by the link that signs in."""
    guides = example_people(demo_installation)
    known = [reader(demo_installation, guide.person) for guide in guides]
    links = (demo.manager, demo.hr, demo.council, demo.administrator)
    return {link: who for link, who in zip(links, known, strict=True) if who is not None}


def sign_in(page: Page, link: str) -> None:
    """Sign in by a link of the example without waiting for the page that it leads to."""
    page.context.clear_cookies()
    assert page.request.get(link).ok


def turn_dark(page: Page) -> None:
    """Choose the dark colour scheme, and wait until the page has taken it."""
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {background} !== light", arg=light)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("entry", "query", "theme"),
    [
        pytest.param(page, query, THEMES[n % 2], id=f"{page.name}-{query}" if query else page.name)
        for n, (page, query) in enumerate(CASES)
    ],
)
def test_every_page_meets_wcag_2_2_aa_in_both_themes_and_scrolls_sideways_on_no_screen(
    phone: Page,
    demo: Demo,
    demo_installation: Installation,
    readers: Readers,
    entry: page_definition.Page,
    query: str,
    theme: str,
    in_full: bool,
) -> None:
    """In Dutch, whose words are longer; one theme of each page in the short form."""
    phone.set_viewport_size({"width": WIDTHS[0], "height": 900})
    unit = next(iter(readers[demo.manager].managed_units))
    if entry.may_open is not everybody:
        runs = {
            link: Run(demo_installation, who, Texts("en"), today()) for link, who in readers.items()
        }
        sign_in(phone, next(link for link, run in runs.items() if entry.may_open(run)))
    filled = query.format(unit=unit.hex, link=result_link(demo_installation, unit))
    address = f"{demo.address}/{'' if entry.is_first else entry.address}?{filled}"
    phone.goto(demo.answer if entry.name == "answer" else address)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    if entry.name == "answer":
        expect(phone.get_by_role("radiogroup").nth(5)).to_be_visible()
    # The example has no experiment, so there is no chart of one.
    if entry.charts and entry.name != "experiments":
        expect(phone.get_by_role("figure").first).to_be_visible()
    if in_full or theme == "light":
        assert violations(phone) == {}
    if in_full or theme == "dark":
        turn_dark(phone)
        assert violations(phone) == {}
    for width in WIDTHS:
        expect_to_fit(phone, width)


def test_the_checks_find_a_fault(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/privacy")
    expect(page.get_by_role("heading").first).to_be_visible()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src="data:,"><div style="position: absolute; width: 500px; height: 9px">\')'
    )
    assert "image-alt" in violations(page)
    with pytest.raises(TimeoutError, match="exceeded"):
        expect_to_fit(page, 360, seconds=1)


def test_a_pulse_is_answered_with_the_keyboard_alone(page: Page, demo: Demo) -> None:
    page.goto(demo.next_answer())
    expect(page.get_by_role("heading", name="Someone to talk to")).to_be_visible()
    # The script of the choices arrives apart from the page: until then nothing holds the focus.
    expect(page.get_by_role("radio", checked=False).nth(20)).to_be_visible()
    settle(page)
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
    assert violations(page) == {}
    for width in WIDTHS:
        expect_to_fit(page, width)


def test_a_chart_takes_the_colours_of_the_theme_and_tells_a_screen_reader_what_it_shows(
    phone: Page, demo: Demo
) -> None:
    sign_in(phone, demo.manager)
    colours: dict[Literal["light", "dark"], str] = {
        "light": "rgb(15, 110, 120)",
        "dark": "rgb(92, 184, 194)",
    }
    for scheme, teal in colours.items():
        phone.emulate_media(color_scheme=scheme)
        phone.goto(f"{demo.address}/team")
        line = phone.locator(".js-line").nth(1)
        expect(line).to_have_attribute("style", re.compile(re.escape(teal)))
    chart = phone.get_by_role("figure", name="Werk behapbaar, van 1 (te zwaar) tot 5 (behapbaar)")
    expect(chart.first).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "nl")
