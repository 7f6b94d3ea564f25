"""A server that is away for a while: said in words of ours, and nothing is lost meanwhile."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from dashboard.clock import today
from surveys.answering.ballot import unseal
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.settings import Settings
from tests.serving import serving_peil

MAIL = "mailto://localhost:9"
IN_DUTCH = "Geen verbinding. Deze pagina probeert het vanzelf opnieuw."
OF_STREAMLIT = ("Streamlit", "Connection error", "Connecting")


@pytest.fixture
def days() -> tuple[date, date]:
    """The wave is open today: the server looks at the clock."""
    return today(), today()


@pytest.fixture
def clocked(browser: Browser) -> Iterator[Page]:
    """A page whose clock the test winds on."""
    context = browser.new_context(locale="en-GB")
    context.clock.install()
    yield context.new_page()
    context.close()


def expect_only_our_words(page: Page) -> None:
    """Wind the clock on until long after the sixth attempt, when Streamlit shows its dialog."""
    for _ in range(12):
        page.clock.run_for(15_000)
        expect(said(page)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    for words in OF_STREAMLIT:
        expect(page.get_by_text(words).filter(visible=True)).to_have_count(0)


def said(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has_text="No connection.")


@pytest.mark.parametrize("invited", [12], ids=["comments can be read"])
def test_answers_stay_while_the_server_is_away_and_are_sent_when_it_is_back(
    clocked: Page, phone: Page, installation: Installation, settings: Settings, token: str
) -> None:
    page = clocked
    with serving_peil(settings.folder, MAIL) as address:
        page.goto(f"{address}/answer?t={token}")
        page.get_by_role("radio", name="Very good").click()
        page.get_by_role("textbox", name="Anything you want to add?").fill("More quiet mornings")
        phone.goto(f"{address}/how-to-read")
        expect(phone.get_by_role("heading").first).to_be_visible()
    page.clock.run_for(2_000)
    expect(said(page)).to_contain_text("Your answers are still here")
    expect(phone.get_by_role("alert")).to_have_text(IN_DUTCH)
    expect_only_our_words(page)
    with serving_peil(settings.folder, MAIL, port=urlsplit(address).port):
        page.clock.resume()
        expect(said(page)).to_have_count(0)
        expect(phone.locator("#server-away")).to_have_count(0)
        expect(page.get_by_role("radio", name="Very good")).to_be_checked()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    [body] = installation.box(1).bodies()
    ballot = unseal(body, questions_of_wave(shipped(), 1), installation.keys.read(1))
    assert (ballot.answers, ballot.comments) == (
        {"mood_1": (4,)},
        {"comment": "More quiet mornings"},
    )


def test_the_questions_are_still_there_after_a_reload(
    page: Page, settings: Settings, token: str
) -> None:
    with serving_peil(settings.folder, MAIL) as address:
        for _ in range(2):
            page.goto(f"{address}/answer?t={token}")
            expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
            page.reload()
        expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
        page.get_by_role("radio", name="Very good").click()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page).to_have_url(f"{address}/answer?t={token}")
        page.reload()
        expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()


def start_script_of(page: Page, address: str) -> str:
    """Return the pattern of the script that a page begins with."""
    page.goto(f"{address}/how-to-read")
    source = page.locator("head script[type=module][src]").get_attribute("src")
    assert source is not None
    return f"**/{source.rpartition('/')[2]}"


@pytest.mark.parametrize("failures", [1, 2])
def test_a_page_that_missed_a_script_is_loaded_again_once(
    browser: Browser, settings: Settings, token: str, failures: int
) -> None:
    """As behind a proxy whose process was killed just then; then a button of the browser helps."""
    with serving_peil(settings.folder, MAIL) as address:
        script = start_script_of(browser.new_page(), address)
        page = browser.new_context(locale="en-GB").new_page()
        refused = []

        def refuse(route: Route) -> None:
            refused.append(route.request.url)
            route.fulfill(status=502) if len(refused) <= failures else route.continue_()

        page.route(script, refuse)
        page.goto(f"{address}/answer?t={token}")
        questions = page.get_by_role("button", name="Send my answers")
        if failures == 1:
            expect(questions).to_be_visible(timeout=20_000)
        else:
            lost = page.get_by_role("alert").filter(has_text="Please load this page again.")
            expect(lost).to_be_visible(timeout=20_000)
            page.wait_for_timeout(5_000)
            page.reload()
            expect(questions).to_be_visible(timeout=20_000)
        assert len(refused) == failures + 1
        expect(page.get_by_role("alert")).to_have_count(0)
