"""The open questions at the end of a round: both doors, both languages, without a script too."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.clock import today
from surveys.answering import Comments
from surveys.answering.ballot import unseal
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.settings import Settings
from surveys.waves import OpenedWave, open_wave
from tests.browser.checks import settle, violations
from tests.browser.test_light_page import MOST_BYTES, expect_title, opened, send
from tests.builders import add_people
from tests.privacy.conftest import Units
from tests.serving import serving_peil
from tests.thinned import each_value_once, short_form

MAIL = "mailto://localhost:9"
END = shipped().open_questions.end_of_round
IDS = tuple(question.id for question in END.questions)
SEND = {"en": "Send my answers", "nl": "Verstuur mijn antwoorden"}
THANKS = {"en": "Thank you", "nl": "Dank je wel"}
LOCALE = {"en": "en-GB", "nl": "nl-NL"}
NOBODY_NAMED = "Rustige ochtenden, “samen” & vaak 🙂"


@pytest.fixture
def wave(installation: Installation, organisation: Units) -> OpenedWave:
    """A wave that is open today and closes a round."""
    add_people(installation, organisation["North"], 14)
    return open_wave(installation, opens_on=today(), closes_on=today(), ends_round=True)


@pytest.fixture
def links(wave: OpenedWave) -> list[str]:
    return list(wave.tokens.values())


@pytest.fixture
def address(settings: Settings, wave: OpenedWave) -> Iterator[str]:
    assert wave.tokens
    with serving_peil(settings.folder, MAIL) as served:
        yield served


@pytest.fixture
def days() -> tuple[date, date]:
    return today(), today()


def written(installation: Installation) -> list[Comments]:
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = installation.box(1).bodies()
    return [unseal(body, questions, key, IDS).comments for body in bodies]


def field(page: Page, number: int, language: str) -> str:
    """Fill in the field of an open question, found by its words as a screen reader finds it."""
    text = f"{NOBODY_NAMED} {number}"
    page.get_by_role("textbox", name=END.questions[number].text[language]).fill(text)
    return text


@each_value_once(("language", "script"), ["en", "nl"], [True, False])
def test_on_the_light_page_each_is_answered_by_itself_within_twelve_kilobytes(
    browser: Browser,
    address: str,
    links: list[str],
    installation: Installation,
    language: str,
    script: bool,
) -> None:
    for dark in (False, True):
        with opened(browser, language=LOCALE[language], script=script, dark=dark) as page:
            wire = page.context.new_cdp_session(page)
            wire.send("Network.enable")
            sizes: list[float] = []
            wire.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))  # noqa: B023
            page.goto(f"{address}/a/{links.pop()}")
            page.wait_for_load_state("networkidle")
            assert 0 < sum(sizes) <= MOST_BYTES
            first, last = field(page, 0, language), field(page, 2, language)
            if script:
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            send(page, SEND[language])
            expect_title(page, THANKS[language])
            page.locator("summary").last.click()
            expect(page.get_by_text(first)).to_be_visible()
    expected = {IDS[0]: first, IDS[2]: last}
    assert written(installation) == [expected, expected]


def test_three_long_answers_are_there_again_after_a_reload(
    browser: Browser, address: str, links: list[str]
) -> None:
    """Encrypted, with room for the longest; what the tab keeps is always as long."""
    lengths = set()
    with opened(browser) as page:
        page.goto(f"{address}/a/{links.pop()}")
        for text in ("a", "漢" * 500):
            for question in IDS:
                page.locator(f"#{question}").fill(text)
            page.wait_for_function("() => sessionStorage.unsent !== undefined")
            page.wait_for_timeout(300)
            lengths.add(page.evaluate("sessionStorage.unsent.length"))
        page.reload()
        for question in IDS:
            expect(page.locator(f"#{question}")).to_have_value("漢" * 500)
    assert len(lengths) == 1


def test_a_name_in_the_second_is_marked_and_leads_back_to_what_was_written(
    browser: Browser, address: str, links: list[str], installation: Installation
) -> None:
    with opened(browser, script=False) as page:
        page.goto(f"{address}/a/{links.pop()}")
        text = field(page, 0, "en")
        page.locator(f"#{IDS[1]}").fill("Ask sam@example.org, he knows")
        send(page)
        expect_title(page, "What you wrote seems to name somebody")
        expect(page.locator("mark")).to_have_text("sam@example.org")
        send(page, "Change what I wrote")
        expect(page.locator(f"#{IDS[0]}")).to_have_value(text)
        page.locator(f"#{IDS[1]}").fill("Somebody knows")
        send(page)
        expect_title(page, "Thank you")
    assert written(installation) == [{IDS[0]: text, IDS[1]: "Somebody knows"}]


@short_form("language", ["en", "nl"], ["nl"])
def test_in_the_app_each_is_answered_by_itself(
    page: Page,
    phone: Page,
    address: str,
    links: list[str],
    installation: Installation,
    language: str,
) -> None:
    tab = page if language == "en" else phone
    tab.goto(f"{address}/answer?t={links.pop()}")
    expect(tab.get_by_role("textbox")).to_have_count(3)
    settle(tab)
    assert not violations(tab)
    texts = [field(tab, number, language) for number in (1, 2)]
    tab.get_by_role("button", name=SEND[language]).click()
    expect(tab.get_by_role("heading", name=THANKS[language])).to_be_visible()
    assert written(installation) == [dict(zip(IDS[1:], texts, strict=True))]
    # The server, which stops before the fixtures of the pages, waits for whoever is connected.
    tab.close()
