"""An invitation as a browser shows it: on a phone and a desk, light and dark, for everybody."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from surveys.texts import LANGUAGES
from tests.browser.checks import FITS, WCAG
from tests.unit.messages.test_mail_html import LINK
from tests.unit.messages.test_mail_html import page as invitation

FACES = "document.querySelectorAll('td[width=\"20%\"]')"
TOPS = f"new Set([...{FACES}].map(cell => Math.round(cell.getBoundingClientRect().top))).size"


@pytest.mark.parametrize("five_links", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_can_be_read_by_everybody_on_every_screen(
    page: Page, tmp_path: Path, language: str, scheme: str, five_links: bool
) -> None:
    file = tmp_path / "invitation.html"
    file.write_text(invitation(language=language, five_links=five_links))
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for width in (320, 360, 600, 1440):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(file.as_uri())
        assert page.evaluate(FITS, width)
        assert page.evaluate(TOPS) == 1, "all faces in one row"
        tags = {"type": "tag", "values": WCAG}
        assert Axe().run(page, options={"runOnly": tags}).response["violations"] == []
    button = page.get_by_role("link").nth(-2)
    expect(button).to_have_attribute("href", LINK)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
