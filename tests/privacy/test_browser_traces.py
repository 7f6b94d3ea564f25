"""What stays in a browser, and in the log of a proxy, of somebody who answers or signs in.

Every browser notes the address of a link that is opened, whatever the page behind it does: neither
a redirect, nor an error, nor a script before the first file keeps it out of Chromium's history. So
the token of a link is in that history, which tells that somebody was invited. It stays in the
address of the page as well, before and after sending, so that loading the page again brings the
questions back: taking it out would add a second entry, and any other place that outlives a reload
is a file too. Whoever opens that entry while the wave is open sees, as with the invitation in the
mailbox, whether the link has been used. What must not be there is all the rest: anything typed, any
other address of the visit, a code, and whether the answers were sent. The last is tried by
comparing with somebody who looks at the same pages and sends none.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from dashboard.administration.slip_sheet import render_sheet
from dashboard.clock import now, today
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.sign_in import make_link_secret
from surveys.texts import Texts
from surveys.waves import make_slips, open_wave
from tests.browser.checks import SIGNED_IN
from tests.builders import add_people, add_unit, give_role
from tests.chromium import kept_on_disk
from tests.privacy.conftest import Units, bytes_of_files
from tests.privacy.leaky_site import leaky_site
from tests.serving import serving_peil
from tests.stored import box_rows
from tests.wire import Wire, listening

COMMENT, SEND = "seldom-written words", "Send my answers"
NOTED_BY_BROWSERS = {"History", "History-journal", "Favicons", "Sessions", "Top Sites", "ukm_db"}
"""Files and folders of a profile in which Chromium itself notes the address of an opened link."""

FIRST_TITLES = {"", "Streamlit", "Peil"}
"""The titles of every page of the app before its own one arrives."""

SECONDS = 30_000


@dataclass(frozen=True)
class Secrets:
    """What one person gets: a link of each door, the code of a slip, and a link to sign in."""

    light: str
    token: str
    code: str
    sign_in: str

    @property
    def all(self) -> tuple[str, ...]:
        return self.light, self.token, self.code, self.sign_in


@dataclass
class Visit:
    """What stays of one person's visit, in their browser and on the wire."""

    secrets: Secrets
    profile: Path
    wire: Wire
    shown_again: bool = False
    entries: list[list[int]] = field(default_factory=list)
    """The number of entries of each tab's history before and after sending."""

    def files_with(self, text: str) -> set[str]:
        """Return the names of the files, or of Chromium's folders, that contain a text."""
        forms = (text.encode(), text.encode("utf-16-le"))
        return {
            next((name for name in NOTED_BY_BROWSERS if name in path.parts), path.name)
            for path, content in self._files.items()
            if any(form in content for form in forms)
        }

    def history(self) -> Counter[tuple[str, int]]:
        """Return what Chromium's history lists: addresses without secrets, and visits."""
        rows = self._noted("SELECT url, visit_count FROM urls")
        return Counter((self._neutral(url), visits) for url, visits in rows)

    def titles(self) -> set[tuple[str, str]]:
        """Return addresses and titles in that history, without the first ones of every page.

        Which of a page's titles is noted depends on how fast it was loaded.
        """
        rows = self._noted("SELECT url, title FROM urls")
        return {(self._neutral(url), title) for url, title in rows if title not in FIRST_TITLES}

    def _noted(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.profile / "Default/History")) as connection:
            return connection.execute(query).fetchall()

    def pages(self) -> set[str]:
        """Return the path of every page of the site in any file of the profile."""
        host = re.escape(self.wire.address.encode())
        path = re.compile(host + rb"(/[a-z-]*?)(?=http|localhost|[^a-z-])")
        return {part.decode() for content in self._files.values() for part in path.findall(content)}

    def requested(self) -> set[str]:
        """Return what the browser has asked the site for, without secrets."""
        return {self._neutral(request.target) for request in self.wire.requests}

    @cached_property
    def _files(self) -> dict[Path, bytes]:
        """Every file of the profile, once its browser has closed."""
        return {path: path.read_bytes() for path in self.profile.rglob("*") if path.is_file()}

    def _neutral(self, text: str) -> str:
        for name, secret in zip(
            ("LIGHT", "TOKEN", "CODE", "SECRET"), self.secrets.all, strict=True
        ):
            text = text.replace(secret, name)
        return text.removeprefix(self.wire.address)


def traces(sent: Visit, unsent: Visit) -> set[str]:
    """Return the kinds of traces that two visits have left, one of them without sending."""
    requests = [request for visit in (sent, unsent) for request in visit.wire.requests]
    secrets = {*sent.secrets.all, *unsent.secrets.all}
    opening = re.compile(r"/a/[^/]+|/answer\?t=[^&]+|/sign-in/[^/?]+")
    # Streamlit's own, against forged uploads, comes with any page and says when the first was.
    cookie = re.compile(r"^cookie: (?!_streamlit_xsrf=[^;]*$)", re.IGNORECASE | re.MULTILINE)
    referrers = {request.referrer for request in requests if request.referrer}
    titles: dict[str, set[str]] = {}
    for address, title in sent.titles() | unsent.titles():
        titles.setdefault(address, set()).add(title)
    found = {
        "a secret in the request of a file": any(
            secret in request.target and not opening.fullmatch(request.target)
            for request in requests
            for secret in secrets
        ),
        "a secret in a referrer": any(secret in r for r in referrers for secret in secrets),
        "a page in a referrer": any(urlsplit(r).path not in {"", "/"} for r in referrers),
        "a cookie of who answers": any(
            cookie.search(r.head) for r in requests if r.target.startswith(("/answer", "/a/"))
        ),
        "a comment on the disk": any(visit.files_with(COMMENT) for visit in (sent, unsent)),
        "a code on the disk": any(v.files_with(v.secrets.code) for v in (sent, unsent)),
        "a secret beside the history": any(
            v.files_with(secret) - NOTED_BY_BROWSERS for v in (sent, unsent) for secret in secrets
        ),
        "an entry of its own for the thanks": sent.entries[0] != sent.entries[1],
        "a history that tells": sent.history() != unsent.history()
        or any(len(names) > 1 for names in titles.values()),
        "a file that tells": sent.pages() != unsent.pages(),
        "a request that tells": sent.requested() != unsent.requested(),
        "an answer shown again": sent.shown_again or unsent.shown_again,
    }
    return {kind for kind, holds in found.items() if holds}


class Person:
    """Somebody with a browser of their own, which notes what browsers note."""

    def __init__(self, browser: BrowserContext, visit: Visit) -> None:
        """Open the browser, with a tab for each link and one for the slip."""
        browser.set_default_timeout(SECONDS)
        self.visit, self.address = visit, visit.wire.address
        [self.link] = browser.pages
        self.slip, self.light = browser.new_page(), browser.new_page()

    def type(self) -> None:
        """Open the links and write comments; type the code of the slip in a tab of its own."""
        self.light.goto(f"{self.address}/a/{self.visit.secrets.light}")
        self.light.get_by_role("textbox", name="Anything you want to add?").fill(COMMENT)
        self.slip.goto(f"{self.address}/answer")
        self.slip.get_by_role("textbox", name="Code on your slip").fill(self.visit.secrets.code)
        self.link.bring_to_front()
        self.link.goto(f"{self.address}/answer?t={self.visit.secrets.token}")
        self.link.get_by_role("textbox", name="Anything you want to add?").fill(COMMENT)

    def finish(self, *, send: bool) -> None:
        """Send the answers of all tabs or not, look back at them, and sign in."""
        self.slip.get_by_role("button", name="Go to the questions").click()
        self.slip.get_by_role("textbox", name="Anything you want to add?").fill(COMMENT)
        links = (self.link, self.light)
        self.visit.entries.append([page.evaluate("history.length") for page in links])
        for page in (*links, self.slip) if send else ():
            page.get_by_role("button", name=SEND).click()
            expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=SECONDS)
        # A page for slips starts afresh some time after its thanks: its people have gone by then.
        self.slip.close()
        self.visit.entries.append([page.evaluate("history.length") for page in links])
        for page in links:
            self._look(page, page.reload)
            if not send:
                expect(page.get_by_role("button", name=SEND)).to_be_visible(timeout=SECONDS)
            page.goto(f"{self.address}/privacy")
            self._look(page, page.go_back)
        self.link.goto(f"{self.address}/sign-in/{self.visit.secrets.sign_in}")
        self.link.get_by_role("button", name="Sign in").click()
        expect(self.link.locator(SIGNED_IN)).to_be_visible(timeout=SECONDS)

    def _look(self, page: Page, go: Callable[[], object]) -> None:
        """Note whether somebody who comes back finds what was sent.

        What was not sent waits on the light page, in the same tab, and opens for nobody else.
        """
        go()
        expect(page.get_by_role("heading").first).to_be_visible(timeout=SECONDS)
        self.visit.shown_again |= COMMENT in page.content()


def two_visits(
    playwright: Playwright, site: int, people: Sequence[Secrets], folder: Path
) -> list[Visit]:
    """Let two people visit a site; the first sends the answers, the second does not."""
    with ExitStack() as opened:
        visitors = []
        for number, secrets in enumerate(people):
            visit = Visit(secrets, folder / str(number), opened.enter_context(listening(site)))
            browser = opened.enter_context(kept_on_disk(playwright, visit.profile))
            visitors.append(Person(browser, visit))
        for visitor in visitors:
            visitor.type()
        # Until Chromium writes down what was typed; that of the mutant shows that it has.
        visitors[0].link.wait_for_timeout(8_000)
        for visitor, send in zip(visitors, (True, False), strict=True):
            visitor.finish(send=send)
        # A page that has just opened still asks for parts of itself.
        seen = -1
        while (asked := sum(len(visitor.visit.wire.requests) for visitor in visitors)) != seen:
            seen = asked
            visitors[1].link.wait_for_timeout(3_000)
    return [visitor.visit for visitor in visitors]


@pytest.fixture
def two_people(
    installation: Installation, organisation: Units, settings: Settings, tmp_path: Path
) -> list[Secrets]:
    """Two people with a link, a printed slip and a link to sign in each."""
    depot = add_unit(installation, "Depot", organisation["Example"])
    add_people(installation, organisation["North"], 6)
    add_people(installation, depot, 6)
    readers = [add_people(installation, depot, 1, named=name)[0] for name in ("a", "b")]
    for reader in readers:
        give_role(installation, reader, "hr")
    sheet = render_sheet(
        make_slips(installation, ["Depot"]), Settings(address="http://localhost"), Texts("en"), 1
    )
    codes = re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", sheet)
    tokens = list(open_wave(installation, opens_on=today(), closes_on=today()).tokens.values())
    return [
        Secrets(light, token, code, make_link_secret(installation, reader, now()))
        for light, token, code, reader in zip(
            tokens[:2], tokens[2:4], codes[:2], readers, strict=True
        )
    ]


def test_a_browser_keeps_nothing_of_an_answer_and_not_even_that_there_is_one(
    playwright: Playwright,
    two_people: list[Secrets],
    installation: Installation,
    settings: Settings,
    tmp_path: Path,
) -> None:
    with serving_peil(settings.folder, "mailto://localhost:9") as address:
        site = urlsplit(address).port
        assert site is not None
        sent, unsent = two_visits(playwright, site, two_people, tmp_path)
    assert sent.requested() ^ unsent.requested() == set(), "a request that tells"
    assert traces(sent, unsent) == set()
    assert {what for what, *_ in sent.history()} == {
        "/a/LIGHT", "/answer?t=TOKEN", "/answer", "/privacy", "/", "/organisation",
        "/sign-in/SECRET",
    }  # fmt: skip
    assert box_rows(installation, 1, "SELECT count(*) FROM ballot") == [(3,)], "links and slip"
    stored = bytes_of_files(settings.folder)
    for secret in (*sent.secrets.all, *unsent.secrets.all, COMMENT):
        assert not [path for path, content in stored.items() if secret.encode() in content]


def test_a_mutant_that_leaves_traces_is_caught(playwright: Playwright, tmp_path: Path) -> None:
    people = [
        Secrets(*(f"{kind}-{who}" for kind in ("light", "token", "code", "in")))
        for who in ("a", "b")
    ]
    with leaky_site() as site:
        sent, unsent = two_visits(playwright, site, people, tmp_path)
    assert traces(sent, unsent) == {
        "a code on the disk",
        "a comment on the disk",
        "a cookie of who answers",
        "a file that tells",
        "a history that tells",
        "a page in a referrer",
        "a request that tells",
        "a secret beside the history",
        "a secret in a referrer",
        "a secret in the request of a file",
        "an answer shown again",
        "an entry of its own for the thanks",
    }
