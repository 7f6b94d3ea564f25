"""The page "For yourself" in a browser: for everybody, by keyboard, in the dark and on paper."""

from playwright.sync_api import Page, expect

from tests.browser.checks import expect_to_fit, settle, violations
from tests.browser.conftest import Demo
from tests.browser.test_accessibility import WIDTHS, turn_dark


def open_all(page: Page, demo: Demo) -> None:
    """Open the page with all its parts, and fill in something of each."""
    page.goto(f"{demo.address}/for-yourself")
    parts = page.locator(".for-yourself details")
    expect(parts).to_have_count(3)
    for part in parts.all()[1:]:
        part.locator("summary").click()
    sheets = page.locator(".for-yourself")
    sheets.locator(".card button").nth(1).click()
    sheets.get_by_role("radio").nth(0).check()
    sheets.locator("select").first.select_option("home")
    for clock in sheets.locator("input[type=time]").all():
        clock.fill("09:30")
    expect(sheets.locator(".message").nth(1)).to_contain_text("09:30")


def test_all_its_parts_meet_wcag_in_both_themes_and_fit_every_screen(
    phone: Page, demo: Demo
) -> None:
    phone.set_viewport_size({"width": 1280, "height": 900})
    open_all(phone, demo)
    assert violations(phone) == {}
    turn_dark(phone)
    assert violations(phone) == {}
    for width in WIDTHS:
        expect_to_fit(phone, width)


def test_it_is_used_with_the_keyboard_alone(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/for-yourself")
    expect(page.locator(".for-yourself details")).to_have_count(3)
    settle(page)
    for _ in range(80):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "() => { let e = document.activeElement;"
            " while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;"
            " return [e.tagName, e.type ?? '', e.textContent] }"
        )
        if inside[2] == "Fable":
            page.keyboard.press("Enter")
        elif inside[0] == "SUMMARY" and "Fact" not in inside[2]:
            page.keyboard.press("Space")
        elif inside[1] == "radio":
            page.keyboard.press("ArrowRight")
        elif inside[1] == "text":
            page.keyboard.type("rc r c")
            break
    sheets = page.locator(".for-yourself")
    expect(sheets.locator(".card strong")).to_have_count(sheets.locator(".card .said").count())
    expect(sheets.locator("input[type=text]").first).to_have_value("rc r c")
    assert sheets.get_by_role("radio", checked=True).count() >= 10
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_paper_stands_what_was_filled_in_and_no_buttons(page: Page, demo: Demo) -> None:
    open_all(page, demo)
    page.locator(".for-yourself details").first.locator("summary").click()
    page.emulate_media(media="print")
    expect(page.locator(".for-yourself .message").first).to_be_visible()
    expect(page.locator(".for-yourself details").first).to_be_hidden()
    expect(page.locator(".for-yourself button:visible")).to_have_count(0)
    page.emulate_media(media="screen")
