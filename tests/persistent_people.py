"""People who answer by either door and try again until they are thanked, and what they met."""

import http.client
import statistics
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page

from tests.proxies import UNTRUSTED

MOOD = "mood_1"
MOODS = ("Very bad", "Bad", "Neither good nor bad", "Good", "Very good")
OPTIONS = len(MOODS)
THANKED = ("Thank you", "Your answers have arrived")
LONGEST_TRY = 300
"""Seconds, once nothing is disturbed any more, after which somebody has not got through."""


@dataclass
class Outcome:
    """What people experienced."""

    accepted: Counter[int] = field(default_factory=Counter)
    """How often each option was accepted."""

    by_door: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    """Attempts beyond the first, by door."""

    seconds: list[float] = field(default_factory=list)
    """How long each of them took, from opening their link to the thanks."""

    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, door: str, option: int, tries: int, seconds: float) -> None:
        """Note that somebody was thanked."""
        with self._lock:
            self.accepted[option] += 1
            self.by_door[door] += 1
            self.tries[door] += tries
            self.seconds.append(seconds)

    @property
    def longest(self) -> float:
        """The longest that somebody took."""
        return max(self.seconds)

    def percentile(self, percent: int) -> float:
        """Return how long it took at most for so many in a hundred."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1]


def ask(address: str, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    """Send one request on a connection of its own; 0 and why where there is no answer."""
    connection = http.client.HTTPSConnection(
        urlsplit(address).netloc, timeout=60, context=UNTRUSTED
    )
    headers = {"Accept-Language": "en"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException) as fault:
        return 0, repr(fault)
    finally:
        connection.close()


AWAY = {
    0,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
"""What the script of the light page takes for no answer; without it people load the page again."""


def by_light_page(address: str, token: str, option: int, outcome: Outcome, end: float) -> None:
    """Open a link and send a form, as often as it takes."""
    began, path, tries = time.monotonic(), f"/a/{token}", -1
    fields: dict[str, str] | None = None
    while time.monotonic() < end + LONGEST_TRY:
        tries += 1
        if fields is None:
            status, page = ask(address, "GET", path)
            if status not in AWAY:
                assert status == HTTPStatus.OK, (status, page)
                fields = {f"q-{MOOD}": str(option)}
                tries -= 1
                continue
        else:
            status, page = ask(address, "POST", path, urlencode(fields))
            if status not in AWAY:
                assert any(words in page for words in THANKED), (status, page)
                outcome.note("light page", option, tries, time.monotonic() - began)
                return
            fields["again"] = "1"
        time.sleep(0.3)
    pytest.fail(f"nobody answered {tries} times: {status} {page}")


def sends_until(done: Locator, send: Locator) -> bool:
    """Press the button again whenever it is there a while later; return whether that is done.

    After a lost connection the page comes back as it was, or says that its link has been used.
    """
    for _ in range(4):
        with suppress(BrowserError):
            done.wait_for(timeout=5_000)
            return True
        with suppress(BrowserError):
            send.click(timeout=1_000)
    return False


def by_app(page: Page, address: str, token: str, option: int, outcome: Outcome, end: float) -> None:
    """Answer on the page in the app, in a browser; load it again when it does not go on."""
    began, has_sent = time.monotonic(), False
    tries = -1
    while True:
        tries += 1
        assert time.monotonic() < end + LONGEST_TRY, "nobody got through in the app"
        with suppress(BrowserError):
            page.goto(f"{address}/answer?t={token}", timeout=60_000)
            form = page.get_by_role("button", name="Send my answers")
            used = page.get_by_role("heading", name="This link has been used")
            form.or_(used).wait_for(timeout=60_000)
            if used.is_visible():
                assert has_sent, "a link was used by somebody else"
                break
            chosen_one = page.get_by_role("radio", name=MOODS[option], exact=True).first
            chosen_one.click(timeout=20_000)
            if not chosen_one.is_checked():
                continue
            has_sent = True
            form.click(timeout=20_000)
            thanked = page.get_by_role("heading", name="Thank you")
            if sends_until(thanked.or_(used), form):
                break
    outcome.note("app", option, tries, time.monotonic() - began)
