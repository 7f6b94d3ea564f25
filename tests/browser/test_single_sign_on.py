"""Signing in through an identity provider, in a real browser with a provider that really signs."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from db import people
from db.engine import writing
from surveys.sign_in.sign_in import sign_out_everywhere
from tests.browser.checks import SIGNED_IN, sign_out
from tests.browser.office import Office, go_through_the_provider, sign_in
from tests.builders import add_person

FAILED = "Signing in did not work"
UNKNOWN = "Nobody with the e-mail address of your account is known here"
SIGNED_OUT = "You want to see results"


def cookies(page: Page) -> dict[str, Any]:
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def expect_signed_out(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/organisation")
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    expect(page.locator(SIGNED_IN)).to_have_count(0)


def expect_trail(page: Page) -> None:
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()


def test_hr_signs_in_and_comes_to_the_page_that_was_wanted(page: Page, office: Office) -> None:
    """Not with a session that somebody else has put into the browser."""
    add_person(office.installation, office.unit, "hanna", role="hr")
    office.provider.sign_in("Hanna@example.org")
    chosen = {"name": "peil_session", "value": "chosen", "url": office.address}
    page.context.add_cookies([chosen])  # type: ignore[list-item]
    sign_in(page, office, f"/team?unit={office.unit.hex}")
    expect(page).to_have_url(re.compile(rf"/team\?unit={office.unit.hex}"))
    expect(page.locator(SIGNED_IN)).to_be_visible()
    kept = cookies(page)
    assert kept["peil_session"]["value"] != "chosen"
    assert kept["peil_session"]["httpOnly"]
    assert kept["peil_session"]["sameSite"] == "Lax"
    assert "peil_wanted" not in kept
    half_a_day = time.time() + 12.1 * 3600
    assert all(c["expires"] < half_a_day for name, c in kept.items() if "user" in name)


def test_signing_out_ends_it_here_and_at_the_provider_and_in_every_tab(
    page: Page, office: Office
) -> None:
    add_person(office.installation, office.unit, "tess", role="council")
    office.provider.sign_in("tess@example.org")
    sign_in(page, office, "/trail")
    expect_trail(page)
    before = cookies(page)["peil_session"]
    other = page.context.new_page()
    other.goto(f"{office.address}/trail")
    expect_trail(other)
    sign_out(page)
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    assert office.provider.signed_out[-1] == "tess@example.org"
    other.get_by_role("radio", name="Waves").click()
    expect(other.get_by_text(SIGNED_OUT)).to_be_visible()
    # Even with every cookie of before.
    page.context.add_cookies([before])
    expect_signed_out(page, office)


def test_a_session_that_is_over_opens_nothing_and_signing_in_again_does(
    page: Page, office: Office
) -> None:
    otto = add_person(office.installation, office.unit, "otto", role="hr")
    office.provider.sign_in("otto@example.org")
    sign_in(page, office, "/trail")
    expect_trail(page)
    past = datetime.now(UTC) - timedelta(minutes=1)
    with writing(office.installation.engine) as session:
        of_otto = people.SignIn.person_id == otto
        session.execute(sa.update(people.SignIn).where(of_otto).values(expires_at=past))
    expect_signed_out(page, office)
    sign_in(page, office, "/trail")
    expect_trail(page)


def test_only_people_who_are_known_by_a_checked_address_come_in(page: Page, office: Office) -> None:
    add_person(office.installation, office.unit, "emil")
    add_person(office.installation, office.unit, "viola", role="hr")
    page.goto(office.address)
    for email, is_checked in (("stranger@example.org", True), ("viola@example.org", False)):
        office.provider.sign_in(email, email_verified=is_checked)
        go_through_the_provider(page)
        expect(page.get_by_text(UNKNOWN), email).to_be_visible()
        assert not {"peil_session", "_streamlit_user"} & set(cookies(page)), email
    office.provider.sign_in("emil@example.org")
    go_through_the_provider(page)
    expect(page.get_by_text("You are signed in as emil, but have no role here")).to_be_visible()


def test_an_identity_that_is_not_right_is_refused(page: Page, office: Office) -> None:
    add_person(office.installation, office.unit, "liane", role="hr")
    lies: dict[str, dict[str, object]] = {
        "nonce": {"nonce": "another"},
        "audience": {"aud": "another"},
        "issuer": {"iss": "https://evil.example"},
        "expired": {"exp": 1_700_000_000, "iat": 1_699_999_000},
        "signature": {},
    }
    page.goto(office.address)
    for name, lie in lies.items():
        office.provider.sign_in("liane@example.org")
        office.provider.lies, office.provider.signs_wrongly = lie, not lie
        go_through_the_provider(page)
        expect(page.get_by_text(FAILED), name).to_be_visible()
        assert "peil_session" not in cookies(page), name
    expect_signed_out(page, office)


def test_the_way_back_works_once_and_in_no_other_browser(
    page: Page, phone: Page, office: Office
) -> None:
    """And leads to no other site, whatever page was wanted."""
    add_person(office.installation, office.unit, "rita", role="hr")
    office.provider.sign_in("rita@example.org")
    page.goto(office.address)
    page.get_by_role("button", name="Sign in with Example ID").click()
    back = page.get_by_role("link", name="Continue")
    address = back.get_attribute("href")
    assert address
    phone.goto(address)
    expect(phone.get_by_text("Inloggen is niet gelukt")).to_be_visible()
    assert "peil_session" not in cookies(phone)
    wanted = {"name": "peil_wanted", "value": "/\\evil.example", "url": office.address}
    page.context.add_cookies([wanted])  # type: ignore[list-item]
    back.click()
    expect(page.locator(SIGNED_IN)).to_be_visible()
    assert page.url.startswith(office.address)


def test_whoever_loses_access_is_signed_out_at_once(page: Page, office: Office) -> None:
    mo = add_person(office.installation, office.unit, "mo", role="hr")
    office.provider.sign_in("mo@example.org")
    sign_in(page, office, "/trail")
    expect_trail(page)
    with writing(office.installation.engine) as session:
        session.execute(sa.delete(people.Access).where(people.Access.person_id == mo))
        sign_out_everywhere(session, mo)
    page.get_by_role("radio", name="Waves").click()
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
