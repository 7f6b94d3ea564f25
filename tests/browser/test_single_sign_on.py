"""Signing in through an identity provider, in a real browser with a provider that really signs."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from db import people
from db.engine import writing
from surveys.sign_in.sign_in import sign_out_everywhere
from tests.browser.office import Office, sign_in

FAILED = "Signing in did not work"
UNKNOWN = "Nobody with the e-mail address of your account is known here"


def cookies(page: Page) -> dict[str, Any]:
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


def nobody_is_signed_in(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/organisation")
    expect(page.get_by_text("You want to see results")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_hr_signs_in_and_comes_to_the_page_that_was_wanted(page: Page, office: Office) -> None:
    office.somebody("hanna", "hr")
    office.provider.sign_in("Hanna@example.org")
    sign_in(page, office, f"/team?unit={office.unit.hex}")
    expect(page).to_have_url(re.compile(rf"/team\?unit={office.unit.hex}"))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    kept = cookies(page)
    assert kept["peil_session"]["httpOnly"]
    assert kept["peil_session"]["sameSite"] == "Lax"
    assert "peil_wanted" not in kept
    half_a_day = time.time() + 12.1 * 3600
    assert all(c["expires"] < half_a_day for name, c in kept.items() if "user" in name)


def test_signing_out_ends_it_here_and_at_the_provider_and_in_every_tab(
    page: Page, office: Office
) -> None:
    office.somebody("tess", "council")
    office.provider.sign_in("tess@example.org")
    sign_in(page, office, "/trail")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    before = cookies(page)["peil_session"]
    other = page.context.new_page()
    other.goto(f"{office.address}/trail")
    expect(other.get_by_role("heading", name="Audit trail")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You want to see results")).to_be_visible()
    assert office.provider.signed_out[-1] == "tess@example.org"
    other.get_by_role("radio", name="Waves").click()
    expect(other.get_by_text("You want to see results")).to_be_visible()
    # Even with every cookie of before.
    page.context.add_cookies([before])
    nobody_is_signed_in(page, office)


def test_a_session_that_is_over_opens_nothing_and_signing_in_again_does(
    page: Page, office: Office
) -> None:
    who = office.somebody("otto", "hr")
    office.provider.sign_in("otto@example.org")
    sign_in(page, office, "/trail")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    past = datetime.now(UTC) - timedelta(minutes=1)
    with writing(office.place.engine) as session:
        mine = people.SignIn.person_id == who
        session.execute(sa.update(people.SignIn).where(mine).values(expires_at=past))
    nobody_is_signed_in(page, office)
    sign_in(page, office, "/trail")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()


def test_who_is_not_known_here_is_told_so(page: Page, office: Office) -> None:
    office.provider.sign_in("stranger@example.org")
    sign_in(page, office)
    expect(page.get_by_text(UNKNOWN)).to_be_visible()
    assert not {"peil_session", "_streamlit_user"} & set(cookies(page))


def test_an_employee_without_a_role_may_sign_in_and_sees_no_results(
    page: Page, office: Office
) -> None:
    office.somebody("emil", None)
    office.provider.sign_in("emil@example.org")
    sign_in(page, office)
    expect(page.get_by_text("You are signed in as emil. No results are open")).to_be_visible()


def test_an_address_that_the_provider_did_not_check_is_not_believed(
    page: Page, office: Office
) -> None:
    office.somebody("vera", "hr")
    office.provider.sign_in("vera@example.org", email_verified=False)
    sign_in(page, office)
    expect(page.get_by_text(UNKNOWN)).to_be_visible()


@pytest.mark.parametrize(
    "lies",
    [
        pytest.param({"nonce": "another"}, id="nonce"),
        pytest.param({"aud": "another"}, id="audience"),
        pytest.param({"iss": "https://evil.example"}, id="issuer"),
        pytest.param({"exp": 1_700_000_000, "iat": 1_699_999_000}, id="expired"),
        pytest.param({}, id="signature"),
    ],
)
def test_an_identity_that_is_not_right_is_refused(
    page: Page, office: Office, lies: dict[str, object]
) -> None:
    office.somebody("liane", "hr")
    office.provider.sign_in("liane@example.org")
    office.provider.lies, office.provider.signs_wrongly = lies, not lies
    sign_in(page, office)
    expect(page.get_by_text(FAILED)).to_be_visible()
    assert "peil_session" not in cookies(page)
    nobody_is_signed_in(page, office)


def test_the_way_back_works_once_and_in_no_other_browser(page: Page, office: Office) -> None:
    office.somebody("rita", "hr")
    office.provider.sign_in("rita@example.org")
    page.goto(office.address)
    page.get_by_role("button", name="Sign in with Example ID").click()
    back = page.get_by_role("link", name="Continue")
    address = back.get_attribute("href")
    assert address
    assert page.context.browser
    thief = page.context.browser.new_context(locale="en-GB").new_page()
    thief.goto(address)
    expect(thief.get_by_text(FAILED)).to_be_visible()
    assert "peil_session" not in cookies(thief)
    thief.context.close()
    back.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_who_loses_access_is_out_at_once(page: Page, office: Office) -> None:
    who = office.somebody("mo", "hr")
    office.provider.sign_in("mo@example.org")
    sign_in(page, office, "/trail")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    with writing(office.place.engine) as session:
        session.execute(sa.delete(people.Access).where(people.Access.person_id == who))
        sign_out_everywhere(session, who)
    page.get_by_role("radio", name="Waves").click()
    expect(page.get_by_text("You want to see results")).to_be_visible()


def test_a_session_that_was_put_into_the_browser_is_not_taken_over(
    page: Page, office: Office
) -> None:
    office.somebody("fixa", "hr")
    office.provider.sign_in("fixa@example.org")
    chosen = {"name": "peil_session", "value": "chosen", "url": office.address}
    page.context.add_cookies([chosen])  # type: ignore[list-item]
    sign_in(page, office)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert cookies(page)["peil_session"]["value"] != "chosen"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_page_that_was_wanted_never_leads_to_another_site(
    page: Page, office: Office, elsewhere: str
) -> None:
    office.somebody("wanda", "hr")
    office.provider.sign_in("wanda@example.org")
    page.goto(office.address)
    page.get_by_role("button", name="Sign in with Example ID").click()
    wanted = {"name": "peil_wanted", "value": elsewhere, "url": office.address}
    page.context.add_cookies([wanted])  # type: ignore[list-item]
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.url.startswith(office.address)
