"""A tablet that a whole shift answers on: whoever comes next finds nothing of anybody before.

Each attack is what the next person can do with the device in hand: look, go back, look at what is
suggested in a field, and read what the page has kept. Time passes by the clock of the browser.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from dashboard.answering.app.shared_device import LEFT_SECONDS, QUIET_SECONDS, THANKS_SECONDS
from dashboard.clock import today
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.waves import make_slips, open_wave
from tests.builders import add_people
from tests.chromium import FLAGS, engine
from tests.privacy.conftest import Units
from tests.serving import serving_peil
from tests.stored import box_rows

COMMENT, CHOSEN = "seldom-written words", "Very bad"
SECONDS = 30_000
HTML = "text/html; charset=utf-8"

KEPT = """() => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state,
  window.name, location.href, [...document.querySelectorAll("input, textarea")].map(f => f.value),
])"""

LEAKY = """
<!doctype html><title>Answer</title><main></main>
<script>
const main = document.querySelector("main"), show = html => { main.innerHTML = html }
const start = () => show(`<input aria-label="Code on your slip" value="${localStorage.code ?? ""}">
  <button onclick="ask(document.querySelector('input').value)">Go to the questions</button>
  <p>${history.state ?? ""}</p>`)
const ask = code => {
  localStorage.code = code
  history.replaceState("Very bad", "")
  show(`<button role="radio">Very bad</button><textarea aria-label="Comment"></textarea>
  <button onclick="thank(document.querySelector('textarea').value)">Send my answers</button>`)
}
const thank = comment => {
  history.pushState(comment, "")
  show(`<h1>Thank you</h1><p>${comment}</p>`)
  if (location.search === "?ends") setTimeout(start, 20_000)
}
addEventListener("popstate", start)
start()
</script>"""


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    """A page whose clock the test winds on."""
    browser = playwright.chromium.launch(executable_path=engine(), args=FLAGS)
    opened = browser.new_context(locale="en-GB").new_page()
    opened.set_default_timeout(SECONDS)
    opened.clock.install()
    yield opened
    browser.close()


def begin(page: Page, address: str, code: str) -> None:
    """Type a code and choose an answer."""
    page.goto(address)
    page.get_by_role("textbox", name="Code on your slip").fill(code)
    page.get_by_role("button", name="Go to the questions").click()
    page.get_by_role("radio", name=CHOSEN).click()
    if (comment := page.get_by_role("textbox")).count():
        comment.fill(COMMENT)


def send(page: Page) -> set[str]:
    """Send the answers; return what the thanks still show of them."""
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SECONDS)
    shown = page.content()
    return {"an answer on the thanks" for own in (COMMENT, CHOSEN) if own in shown}


def found_by_the_next(page: Page, code: str, entries: int) -> set[str]:
    """Return the kinds of traces that the next person finds, who sees the page for a code."""
    secrets = (COMMENT, CHOSEN, code)
    found = set()
    field = page.get_by_role("textbox", name="Code on your slip")
    try:
        expect(field).to_be_visible(timeout=5_000)
    except AssertionError:
        return {"the page of the person before"}
    if any(secret in page.content() for secret in secrets):
        found.add("something on the page")
    if any(secret in page.evaluate(KEPT) for secret in secrets):
        found.add("something kept by the page")
    if field.get_attribute("autocomplete") != "off":
        found.add("a suggestion in the field")
    if page.evaluate("history.length") != entries:
        found.add("an entry in the history")
    page.go_back()
    page.wait_for_load_state()
    if any(secret in page.content() for secret in secrets):
        found.add("something on the way back")
    return found


@pytest.fixture
def codes(installation: Installation, organisation: Units) -> list[str]:
    """The codes of six printed slips."""
    add_people(installation, organisation["North"], 6)
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=today(), closes_on=today())
    return list(made.codes)


@pytest.mark.parametrize("query", ["", "?kiosk"])
def test_the_next_person_finds_nothing_of_somebody_who_sent_or_who_left(
    page: Page, codes: list[str], installation: Installation, settings: Settings, query: str
) -> None:
    with serving_peil(settings.folder, "mailto://localhost:9") as address:
        begin(page, f"{address}/answer{query}", codes[0])
        entries = page.evaluate("history.length")
        assert send(page) == set()
        page.clock.run_for(THANKS_SECONDS * 1000 + 2_000)
        assert found_by_the_next(page, codes[0], entries) == set()
        begin(page, f"{address}/answer{query}", codes[1])
        entries = page.evaluate("history.length")
        page.clock.run_for(QUIET_SECONDS * 1000 + 2_000)
        expect(page.get_by_text("Are you still here?")).to_be_visible()
        page.get_by_role("button", name="I am still here").click()
        expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
        page.clock.run_for((QUIET_SECONDS + LEFT_SECONDS) * 1000 + 2_000)
        assert found_by_the_next(page, codes[1], entries) == set()
    assert box_rows(installation, 1, "SELECT count(*) FROM ballot") == [(1,)]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?stays", {"the page of the person before"}),
        (
            "?ends",
            {
                "something on the page",
                "something kept by the page",
                "a suggestion in the field",
                "an entry in the history",
                "something on the way back",
            },
        ),
    ],
)
def test_a_page_that_leaves_something_is_caught(page: Page, query: str, left: set[str]) -> None:
    address = f"http://localhost/{query}"
    page.route("http://localhost/**", lambda route: route.fulfill(body=LEAKY, content_type=HTML))
    begin(page, address, "K7QF-2M9D-X4TN-B8WR")
    entries = page.evaluate("history.length")
    assert send(page) == {"an answer on the thanks"}
    page.clock.run_for(THANKS_SECONDS * 1000 + 2_000)
    assert found_by_the_next(page, "K7QF-2M9D-X4TN-B8WR", entries) == left
