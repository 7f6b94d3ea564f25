"""An administrator keeps the list of people: one by one on a desk, and by a file on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Download, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.checks import expect_to_fit, open_person_menu, pick, settle
from tests.browser.conftest import Demo

EXPORT = (
    "Medewerker;Roepnaam;Voorvoegsels;Achternaam;E-mailadres werk;Afdeling\r\n"
    "1012;Anne;de;Vries;a.devries@example.org;Zorg\r\n"
    "1013;Bo;;Jansen;b.jansen@example.org;Zorg\r\n"
)


def test_somebody_is_added_found_corrected_and_marked_as_left(page: Page, demo: Demo) -> None:
    page.goto(demo.administrator)
    settle(page)
    page.goto(f"{demo.address}/people")
    page.get_by_role("button", name="Add a person").click()
    expect(page).to_have_url(re.compile(r"person=new"))
    page.get_by_role("textbox", name="Name", exact=True).fill("Zora Newman")
    page.get_by_role("textbox", name="E-mail address", exact=True).fill("zora at example")
    open_person_menu(page)
    page.get_by_role("radio", name="Nederlands").click()
    expect(page.get_by_role("heading", name="Mensen")).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)
    expect(page.get_by_role("textbox", name="Naam", exact=True)).to_have_value("Zora Newman")
    open_person_menu(page)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("“zora at example” is not an e-mail address")).to_be_visible()
    expect(page.get_by_text("Choose a unit that you administer.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Zora Newman")
    page.get_by_role("textbox", name="E-mail address", exact=True).fill("zora@example.org")
    pick(page, "Unit", "Operations › Planning")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Zora Newman is on the list.")).to_be_visible()

    page.get_by_role("textbox", name="Search for a name").fill("zora@")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 person", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("Zora Newman")).click()
    expect(page.get_by_role("heading", name="Zora Newman")).to_be_visible()
    opened = page.url
    page.get_by_role("textbox", name="Personnel number (optional)").fill("0042")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Personnel number (optional)")).to_have_value("0042")
    settle(page)
    assert "0042" in _exported(page).path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Mark as left").click()
    page.get_by_role("button", name="Yes, Zora Newman has left").click()
    expect(page.get_by_text("Zora Newman is off the list.")).to_be_visible()
    page.goto(opened)
    expect(page.get_by_text("not in the units you administer, or has left")).to_be_visible()


def _exported(page: Page) -> Download:
    """Return the file of the person on the page.

    Pressed while the page is drawn anew after a reload, the button makes the file of a run that is
    over: then it is pressed once more, as anybody would.
    """
    press = page.get_by_role("button", name="Export this person")
    try:
        with page.expect_download(timeout=10_000) as download:
            press.click()
    except PlaywrightTimeoutError:
        with page.expect_download() as download:
            press.click()
    return download.value


def test_back_leads_from_somebody_to_the_list(page: Page, demo: Demo) -> None:
    page.goto(demo.administrator)
    settle(page)
    page.goto(f"{demo.address}/people")
    page.get_by_role("button", name=re.compile("@example.org")).first.click()
    expect(page.get_by_role("button", name="Back to the list")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("textbox", name="Search for a name")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("button", name="Back to the list")).to_be_visible()


def test_an_export_with_other_headings_is_understood_on_a_phone(
    phone: Page, demo: Demo, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(EXPORT.encode("utf-8-sig"))
    phone.goto(demo.administrator)
    settle(phone)
    phone.goto(f"{demo.address}/people?view=import")
    phone.locator("input[type=file]").first.set_input_files(file)
    expect(phone.locator(".st-key-import_look button")).to_be_enabled()
    phone.locator(".st-key-import_look button").click()
    expect(phone.get_by_text("Anne de Vries · ")).to_be_visible()
    settle(phone)
    expect_to_fit(phone, 360)
    phone.locator(".st-key-import_columns_confirm button").click()
    expect(phone.get_by_text("Roepnaam + Voorvoegsels + Achternaam")).to_be_visible()
    expect(phone.get_by_role("cell", name="Zorg", exact=True)).to_be_visible()
    expect_to_fit(phone, 360)
