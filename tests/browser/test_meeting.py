"""The team meeting on a beamer, by keyboard and clicker, and its notes on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from dashboard.clock import today
from surveys.access.access import Reader, reader
from surveys.example.example import example_people
from surveys.follow_up import (
    end_agreement,
    note_agreement,
    read_follow_up,
    review_agreement,
    withdraw_talk,
)
from surveys.installation.installation import Installation
from tests.browser.checks import expect_to_fit, settle, violations
from tests.browser.conftest import Demo
from tests.reading import HR, read

BEAMERS = ((1280, 720), (1920, 1080), (1024, 768))

LOWEST = """
() => {
  const shown = document.querySelectorAll(
    ".st-key-slide :is(.stMarkdown, .js-plotly-plot, button, input)")
  return Math.max(...[...shown].map((one) => one.getBoundingClientRect().bottom))
}
"""
"""The lower edge of what stands on a slide; the bar of the stage must begin below it."""

SCROLLS = """
() => [...document.querySelectorAll("html, .stApp, .stMain")]
  .some((one) => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
"""

LONG = ("Wij lezen na zes uur geen berichten meer en verwachten dat van niemand, " * 3)[:200]


@pytest.fixture
def leader(demo: Demo, demo_installation: Installation) -> Iterator[Reader]:
    """The manager of Planning; what a test notes is taken back."""
    manager, *_ = example_people(demo_installation)
    who = reader(demo_installation, manager.person)
    assert who is not None
    yield who
    (unit,) = who.managed_units
    for talk in read(read_follow_up, demo_installation, HR, unit).talks:
        if talk.held_on == today():
            withdraw_talk(demo_installation, HR, unit, talk.wave)
    for agreement in read(read_follow_up, demo_installation, HR, unit).agreements:
        review_agreement(demo_installation, HR, agreement.id, None, today())
        if agreement.text == LONG:
            end_agreement(demo_installation, HR, agreement.id, today())


@pytest.fixture
def planning(leader: Reader) -> UUID:
    (unit,) = leader.managed_units
    return unit


def open_slide(page: Page, demo: Demo, unit: UUID, slide: int = 1, more: str = "") -> None:
    page.context.clear_cookies()
    assert page.request.get(demo.manager).ok
    page.goto(f"{demo.address}/present?unit={unit.hex}&slide={slide}{more}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Next|Verder"))).to_be_visible()
    settle(page)


def position(page: Page) -> str:
    return page.get_by_role("status").last.inner_text()


@pytest.mark.slow
def test_no_slide_scrolls_on_a_beamer_and_letters_are_read_from_the_back(
    page: Page, demo: Demo, demo_installation: Installation, planning: UUID, in_full: bool
) -> None:
    """Also with an agreement as long as one may be."""
    starts_on = today() - timedelta(weeks=8)
    note_agreement(
        demo_installation,
        HR,
        planning,
        LONG,
        indicator="workload",
        starts_on=starts_on,
        review_on=today(),
    )
    for width, height in BEAMERS if in_full else BEAMERS[:1]:
        page.set_viewport_size({"width": width, "height": height})
        open_slide(page, demo, planning)
        last = int(page.get_by_text(re.compile(r"^1 / \d+$")).inner_text().split("/")[1])
        for slide in range(1, last + 1):
            expect(page.get_by_text(f"{slide} / {last}", exact=True)).to_be_visible()
            expect(page).to_have_url(re.compile(rf"slide={slide}\b"))
            settle(page)
            if page.get_by_role("figure").count():
                expect(page.locator(".st-key-slide .main-svg").first).to_be_visible()
            assert not page.evaluate(SCROLLS), (width, slide)
            bar = page.get_by_role("button", name="Next").bounding_box()
            assert bar is not None
            assert page.evaluate(LOWEST) <= bar["y"], (width, slide)
            page.keyboard.press("PageDown")
        size = "parseFloat(getComputedStyle(document.querySelector('.st-key-slide p')).fontSize)"
        words = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
        assert page.evaluate(words) >= min(24, width / 52)
        assert page.evaluate(size) >= 0.85 * page.evaluate(words)


def test_keys_turn_slides_leave_and_every_slide_is_a_step_back(
    page: Page, demo: Demo, planning: UUID
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_slide(page, demo, planning)
    for key, slide in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("PageUp", 2),
        (" ", 3),
        ("ArrowLeft", 2),
    ):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"slide={slide}\b"))
        settle(page)
        assert position(page).startswith(f"Slide {slide} of ")
    page.go_back()
    expect(page).to_have_url(re.compile(r"slide=3\b"))
    # The address is there before the page, which the server draws anew.
    expect(page.get_by_role("status").last).to_have_text(re.compile(r"^Slide 3 of "))
    settle(page)
    # A clicker is faster than a server.
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(page).to_have_url(re.compile(r"slide=1\b"))
    settle(page)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/team\?unit="))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)
    size = "getComputedStyle(document.documentElement).fontSize"
    assert page.evaluate(size) == "16px", "the page of the unit is as it was"


def test_from_the_first_slide_an_agreement_is_one_press_away(
    page: Page, demo: Demo, planning: UUID
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    for go in (
        lambda: page.get_by_role("button", name="Agree (A)").click(),
        lambda: page.keyboard.press("a"),
    ):
        open_slide(page, demo, planning)
        go()
        text = page.get_by_role("textbox", name="From now on we")
        expect(text).to_be_visible()
        expect(page.get_by_role("button", name="Agree (A)")).to_have_count(0)
    text.press("a")
    expect(text).to_have_value("a")


def test_an_agreement_is_saved_in_two_actions_and_the_arrows_do_not_turn_while_somebody_types(
    page: Page, demo: Demo, demo_installation: Installation, planning: UUID
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_slide(page, demo, planning, 99)
    number = position(page)
    text = page.get_by_role("textbox", name="From now on we")
    text.fill("on Mondays we choose together what can wait")
    for key in ("ArrowLeft", "PageUp", " ", "f"):
        text.press(key)
    assert position(page) == number
    text.fill("on Mondays we choose together what can wait")
    page.get_by_role("button", name="Save it, and close the talk").dblclick()
    expect(page.get_by_text("You talked about these results on")).to_be_visible()
    expect(page.get_by_text("on Mondays we choose together what can wait")).to_be_visible()
    noted = read(read_follow_up, demo_installation, HR, planning)
    saved = [one for one in noted.agreements if one.text.startswith("on Mondays we choose")]
    assert len(saved) == 1
    assert [talk.wave for talk in noted.talks].count(saved[0].wave) == 1
    page.get_by_role("button", name="Take it back").click()
    expect(text).to_have_value("on Mondays we choose together what can wait")
    assert saved[0] not in read(read_follow_up, demo_installation, HR, planning).agreements


def test_the_leader_reads_the_notes_on_a_phone_and_swipes(
    phone: Page, demo: Demo, planning: UUID
) -> None:
    open_slide(phone, demo, planning, 2, "&notes")
    expect(phone.get_by_role("figure")).to_have_count(0)
    expect(phone.get_by_role("button", name="English")).to_be_visible()
    expect_to_fit(phone, 360)
    assert violations(phone) == {}
    for start, end, slide in ((300, 60, 3), (60, 300, 2)):
        phone.evaluate(
            """([from, to]) => {
              const touch = (x) => new Touch({ identifier: 1, target: document.body,
                clientX: x, clientY: 300 })
              const fire = (name, x, touches) => document.body.dispatchEvent(new TouchEvent(name, {
                bubbles: true, touches, changedTouches: [touch(x)] }))
              fire("touchstart", from, [touch(from)])
              fire("touchend", to, [])
            }""",
            [start, end],
        )
        expect(phone).to_have_url(re.compile(rf"slide={slide}\b"))
        settle(phone)
    assert "notes" in phone.url


OUTSIDE_OR_BROKEN = """
() => [...document.querySelectorAll(".stage button")].concat(
    ...[...document.querySelectorAll("*")].filter((one) => one.shadowRoot)
      .map((one) => [...one.shadowRoot.querySelectorAll(".stage button")]))
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const place = one.getBoundingClientRect(), size = parseFloat(getComputedStyle(one).fontSize)
    // Words for screen readers are placed absolutely.
    const seen = [...one.childNodes].filter((part) => part.textContent.trim()
      && !(part instanceof Element && /absolute|none/.test(
        getComputedStyle(part).position + getComputedStyle(part).display)))
    const heights = seen.flatMap((part) => {
      const letters = document.createRange()
      letters.selectNodeContents(part)
      return [...letters.getClientRects()].map((line) => line.bottom)
    })
    return place.left < 0 || place.right > innerWidth
      || Math.max(...heights) - Math.min(...heights) > size
  })
  .map((one) => one.textContent.trim())
"""
"""The buttons of a stage that leave the screen or take two lines."""


def test_on_a_phone_the_buttons_of_the_meeting_stay_on_the_screen_and_on_one_line(
    phone: Page, demo: Demo, planning: UUID
) -> None:
    for slide in (1, 2):
        open_slide(phone, demo, planning, slide)
        expect(phone.get_by_role("button", name="Afspreken")).to_be_visible()
        assert phone.evaluate(OUTSIDE_OR_BROKEN) == []


def test_the_first_slide_has_a_code_that_leads_to_the_notes_and_the_language_changes_on_the_spot(
    page: Page, demo: Demo, planning: UUID
) -> None:
    open_slide(page, demo, planning)
    page.get_by_role("button", name="Notes on my phone").click()
    dialog = page.get_by_role("dialog", name="Notes on my phone")
    expect(dialog).to_be_visible()
    assert f"{demo.address}/present?unit={planning.hex}&notes=1" in dialog.inner_text()
    assert violations(page) == {}
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(re.compile("/present"))
    page.get_by_role("button", name="Nederlands").click()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible()
