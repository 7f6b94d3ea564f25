"""The light page in a browser: with and without a script, by touch, keyboard and screen reader."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.conftest import Demo

QUESTIONS = 12
SHEET = "fieldset"
MOST_BYTES, MOST_RESPONSES = 12_000, 2
MOST_PIXELS_TO_SEND = 2_250


@contextmanager
def opened(
    browser: Browser,
    *,
    language: str = "en-GB",
    width: int = 360,
    script: bool = True,
    dark: bool = False,
    zoom: float = 1,
) -> Iterator[Page]:
    """Open a phone that keeps nothing of an earlier visit."""
    context = browser.new_context(
        locale=language,
        viewport={"width": int(width / zoom), "height": int(740 / zoom)},
        device_scale_factor=zoom,
        has_touch=width < 1_000,
        is_mobile=width < 1_000 and zoom == 1,
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    yield page
    context.close()


def choose(page: Page, question: int, option: int) -> None:
    """Tap an option where a finger would, in the middle of its cell."""
    field = page.locator(SHEET).nth(question - 1)
    field.locator("input:not([value=''])").nth(option - 1).scroll_into_view_if_needed()
    box = field.locator(".o").nth(option - 1).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def send(page: Page, label: str = "Send my answers") -> None:
    page.get_by_role("button", name=label).click()


def expect_title(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def count_posts(page: Page) -> list[Request]:
    """Return the list to which every form that is sent will be added."""
    posts: list[Request] = []
    page.on("request", lambda r: posts.append(r) if r.method == "POST" else None)
    return posts


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_twelve_answers_and_a_comment_are_sent_and_thanked_at_the_same_address(
    browser: Browser, demo: Demo, script: bool
) -> None:
    with opened(browser, language="nl-NL", script=script) as page:
        link = demo.next_light()
        page.goto(link)
        expect(page.locator(SHEET)).to_have_count(QUESTIONS)
        title = page.title()
        for question in range(1, QUESTIONS + 1):
            choose(page, question, 1 + question % 5)
        expect(page.locator("fieldset input:checked")).to_have_count(QUESTIONS)
        page.get_by_role("textbox").fill("Meer rust op vrijdag")
        send(page, "Verstuur mijn antwoorden")
        expect_title(page, "Dank je wel")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        assert page.url == link
        assert page.title() == title
        expect(page.get_by_text("Meer rust op vrijdag")).not_to_be_visible()
        page.get_by_text("Wat je hebt geantwoord").click()
        expect(page.get_by_text("Meer rust op vrijdag")).to_be_visible()
        page.goto(link)
        expect_title(page, "Deze link is gebruikt, of niet compleet")


def test_a_second_tap_takes_an_answer_back_but_a_double_tap_does_not(
    browser: Browser, demo: Demo
) -> None:
    for script in (True, False):
        with opened(browser, script=script) as page:
            page.goto(demo.light)
            mood = page.locator(SHEET).first
            box = mood.locator(".o").nth(3).bounding_box()
            assert box is not None
            at = box["x"] + 30, box["y"] + 30
            page.mouse.dblclick(*at)
            expect(mood.locator("input:checked")).to_have_value("3")
            page.wait_for_timeout(700)
            page.mouse.click(*at)
            expect(mood.locator("input:checked")).to_have_value("")


def test_without_a_script_it_asks_once_marks_names_and_too_many_choices(
    browser: Browser, demo: Demo
) -> None:
    with opened(browser, script=False) as page:
        page.goto(demo.next_light())
        send(page)
        expect_title(page, "You have answered nothing yet")
        send(page, "Back to the questions")
        choose(page, 1, 4)
        page.get_by_role("textbox").fill("Ask sam@example.org, he knows")
        send(page)
        expect_title(page, "Your comment seems to name somebody")
        expect(page.locator("mark")).to_have_text("sam@example.org")
        send(page, "Change my comment")
        expect(page.get_by_role("textbox")).to_have_value("Ask sam@example.org, he knows")
        expect(page.get_by_role("textbox")).to_be_focused()
        expect(page.locator(SHEET).first.locator("input:checked")).to_have_value("3")
        page.get_by_role("textbox").fill("Somebody knows")
        send(page)
        expect_title(page, "Thank you")


def test_answers_stay_over_a_reload_and_a_change_of_language_and_go_with_sending(
    browser: Browser, demo: Demo
) -> None:
    kept = "Object.entries(sessionStorage).flat().join()"
    with opened(browser) as page:
        page.goto(demo.next_light())
        choose(page, 1, 2)
        choose(page, 3, 5)
        page.get_by_role("textbox").fill("seldom-written words")
        page.wait_for_function("sessionStorage.length === 1")
        page.wait_for_timeout(300)
        for again in (
            page.reload,
            lambda: page.get_by_role("link", name="Nederlands").click(),
            lambda: page.get_by_role("link", name="English").click(),
        ):
            again()
            expect(page.locator("fieldset input:checked")).to_have_count(2)
            expect(page.get_by_role("textbox")).to_have_value("seldom-written words")
        assert "seldom" not in page.evaluate(kept), "it is sealed"
        other = page.context.new_page()
        other.goto(page.url)
        expect(other.locator("fieldset input:checked")).to_have_count(0)
        send(page)
        expect_title(page, "Thank you")
        assert page.evaluate(kept) == ""


def test_a_double_click_sends_once(browser: Browser, demo: Demo) -> None:
    with opened(browser) as page:
        posts = count_posts(page)
        page.goto(demo.next_light())
        choose(page, 1, 3)
        page.get_by_role("button", name="Send my answers").dblclick()
        expect_title(page, "Thank you")
        assert len(posts) == 1


def test_of_two_tabs_the_second_one_hears_that_the_link_was_used(
    browser: Browser, demo: Demo
) -> None:
    with opened(browser) as page:
        page.goto(demo.next_light())
        other = page.context.new_page()
        other.goto(page.url)
        for tab, outcome in ((page, "Thank you"), (other, "This link has been used, or is")):
            choose(tab, 2, 2)
            send(tab)
            expect_title(tab, outcome)


def test_without_a_connection_the_answers_wait_and_go_by_themselves(
    browser: Browser, demo: Demo
) -> None:
    with opened(browser) as page:
        page.goto(demo.next_light())
        choose(page, 1, 5)
        page.context.set_offline(True)
        send(page)
        waiting = page.get_by_text("No connection. Your answers are still here")
        expect(waiting).to_be_visible()
        expect(page.locator(SHEET).first.locator("input:checked")).to_have_value("4")
        page.context.set_offline(False)
        expect_title(page, "Thank you")


def test_when_the_server_took_the_answers_but_could_not_say_so_the_page_finds_out(
    browser: Browser, demo: Demo
) -> None:
    lost = Counter[str]()

    def lose_first(route: Route) -> None:
        if route.request.method == "POST" and not lost["answer"]:
            lost["answer"] += 1
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    with opened(browser) as page:
        page.goto(demo.next_light())
        choose(page, 1, 1)
        page.route("**/a/*", lose_first)
        send(page)
        expect_title(page, "Your answers have arrived")
        assert page.evaluate("sessionStorage.length") == 0


def test_back_and_forward_show_no_answer_again(browser: Browser, demo: Demo) -> None:
    with opened(browser) as page:
        page.goto(demo.next_light())
        choose(page, 1, 4)
        send(page)
        expect_title(page, "Thank you")
        entries = page.evaluate("history.length")
        page.goto(f"{demo.address}/a/")
        page.go_back()
        expect_title(page, "This link has been used, or is not complete")
        assert page.evaluate("history.length") == entries + 1


def test_own_answers_stay_on_the_device_if_wanted_and_reach_nobody(
    browser: Browser, demo: Demo
) -> None:
    """Every request of both visits is looked at: each holds what was chosen in it and no more."""
    asked: list[tuple[str, str, str | None]] = []
    own = "localStorage.length"
    with opened(browser) as page:
        page.on("request", lambda r: asked.append((r.method, r.url, r.post_data)))
        for option, is_first in ((4, True), (2, False)):
            link = demo.next_light()
            page.goto(link)
            choose(page, 1, option)
            send(page)
            expect_title(page, "Thank you")
            if is_first:
                assert page.evaluate(own) == 0
                page.get_by_role("button", name="Keep on this device").click()
            expect(page.get_by_text(f"Mood: you {option}, team")).to_be_visible()
            assert page.evaluate(own) == 1
            page.wait_for_timeout(300)
            files = [url for method, url, _ in asked if method == "GET" and url != link]
            assert all(re.fullmatch(r".*/a/answer\.\w+\.js", url) for url in files)
            posts = [(url, body) for method, url, body in asked if method != "GET"]
            assert posts == [(link, f"q-mood_1={option - 1}&comment=")]
            asked.clear()
        page.get_by_role("button", name="Forget them on this device").click()
        expect(page.get_by_role("button", name="Keep on this device")).to_be_visible()
        assert page.evaluate(own) == 0
        assert asked == []


def test_the_keyboard_alone_is_enough(browser: Browser, demo: Demo) -> None:
    with opened(browser, width=1280) as page:
        page.goto(demo.next_light())
        expect(page.locator(SHEET)).to_have_count(QUESTIONS)
        while not page.evaluate("document.activeElement.name?.startsWith('q-')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        expect(page.locator(SHEET).first.locator("input:checked")).to_have_value("1")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        focused = page.get_by_role("radio", name="No answer").first
        expect(focused).to_be_focused()
        expect(focused).to_be_checked()
        page.keyboard.press("ArrowLeft")
        while page.evaluate("document.activeElement.tagName") != "BUTTON":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect_title(page, "Thank you")
        expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_screen_reader_hears_position_question_and_words(browser: Browser, demo: Demo) -> None:
    with opened(browser) as page:
        page.goto(demo.light)
        first = page.locator(SHEET).first
        expect(first).to_match_aria_snapshot("""
            - group /1 of 12\\. .*How did you feel at work\\?/:
              - radio "Very bad"
              - radio "Bad"
              - radio "Neither good nor bad"
              - radio "Good"
              - radio "Very good"
              - radio "No answer"
        """)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility_or_scrolls_sideways(
    browser: Browser, demo: Demo, dark: bool
) -> None:
    """In Dutch, whose words are longer, on a small phone, a phone, a tablet and a desk."""
    for width in (320, 360, 768, 1440):
        with opened(browser, language="nl-NL", width=width, dark=dark) as page:
            link = demo.light if width != 768 else demo.next_light()
            page.goto(link)
            _expect_sound(page)
            page.get_by_text("Wat wordt er precies opgeslagen?").click()
            _expect_sound(page)
            if width != 768:
                continue
            send(page, "Verstuur mijn antwoorden")
            expect_title(page, "Je hebt nog niets geantwoord")
            _expect_sound(page)
            send(page, "Verstuur leeg")
            expect_title(page, "Dank je wel")
            page.get_by_role("button", name="Bewaar op dit apparaat").click()
            _expect_sound(page)
            page.goto(link)
            expect_title(page, "Deze link is gebruikt, of niet compleet")
            _expect_sound(page)


def _expect_sound(page: Page) -> None:
    """Fail for any rule that axe knows, best practices included, and for sideways scrolling."""
    result = Axe().run(page).response
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in result["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


BROKEN_WORDS = """() =>
[...document.querySelectorAll(".row .o label:not(.undo)")].flatMap(label => {
  const text = [...label.childNodes].find(node => node.nodeType === Node.TEXT_NODE)
  return [...text.data.matchAll(/\\S+/g)].filter(word => {
    const range = document.createRange()
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length)
    return new Set([...range.getClientRects()].map(part => part.top)).size > 1
  }).map(word => word[0])
})"""


def test_no_word_of_an_option_is_broken_on_a_usual_phone(browser: Browser, demo: Demo) -> None:
    """Not even with the wide letters of this machine."""
    for language in ("en-GB", "nl-NL"):
        for width in (360, 375, 390, 412, 430, 768):
            with opened(browser, language=language, width=width) as page:
                page.goto(demo.light)
                assert page.evaluate(BROKEN_WORDS) == [], (language, width)


def test_at_twice_the_size_everything_is_in_one_column(browser: Browser, demo: Demo) -> None:
    with opened(browser, language="nl-NL", zoom=2) as page:
        page.goto(demo.light)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with opened(browser, language="nl-NL") as page:
        page.goto(demo.light)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_question_takes_two_responses_and_few_bytes(browser: Browser, demo: Demo) -> None:
    with opened(browser) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        loaded: list[float] = []
        wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
        page.goto(demo.light, wait_until="networkidle")
        expect(page.locator(SHEET).first).to_be_in_viewport()
        assert len(loaded) <= MOST_RESPONSES
        assert sum(loaded) <= MOST_BYTES
        bottom = page.locator("#answers button").evaluate(
            "button => button.getBoundingClientRect().bottom + scrollY"
        )
        # What was agreed may be of any length: counted as three lines.
        agreed = page.locator(".did").bounding_box()
        assert agreed is not None
        assert bottom - agreed["height"] + 3 * 22 <= MOST_PIXELS_TO_SEND


def test_by_touch_the_next_question_glides_into_sight(browser: Browser, demo: Demo) -> None:
    """Twelve taps without a flick, and the answered question stays in sight."""
    with opened(browser) as page:
        page.goto(demo.light)
        fields = page.locator(SHEET)
        for question in range(QUESTIONS):
            option = fields.nth(question).locator(".o").nth(2)
            expect(option).to_be_in_viewport(ratio=1)
            box = option.bounding_box()
            assert box is not None
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            _wait_for_rest(page)
        expect(page.get_by_role("button", name="Send my answers")).to_be_in_viewport()


def _wait_for_rest(page: Page) -> None:
    """Wait until the page has not scrolled for a while."""
    page.evaluate(
        """async () => {
          for (let last = -1; last !== scrollY;) {
            last = scrollY
            await new Promise(done => setTimeout(done, 150))
          }
        }"""
    )


def test_progress_follows_the_furthest_question_and_a_face_in_a_message_is_chosen(
    browser: Browser, demo: Demo
) -> None:
    with opened(browser) as page:
        page.goto(f"{demo.light}#4")
        expect(page.locator(SHEET).first.locator("input:checked")).to_have_value("3")
        assert "#" not in page.url
        expect(page.locator("#far")).to_have_text("1 of 12")
        choose(page, 6, 1)
        expect(page.locator("#far")).to_have_text("6 of 12")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("#far")).to_have_text(re.compile(r"1[0-2] of 12"))
