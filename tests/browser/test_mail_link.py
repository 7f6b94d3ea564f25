"""Signing in by a link in a mail, in a real browser with a real mail server."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from db import people
from db.base import table_of
from db.engine import writing
from tests.browser.checks import SIGNED_IN, open_person_menu, sign_out
from tests.browser.office import Office
from tests.builders import add_person
from tests.mail import text_of

ANSWER = "If this address may sign in, a link is on its way, or already in your mailbox"
LINK = re.compile(r"http://localhost:\d+/sign-in/\S+")


def ask(page: Page, office: Office, address: str, path: str = "/") -> None:
    page.goto(office.address + path)
    page.get_by_role("textbox", name="Your e-mail address at work").fill(address)
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()


def link_for(office: Office, address: str) -> str:
    message = office.mailbox.next()
    assert message["to"] == address
    link = LINK.search(text_of(message))
    assert link
    assert link[0].startswith(office.address)
    return link[0]


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(SIGNED_IN)).to_be_visible()


def test_a_link_leads_to_the_page_that_was_wanted_and_works_once(
    page: Page, office: Office
) -> None:
    add_person(office.installation, office.unit, "mia", role="hr")
    ask(page, office, "mia@example.org", "/trail")
    link = link_for(office, "mia@example.org")
    page.goto(link)
    expect(page.get_by_role("heading", name="Sign in as mia?")).to_be_visible()
    assert page.evaluate("document.scripts.length") == 0
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    sign_out(page)
    expect(page.get_by_text("You want to see results")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("has been used already")).to_be_visible()


def test_the_answer_is_the_same_for_everybody(page: Page, office: Office) -> None:
    add_person(office.installation, office.unit, "nina", role="hr")
    add_person(office.installation, office.unit, "emma")
    pages = set()
    for address in ("nina@example.org", "emma@example.org", "nobody@example.org", "nonsense"):
        ask(page, office, address)
        pages.add(page.get_by_role("main").inner_text())
    assert len(pages) == 1
    link_for(office, "nina@example.org")
    assert office.mailbox.is_empty()


def test_in_another_browser_it_says_so_fits_and_stays_unspent(
    page: Page, phone: Page, office: Office
) -> None:
    add_person(office.installation, office.unit, "olga", role="hr")
    ask(page, office, "olga@example.org")
    link = link_for(office, "olga@example.org")
    phone.goto(link)
    expect(phone.get_by_role("heading", name="andere browser")).to_be_visible()
    expect(phone.get_by_role("button")).to_have_count(0)
    for width in (360, 1440):
        phone.set_viewport_size({"width": width, "height": 800})
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
    enter(page, link)


def test_whoever_asks_after_a_stranger_gets_in_by_the_mail_that_is_there(
    page: Page, phone: Page, office: Office
) -> None:
    add_person(office.installation, office.unit, "vera", role="hr")
    for _ in range(3):
        ask(phone, office, "vera@example.org", "/?lang=en")
    link = link_for(office, "vera@example.org")
    page.goto(link)
    expect(page.get_by_role("heading", name="another browser")).to_be_visible()
    ask(page, office, "vera@example.org")
    enter(page, link)
    assert office.mailbox.is_empty()


def test_another_site_cannot_press_the_button(page: Page, office: Office, tmp_path: Path) -> None:
    add_person(office.installation, office.unit, "pia", role="hr")
    ask(page, office, "pia@example.org")
    link = link_for(office, "pia@example.org")
    trap = tmp_path / "trap.html"
    trap.write_text(f'<form method="post" action="{link}"><button>Win</button></form>')
    elsewhere = page.context.new_page()
    elsewhere.goto(trap.as_uri())
    elsewhere.get_by_role("button", name="Win").click()
    expect(elsewhere.get_by_text("This did not come from our own page.")).to_be_visible()
    assert "peil_session" not in {cookie["name"] for cookie in page.context.cookies()}
    enter(page, link)


def test_a_manager_who_loses_the_unit_loses_it_at_once(page: Page, office: Office) -> None:
    rob = add_person(office.installation, office.unit, "rob", role="manager", role_for=office.unit)
    ask(page, office, "rob@example.org", f"/team?unit={office.unit.hex}")
    enter(page, link_for(office, "rob@example.org"))
    expect(page.get_by_role("heading", name="North")).to_be_visible()
    access = table_of(people.Access)
    with writing(office.installation.engine) as session:
        session.connection().execute(access.delete().where(access.c.person_id == rob))
    open_person_menu(page)
    page.get_by_role("radio", name="Nederlands").click()
    expect(page.get_by_role("heading", name="Geen toegang")).to_be_visible()
