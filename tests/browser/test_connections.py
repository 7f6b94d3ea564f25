"""API and webhooks in a browser: what is shown once, in both languages and themes, pressed twice.

The page without anything on it is looked at with all other pages, in `test_accessibility`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.page_registry import PAGES
from surveys.texts import LANGUAGES, Texts
from tests.browser.checks import expect_to_fit, settle, violations
from tests.browser.conftest import Demo

WIDTHS = (1440, 768, 360)
IS_IN = """
scheme => {
  const shown = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor
  return (shown.match(/[0-9]+/)[0] < 128) === (scheme === 'dark')
}
"""
"""Whether the page has taken a colour scheme, by how bright its ground is."""


def rows(demo: Demo, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(demo.folder / "store" / "peil.db", timeout=30)) as database:
        return database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@pytest.fixture(autouse=True)
def _nothing_is_left(demo: Demo) -> Iterator[None]:
    yield
    with closing(sqlite3.connect(demo.folder / "store" / "peil.db", timeout=30)) as database:
        database.execute("DELETE FROM api_client")
        database.execute("DELETE FROM webhook")
        database.commit()


def opened(page: Page, demo: Demo, link: str, language: str) -> None:
    """Open the page as somebody who signs in by a link of the example."""
    page.context.clear_cookies()
    assert page.request.get(link).ok
    page.goto(f"{demo.address}/{PAGES['connections'].address}?lang={language}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def look(page: Page) -> None:
    """Expect a page with something on it to be readable for everybody on every screen."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IS_IN, arg=scheme)
        assert violations(page) == {}, scheme
    for width in WIDTHS:
        expect_to_fit(page, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_application_is_entered_and_released_once_though_buttons_are_pressed_twice(
    browser: Browser, demo: Demo, language: str
) -> None:
    _ = Texts(language).gettext
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened(page, demo, demo.administrator, language)
    page.get_by_label(_("Name of the application")).fill("Power BI")
    page.get_by_role("button", name=_("Enter the application"), exact=True).dblclick()
    expect(
        page.get_by_text(_("The application waits for HR to release its token."))
    ).to_be_visible()
    settle(page)
    assert len(rows(demo, "api_client")) == 1
    look(page)
    opened(page, demo, demo.hr, language)
    page.get_by_role(
        "button", name=_("Release the token of {name}").format(name="Power BI")
    ).dblclick()
    token = page.get_by_test_id("stCode")
    expect(token).to_contain_text("peil_")
    settle(page)
    # The second press neither hides the token nor makes another one.
    text = token.inner_text().strip()
    look(page)
    answer = page.request.get(
        f"{demo.address}/api/v1/waves", headers={"Authorization": f"Bearer {text}"}
    )
    assert answer.status == 200
    page.reload()
    expect(page.get_by_text("Power BI", exact=True)).to_be_visible()
    settle(page)
    assert text not in page.content()
    page.get_by_role("button", name=_("End {name}").format(name="Power BI")).dblclick()
    expect(page.get_by_text(_("No application reads results."))).to_be_visible()
    assert rows(demo, "api_client") == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_webhook_is_added_once_and_its_secret_is_gone_with_a_reload(
    browser: Browser, demo: Demo, language: str
) -> None:
    _ = Texts(language).gettext
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened(page, demo, demo.administrator, language)
    page.get_by_label(_("Address (https)")).fill("https://hooks.example.org/peil?key=1")
    page.get_by_role("button", name=_("Add the webhook"), exact=True).dblclick()
    secret = page.get_by_test_id("stCode")
    expect(secret).to_contain_text("whsec_")
    settle(page)
    text = secret.inner_text().strip()
    assert len(rows(demo, "webhook")) == 1
    look(page)
    page.reload()
    expect(page.get_by_text("hooks.example.org/peil")).to_be_visible()
    settle(page)
    assert text not in page.content()
    page.get_by_role("button", name=_("Remove {name}").format(name="hooks.example.org")).dblclick()
    expect(page.get_by_text("hooks.example.org/peil")).to_have_count(0)
    assert rows(demo, "webhook") == []
    page.context.close()


def test_what_is_wrong_is_said_beside_the_form_and_readable_in_both_themes(
    browser: Browser, demo: Demo
) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened(page, demo, demo.administrator, "nl")
    page.get_by_label(Texts("nl").gettext("Address (https)")).fill("http://example.org")
    page.get_by_role("button", name=Texts("nl").gettext("Add the webhook"), exact=True).dblclick()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page)
    assert rows(demo, "webhook") == []
    page.context.close()
