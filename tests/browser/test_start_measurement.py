"""A start measurement on a phone, through both doors and in both languages."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.clock import today
from surveys.answering.ballot import unseal
from surveys.installation import Installation
from surveys.instrument import START_MEASUREMENT, questions_of_wave, shipped
from surveys.programme.start_measurement import choose_start_measurement
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import add_people
from tests.mail import mail_server
from tests.reading import reader_with
from tests.serving import serving_peil
from tests.thinned import short_form

QUESTIONS = questions_of_wave(shipped(), START_MEASUREMENT)
MOST_BYTES, MOST_WITH_SCRIPT, MOST_RESPONSES = 12_000, 12_500, 2
"""The page needs no script; the script is kept by the browser for the next wave."""

SAID = {
    "en": ("Start measurement", "The start measurement asks 29 questions, once. About 3 minutes"),
    "nl": ("Startmeting", "De startmeting stelt eenmalig 29 vragen. Ongeveer 3 minuten"),
}
SEND = {"en": "Send my answers", "nl": "Verstuur mijn antwoorden"}
THANKS = {"en": "Thank you", "nl": "Dank je wel"}


@dataclass(frozen=True)
class Served:
    """An open start measurement: its address, its box, and tokens that nobody has used."""

    address: str
    installation: Installation
    tokens: list[str]


@pytest.fixture
def served(settings: Settings, installation: Installation, north: UUID) -> Iterator[Served]:
    add_people(installation, north, 12)
    choose_start_measurement(installation, reader_with("administrator"), on=True)
    opened = open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    with mail_server() as box, serving_peil(settings.folder, box.url) as address:
        yield Served(address, installation, list(opened.tokens.values()))


@pytest.fixture
def phone(browser: Browser, language: str) -> Iterator[Page]:
    context = browser.new_context(
        locale="nl-NL" if language == "nl" else "en-GB",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    yield context.new_page()
    context.close()


def answers(served: Served) -> dict[str, tuple[int, ...]]:
    """Return what the only ballot in the box says."""
    key = served.installation.keys.read(1)
    [body] = served.installation.box(1).bodies()
    return dict(unseal(body, QUESTIONS, key).answers)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at one."""
    if folder := os.environ.get("PEIL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@short_form("language", ["en", "nl"], ["nl"])
def test_the_light_page_says_its_length_shows_progress_and_takes_all_or_some(
    served: Served, phone: Page, language: str
) -> None:
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    loaded: list[float] = []
    wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    phone.goto(f"{served.address}/a/{served.tokens[0]}", wait_until="networkidle")
    assert len(loaded) <= MOST_RESPONSES
    assert loaded[0] <= MOST_BYTES
    assert sum(loaded) <= MOST_WITH_SCRIPT
    name, said = SAID[language]
    for words in (name, said):
        expect(phone.get_by_text(words).first).to_be_visible()
    assert fits(phone)
    fields = phone.locator("fieldset")
    expect(fields).to_have_count(len(QUESTIONS))
    look(phone, f"light-{language}")
    far: list[float] = []
    skipped = {3, 28}
    for number, question in enumerate(QUESTIONS):
        if number in skipped:
            continue
        option = number % question.scale.size
        fields.nth(number).locator(f"input[value='{option}']").check(force=True)
        far.append(phone.locator("#bar").evaluate("bar => bar.getBoundingClientRect().width"))
    assert far == sorted(far)
    assert far[0] < far[-1] / 10
    expect(phone.locator("#far")).to_contain_text(f"28 {'of' if language == 'en' else 'van'} 29")
    look(phone, f"light-answered-{language}")
    phone.get_by_role("button", name=SEND[language]).click()
    expect(phone.get_by_role("heading", level=1, name=THANKS[language])).to_be_visible()
    look(phone, f"light-thanks-{language}")
    assert answers(served) == {
        q.id: (n % q.scale.size,) for n, q in enumerate(QUESTIONS) if n not in skipped
    }


@short_form("language", ["en", "nl"], ["en"])
def test_the_page_in_the_app_says_the_same_and_takes_all_or_some(
    served: Served, phone: Page, language: str
) -> None:
    phone.goto(f"{served.address}/answer?t={served.tokens[0]}")
    groups = phone.get_by_test_id("stForm").get_by_role("radiogroup")
    expect(groups).to_have_count(len(QUESTIONS))
    name, said = SAID[language]
    for words in (name, said):
        expect(phone.get_by_text(words).first).to_be_visible()
    last = f"29 {'of' if language == 'en' else 'van'} 29"
    expect(phone.get_by_text(last).first).to_be_attached()
    assert fits(phone)
    look(phone, f"app-{language}")
    skipped = {3, 28}
    for number, question in enumerate(QUESTIONS):
        if number not in skipped:
            option = number % question.scale.size
            groups.nth(number).get_by_role("radio").nth(option).check(force=True)
    phone.get_by_role("button", name=SEND[language]).click()
    expect(phone.get_by_role("heading", level=1, name=THANKS[language])).to_be_visible()
    look(phone, f"app-thanks-{language}")
    assert answers(served) == {
        q.id: (n % q.scale.size,) for n, q in enumerate(QUESTIONS) if n not in skipped
    }
