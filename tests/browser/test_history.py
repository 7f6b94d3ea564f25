"""The address is the truth: Back, Forward, reload and a shared address show what was seen."""

import random
import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.checks import open_person_menu, settle
from tests.browser.conftest import Demo
from tests.thinned import short_form

MENU = ".rc-overflow-item:not([aria-hidden=true]) [data-testid=stTopNavLink]"
SHOWN = """
() => {
  const main = document.querySelector("[data-testid=stMain]")
  const all = (selector, read) => [...main.querySelectorAll(selector)].map(read)
  return [location.pathname, document.title, ...all("h1, h2, h3", one => one.innerText),
    ...all("[role=combobox]", one => one.value),
    ...all("[role=radio][aria-checked=true]", one => one.innerText)]
}
"""
"""What somebody sees of a page: headings, and what is chosen."""

View = tuple[str, list[str]]


def look(page: Page) -> View:
    """Return what a page shows once it stays the same: what a press sets off begins later."""
    same, last = 0, ("", [""])
    while same < 2:
        page.wait_for_timeout(250)
        settle(page)
        view = page.url, page.evaluate(SHOWN)
        same = same + 1 if view == last else 0
        last = view
    return last


def choose_in_box(page: Page, box: str, chance: random.Random) -> None:
    """Choose one of the first options of a box; a run of the script may close it once."""
    for _ in range(3):
        page.get_by_role("combobox", name=box, exact=True).click()
        options = page.get_by_role("option")
        try:
            options.first.wait_for(timeout=5_000)
            options.nth(chance.randrange(min(5, options.count()))).click(timeout=5_000)
        except PlaywrightTimeoutError:
            page.keyboard.press("Escape")
            settle(page)
        else:
            return
    pytest.fail(f"{box} cannot be opened")


def go_somewhere(page: Page, chance: random.Random) -> None:
    """Take a random step: another page, unit, view, indicator, wave or kind."""
    groups, boxes = page.locator("[data-testid=stMain] [role=radiogroup]"), ("Unit", "Wave")
    ways: list[str] = [*["page", "group", "group"][: 1 + 2 * bool(groups.count())]]
    ways += [b for b in boxes if page.get_by_role("combobox", name=b, exact=True).count()]
    way = chance.choice(ways)
    if way == "page":
        links = page.locator(MENU)
        links.nth(chance.randrange(links.count())).click()
    elif way == "group":
        options = groups.nth(chance.randrange(groups.count())).get_by_role("radio")
        options.nth(chance.randrange(options.count())).click()
    else:
        choose_in_box(page, way, chance)


@short_form("seed", range(3), [0])
def test_back_and_forward_return_every_view_of_a_random_walk(
    page: Page, demo: Demo, seed: int, in_full: bool
) -> None:
    chance = random.Random(seed)  # noqa: S311
    page.goto(demo.hr)
    page.goto(f"{demo.address}/team")
    seen, entries = [look(page)], page.evaluate("history.length")
    for _ in range(20 if in_full else 12):
        go_somewhere(page, chance)
        view, now = look(page), page.evaluate("history.length")
        if now == entries:
            assert view == seen[-1], "another view has another entry in the history"
        else:
            assert now == entries + 1, "one step is one entry"
            seen.append(view)
            entries = now
    assert len(seen) > 5
    for view in reversed(seen[:-1]):
        page.go_back()
        assert look(page) == view
    for view in seen[1:]:
        page.go_forward()
        assert look(page) == view
    page.reload()
    assert look(page) == seen[-1]


def test_the_last_unit_is_shown_again_and_stands_in_the_address(page: Page, demo: Demo) -> None:
    page.goto(demo.hr)
    page.goto(f"{demo.address}/team")
    expect(page).to_have_url(re.compile(r"/team\?unit=\w{32}$"))
    first = look(page)
    choose_in_box(page, "Unit", random.Random(5))  # noqa: S311
    expect(page).not_to_have_url(first[0])
    chosen = look(page)
    page.locator(MENU).filter(has_text="How to read this").click()
    page.locator(MENU).filter(has_text="Team").click()
    expect(page).to_have_url(chosen[0])
    page.goto(f"{demo.address}/team")
    expect(page).to_have_url(chosen[0])
    assert look(page) == chosen
    choose_in_box(page, "Unit", random.Random(0))  # noqa: S311
    page.go_back()
    assert look(page) == chosen


def test_language_and_colours_outlast_the_visit_on_every_page_but_the_answer_page(
    page: Page, demo: Demo
) -> None:
    page.goto(demo.hr)
    open_person_menu(page)
    page.get_by_role("radio", name="Dark").click()
    ground = "getComputedStyle(document.querySelector('.stApp') ?? document.body).backgroundColor"
    dark = "rgb(18, 24, 31)"
    page.wait_for_function(f"{ground} === '{dark}'")
    open_person_menu(page)
    page.get_by_role("radio", name="Nederlands").click()
    expect(page.get_by_role("link", name="Organisatie", exact=True)).to_be_visible()
    page.wait_for_function("document.cookie.includes('peil_language=nl')")
    page.goto(f"{demo.address}/how-to-read")
    expect(page.get_by_role("link", name="Organisatie", exact=True)).to_be_visible()
    page.wait_for_function(f"{ground} === '{dark}'")
    sign_out_in_dutch(page)
    page.goto(demo.address)
    expect(page.get_by_text("Je wilt antwoorden")).to_be_visible()
    before = cookies_of_ours(page)
    page.goto(demo.answer)
    expect(page.get_by_role("radiogroup").first).to_be_visible()
    assert page.evaluate(ground) != dark
    assert cookies_of_ours(page) == before, "the answer page neither sets nor removes any"


def cookies_of_ours(page: Page) -> dict[str, str]:
    """Return them by name; Streamlit masks its own anew for every page."""
    cookies = page.context.cookies()
    return {c["name"]: c["value"] for c in cookies if c["name"].startswith("peil")}


def sign_out_in_dutch(page: Page) -> None:
    open_person_menu(page)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Team")).to_have_count(0)


def test_nothing_of_streamlit_offers_to_record_the_screen_or_tells_who_made_it(
    page: Page, demo: Demo
) -> None:
    for address in (demo.hr, f"{demo.address}/how-to-read", demo.answer):
        page.goto(address)
        settle(page)
        expect(page.get_by_test_id("stMainMenu")).to_have_count(0)
        expect(page.get_by_text("Made with Streamlit")).to_have_count(0)


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen_and_stays_closed(
    phone: Page, demo: Demo
) -> None:
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(demo.manager)
    look(phone)
    menu = phone.get_by_test_id("stSidebar")

    phone.get_by_test_id("stExpandSidebarButton").click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    menu.get_by_role("link", name="Wat kan helpen").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wat kan helpen")
    expect(menu).to_have_attribute("data-collapsed", "true")
    # Turned on its side, it is drawn anew.
    phone.set_viewport_size({"width": 700, "height": 390})
    settle(phone)
    expect(menu).to_have_attribute("data-collapsed", "true")
    phone.reload()
    settle(phone)
    expect(menu).to_have_attribute("data-collapsed", "true")
    # Opened, and loaded again as it is.
    phone.get_by_test_id("stExpandSidebarButton").click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    phone.reload()
    settle(phone)
    expect(menu).to_have_attribute("data-collapsed", "true")


def test_on_a_phone_the_menu_is_closed_at_a_full_load_and_the_first_chart_is_high_on_a_desk(
    phone: Page, demo: Demo
) -> None:
    phone.goto(demo.manager)
    look(phone)
    expect(phone.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    phone.set_viewport_size({"width": 1440, "height": 900})
    figure = phone.locator(".stPlotlyChart").first
    expect(figure).to_be_visible()
    box = figure.bounding_box()
    assert box is not None
    assert box["y"] < 400
