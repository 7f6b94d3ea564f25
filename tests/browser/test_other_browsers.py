"""The light page in Firefox and WebKit: what differs between browsers, and what they keep."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest

from tests.browser.conftest import Demo, serve_copy
from tests.browser.other_browsers import PACKAGES, opened
from tests.browser.webdriver import SECONDS, WebDriverError, Window
from tests.privacy.leaky_site import leaky_site

QUESTIONS = 12
COMMENT = "seldom-written words"
CHOSEN = "[...document.querySelectorAll('fieldset :checked')].map(one => one.value).join()"
TITLE = "document.querySelector('h1').textContent"
STORED = "Object.entries(sessionStorage).flat().join()"
WRITTEN = "document.getElementById('comment').value"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
FITS = "document.documentElement.scrollWidth <= innerWidth"
SEND = "#answers button"
WRITTEN_WITHIN = 1.5
"""Seconds in which Firefox, as it is set here, writes down what it keeps."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def name(request: pytest.FixtureRequest) -> str:
    """The name of a browser; its tests are skipped where it is not installed."""
    return str(request.param)


@pytest.fixture(scope="module")
def demo(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """An example of its own, since the links of the other one are not enough for three browsers."""
    with serve_copy(example, tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="module")
def windows(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Window]]:
    """Two English phones, with scripts and without, for all tests."""
    folder = tmp_path_factory.mktemp(name)
    with (
        opened(name, folder / "script") as window,
        opened(name, folder / "plain", script=False) as plain,
    ):
        window.resize(360)
        plain.resize(360)
        yield {True: window, False: plain}


@pytest.fixture
def window(windows: dict[bool, Window]) -> Window:
    return windows[True]


@pytest.fixture
def plain(windows: dict[bool, Window]) -> Window:
    return windows[False]


def answer_all(window: Window, link: str, comment: str = COMMENT) -> None:
    """Choose the first option of the first question, the second of the second, and so on."""
    window.go(link)
    for question in range(QUESTIONS):
        window.click(f"#q{question + 1} .o", question % 5)
    window.write("#comment", comment)
    assert window.run(CHOSEN) == ",".join(str(number % 5) for number in range(QUESTIONS))


def send(window: Window, outcome: str, button: str = SEND) -> None:
    window.click(button)
    window.wait(TITLE, outcome)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_twelve_answers_are_sent_and_thanked_at_the_same_address(
    windows: dict[bool, Window], demo: Demo, script: bool
) -> None:
    window = windows[script]
    link = demo.next_light()
    answer_all(window, link)
    assert window.run("document.documentElement.className") == ("" if script else "plain")
    assert window.run("document.getElementById('far').textContent") == (
        "12 of 12" if script else ""
    )
    send(window, "Thank you")
    assert window.run("location.href") == link
    assert window.run("scrollY") == 0
    assert COMMENT in window.run("document.querySelector('dl').textContent")
    window.go(link)
    window.wait(TITLE, "This link has been used, or is not complete")


def test_without_a_script_it_asks_once_and_marks_names(plain: Window, demo: Demo) -> None:
    plain.go(demo.next_light())
    send(plain, "You have answered nothing yet")
    plain.click("[value=back]")
    plain.click("#q1 .o", 3)
    plain.write("#comment", "Ask sam@example.org, he knows")
    send(plain, "Your comment seems to name somebody")
    assert plain.run("document.querySelector('mark').textContent") == "sam@example.org"
    plain.click("[value=back]")
    plain.wait(WRITTEN, "Ask sam@example.org, he knows")
    assert plain.run("document.activeElement.id") == "comment"
    assert plain.run(CHOSEN) == "3"
    plain.write("#comment", "Somebody knows")
    send(plain, "Thank you")


def test_answers_stay_over_a_reload_and_a_change_of_language_and_go_with_sending(
    window: Window, demo: Demo
) -> None:
    window.go(demo.next_light())
    window.click("#q1 .o", 1)
    window.click("#q3 .o", 4)
    window.write("#comment", COMMENT)
    window.wait("sessionStorage.length", 1)
    _wait_for_the_last(window)
    window.reload()
    for language in ("en", "nl", "en"):
        window.wait("document.documentElement.lang", language)
        window.wait(CHOSEN, "1,4")
        window.wait(WRITTEN, COMMENT)
        window.click(".lang")
    window.wait("document.documentElement.lang", "nl")
    assert COMMENT not in window.run(STORED), "it is sealed"
    send(window, "Dank je wel")
    assert window.run(STORED) == ""


def _wait_for_the_last(window: Window) -> None:
    """Wait until a stored answer has not changed for a while."""
    before, now = None, window.run(STORED)
    while before != now:
        time.sleep(0.3)
        before, now = now, window.run(STORED)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_second_tap_takes_an_answer_back_but_a_double_tap_does_not(
    windows: dict[bool, Window], demo: Demo, script: bool
) -> None:
    window = windows[script]
    window.go(demo.light)
    window.double_click("#q1 .o", 3)
    assert window.run(CHOSEN) == "3"
    time.sleep(0.7)
    window.click("#q1 .o", 3)
    window.wait(CHOSEN, "")


def test_a_double_click_sends_once(window: Window, demo: Demo) -> None:
    """Whatever is sent for a second time is told that the link was used."""
    window.go(demo.next_light())
    window.click("#q1 .o", 2)
    window.double_click(SEND)
    window.wait(TITLE, "Thank you")


def test_back_and_forward_show_no_answer_again(
    name: str, windows: dict[bool, Window], demo: Demo
) -> None:
    for script, window in windows.items():
        if (name, script) == ("webkit", False):
            # It heeds `no-store` for pages behind one only where they came over HTTPS.
            continue
        link = demo.next_light()
        answer_all(window, link)
        send(window, "Thank you")
        window.go(f"{demo.address}/a/")
        # Without a script Firefox shows a page of its own, "Document Expired".
        with suppress(WebDriverError):
            window.back()
        window.wait("location.href", link)
        window.wait(f"document.documentElement.innerHTML.includes('{COMMENT}')", False)
        assert window.run(CHOSEN) == ""
        window.forward()
        window.wait("location.pathname", "/a/")


def test_nothing_scrolls_sideways_on_a_small_phone(
    name: str, demo: Demo, tmp_path: Path, in_full: bool
) -> None:
    """In Dutch, whose words are longer."""
    grounds = {False: "rgb(241, 238, 231)", True: "rgb(18, 24, 31)"}
    for dark in (False, True) if in_full else (True,):
        with opened(name, tmp_path / f"dark-{dark}", dark=dark) as window:
            window.resize(320)
            window.go(f"{demo.light}?lang=nl")
            window.click(".stored summary")
            assert window.run(GROUND) == grounds[dark]
            assert window.run(FITS)
            window.go(f"{demo.address}/a/?lang=nl")
            assert window.run(FITS)


def test_what_firefox_keeps_for_its_next_start_holds_no_answer(
    demo: Demo, tmp_path: Path, in_full: bool
) -> None:
    """All files are searched, unpacked: before sending, and when it was killed after sending."""
    for script in (True, False) if in_full else (True,):
        profile = tmp_path / f"script-{script}"
        with opened("firefox", profile, script=script) as window:
            answer_all(window, demo.next_light(), f"{COMMENT} of sam@example.org")
            wait_until_kept(profile, b"/a/")
            assert not answers_in(profile), "while they are filled in"
            send(window, "Your comment seems to name somebody")
            time.sleep(WRITTEN_WITHIN)
            assert not answers_in(profile), "while they wait for a second look"
            send(window, "Thank you", "[value=anyway]")
            time.sleep(WRITTEN_WITHIN)
        assert not answers_in(profile), "when they have been sent"


def answers_in(profile: Path) -> set[str]:
    """Return the names of the files with the comment or the first chosen option."""
    return files_with(profile, COMMENT.encode()) | files_with(profile, b"q1-0")


def test_that_search_finds_what_another_page_leaves(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with leaky_site() as port, opened("firefox", profile) as window:
        window.go(f"http://localhost:{port}/answer?t=token")
        window.write("#comment", COMMENT)
        wait_until_kept(profile, COMMENT.encode())
    assert files_with(profile, COMMENT.encode()) >= {"recovery.jsonlz4"}


def files_with(profile: Path, text: bytes) -> set[str]:
    """Return the names of the files of a profile that contain a text."""
    forms = (text, text.decode().encode("utf-16-le"))
    return {
        path.name for path in profile.rglob("*") if any(form in unpacked(path) for form in forms)
    }


def unpacked(path: Path) -> bytes:
    """Return what is in a file, if it is one, also where Firefox has compressed it."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        # A file may go while Firefox runs.
        return b""
    if not content.startswith(b"mozLz40\0"):
        return content
    size = int.from_bytes(content[8:12], "little")
    return bytes(pa.decompress(content[12:], size, codec="lz4_raw", asbytes=True))


def wait_until_kept(profile: Path, text: bytes) -> None:
    """Wait until Firefox has written a text to what it opens again after a crash."""
    file = profile / "sessionstore-backups/recovery.jsonlz4"
    end = time.monotonic() + SECONDS
    while not (file.exists() and text in unpacked(file)):
        assert time.monotonic() < end, "Firefox keeps nothing for its next start"
        time.sleep(0.1)
