"""A tablet for a whole shift: large targets, one row a question, and nobody is kept out."""

from playwright.sync_api import Page, expect

from tests.browser.checks import expect_to_fit, violations
from tests.browser.conftest import Demo
from tests.thinned import short_form

OPTIONS, BUTTONS = 72, 64
"""The least height of targets on a tablet, in pixels."""


def heights(page: Page, selector: str) -> list[float]:
    found: list[float] = page.locator(selector).evaluate_all(
        "elements => elements.map(element => element.getBoundingClientRect().height)"
    )
    assert found
    return found


@short_form("scheme", ["light", "dark"], ["dark"])
def test_a_tablet_has_large_targets_and_breaks_no_rule_of_accessibility(
    page: Page, demo: Demo, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(f"{demo.address}/answer?kiosk")
    expect(page.locator("html.kiosk")).to_have_count(1)
    page.get_by_role("textbox", name="Code on your slip").fill(demo.unused.pop())
    assert violations(page) == {}
    assert min(heights(page, ".stTextInput input, .stFormSubmitButton button")) >= BUTTONS
    page.get_by_role("button", name="Go to the questions").click()
    expect(page.get_by_role("radiogroup").nth(5)).to_be_visible()
    assert violations(page) == {}
    assert min(heights(page, ".stForm [role=radio]")) >= OPTIONS
    assert min(heights(page, ".stFormSubmitButton button")) >= BUTTONS
    row = page.get_by_role("radio", name="Very bad").locator("..").get_by_role("radio").all()
    assert len({round(box["y"]) for option in row if (box := option.bounding_box())}) == 1
    expect_to_fit(page, 360)
    page.get_by_role("radio", name="Very bad").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("button", name="Stay longer").click()
    expect(page.get_by_text("Back to the start in 5")).to_be_visible()
    assert violations(page) == {}
    assert min(heights(page, ".shared-device button")) >= BUTTONS
    expect_to_fit(page, 360)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("textbox", name="Code on your slip")).to_be_empty()
    expect(page).to_have_url(f"{demo.address}/answer?kiosk")
