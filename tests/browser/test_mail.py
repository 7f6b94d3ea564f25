"""Messages as a browser shows them: on a phone and a desk, light and dark, for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from surveys.messages.texts import KINDS, Kind, default_text, marked_as_test, with_own_results
from surveys.texts import LANGUAGES
from tests.browser.checks import FITS, RULES
from tests.thinned import each_value_once
from tests.unit.messages.test_mail_html import LINK, OWN_LINK, told
from tests.unit.messages.test_mail_html import page as invitation

SCHEMES = ["light", "dark"]
OTHER_KINDS = [kind for kind in KINDS if kind != "invitation"]

FACES = "document.querySelectorAll('td[width=\"20%\"]')"
TOPS = f"new Set([...{FACES}].map(cell => Math.round(cell.getBoundingClientRect().top))).size"


def look(page: Page, folder: Path, html: str, scheme: str) -> Iterator[int]:
    """Yield each width of a screen on which a message fits and can be read by everybody."""
    file = folder / "message.html"
    file.write_text(html)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for width in (320, 360, 600, 1440):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(file.as_uri())
        assert page.evaluate(FITS, width)
        if width == 360:
            assert Axe().run(page, options=RULES).response["violations"] == []
        yield width


@each_value_once(("language", "scheme", "five_links"), LANGUAGES, SCHEMES, [False, True])
def test_an_invitation_can_be_read_by_everybody_on_every_screen(
    page: Page, tmp_path: Path, language: str, scheme: str, five_links: bool
) -> None:
    html = invitation(language=language, five_links=five_links)
    for _width in look(page, tmp_path, html, scheme):
        assert page.evaluate(TOPS) == 1, "all faces in one row"
    button = page.get_by_role("link").nth(-2)
    expect(button).to_have_attribute("href", LINK)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48


@each_value_once(("kind", "language", "scheme"), OTHER_KINDS, LANGUAGES, SCHEMES)
def test_every_other_message_can_be_read_by_everybody_too(
    page: Page, tmp_path: Path, kind: Kind, language: str, scheme: str
) -> None:
    text = with_own_results(default_text(kind, language), language)
    html = invitation(marked_as_test(text, language), language, kind, is_test=True)
    assert list(look(page, tmp_path, html, scheme))
    expect(page.get_by_role("link").last).to_have_attribute("href", OWN_LINK)
    if kind != "reminder":
        box = page.get_by_role("link").first.bounding_box()
        assert box is not None
        assert box["height"] >= 48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_message_outside_of_a_wave_can_be_read_by_everybody_too(
    page: Page, tmp_path: Path, scheme: str
) -> None:
    assert list(look(page, tmp_path, told().html, scheme))
    expect(page.get_by_role("link")).to_have_attribute("href", LINK)
