"""Signing in by a link in a mail, in a real browser with a real mail server."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from db import people
from db.base import table_of
from db.engine import writing
from tests.browser.office import Office
from tests.mail import text_of

ANSWER = "If this address may sign in, a link is on its way."
LINK = re.compile(r"http://localhost:\d+/sign-in/\S+")


def ask(page: Page, office: Office, address: str, path: str = "/") -> None:
    page.goto(office.address + path)
    field = page.get_by_role("textbox", name="Your e-mail address at work")
    field.fill(address)
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()


def link_for(office: Office, address: str) -> str:
    message = office.mailbox.next()
    assert message["to"] == address
    found = LINK.search(text_of(message))
    assert found
    assert found[0].startswith(office.address)
    return found[0]


def test_a_link_leads_to_the_page_that_was_wanted_and_works_once(
    page: Page, office: Office
) -> None:
    office.somebody("mia", "hr")
    ask(page, office, "mia@example.org", "/trail")
    link = link_for(office, "mia@example.org")
    page.goto(link)
    expect(page.get_by_role("heading", name="Sign in as mia?")).to_be_visible()
    assert page.evaluate("document.scripts.length") == 0
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You want to see results")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("has been used already")).to_be_visible()


def test_the_answer_is_the_same_for_everybody(page: Page, office: Office) -> None:
    office.somebody("nina", "hr")
    office.somebody("emma", None)
    said = set()
    for address in ("nina@example.org", "emma@example.org", "nobody@example.org", "nonsense"):
        ask(page, office, address)
        said.add(page.get_by_role("main").inner_text())
    assert len(said) == 1
    link_for(office, "nina@example.org")
    assert office.mailbox.is_empty()


def test_in_another_browser_it_says_so_and_stays_unspent(
    page: Page, office: Office, browser: Browser
) -> None:
    office.somebody("olga", "hr")
    ask(page, office, "olga@example.org")
    link = link_for(office, "olga@example.org")
    stranger = browser.new_context(locale="nl-NL").new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="andere browser")).to_be_visible()
    expect(stranger.get_by_role("button")).to_have_count(0)
    stranger.context.close()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_another_site_cannot_press_the_button(page: Page, office: Office, tmp_path: Path) -> None:
    office.somebody("pia", "hr")
    ask(page, office, "pia@example.org")
    link = link_for(office, "pia@example.org")
    trap = tmp_path / "trap.html"
    trap.write_text(f'<form method="post" action="{link}"><button>Win</button></form>')
    elsewhere = page.context.new_page()
    elsewhere.goto(trap.as_uri())
    elsewhere.get_by_role("button", name="Win").click()
    expect(elsewhere.get_by_text("This did not come from our own page.")).to_be_visible()
    assert "peil_session" not in {cookie["name"] for cookie in page.context.cookies()}
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_manager_who_loses_the_unit_loses_it_at_once(page: Page, office: Office) -> None:
    who = office.somebody("rob", "manager", "North")
    ask(page, office, "rob@example.org", f"/team?unit={office.unit.hex}")
    page.goto(link_for(office, "rob@example.org"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="North")).to_be_visible()
    with writing(office.place.engine) as session:
        connection = session.connection()
        table = table_of(people.Access)
        connection.execute(table.delete().where(table.c.person_id == who))
    page.get_by_role("radio", name="Nederlands").click()
    expect(page.get_by_role("heading", name="Geen toegang")).to_be_visible()


def test_the_page_behind_a_link_fits_a_phone(browser: Browser, page: Page, office: Office) -> None:
    office.somebody("tom", "hr")
    ask(page, office, "tom@example.org")
    link = link_for(office, "tom@example.org")
    for width in (360, 1440):
        context = browser.new_context(locale="nl-NL", viewport={"width": width, "height": 800})
        phone = context.new_page()
        phone.goto(link)
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
