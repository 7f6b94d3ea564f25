"""The one list of pages. Navigation, guards, links, preloading and the tests of rights read it.

To add a page, add an entry to `PAGES` and a file of the same name to `dashboard/pages/`, which
begins with `run = enter("its name")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from dashboard.session import Run
from surveys.access import Reader
from surveys.errors import N_
from surveys.experiments.rights import exist_in, may_open, may_plan
from surveys.organisation import roster_changes
from surveys.settings import Half
from surveys.waves import keeper_state_in

FOLDER = "dashboard/pages"

Condition = Callable[[Run], bool]

EVERYWHERE = frozenset[Half | None]({None, "answer", "dashboard"})
WITH_ANSWERING = frozenset[Half | None]({None, "answer"})
WITH_RESULTS = frozenset[Half | None]({None, "dashboard"})
ONLY_ANSWERING = frozenset[Half | None]({"answer"})
ONLY_RESULTS = frozenset[Half | None]({"dashboard"})


def everybody(run: Run) -> bool:
    """Return True: the page is open to everybody, signed in or not."""
    del run
    return True


def _readers(condition: Callable[[Reader], bool]) -> Condition:
    """Return the condition that the reader is signed in and meets another condition."""
    return lambda run: run.reader is not None and condition(run.reader)


_administrators = _readers(lambda reader: reader.administers)
_run_waves = _readers(lambda reader: reader.administers or reader.reads_everything)


def _may_set_up(run: Run) -> bool:
    """Return whether set-up is open: to administrators, and to the person who begins it."""
    has_just_begun = run.reader is None and "set_up_link" in st.session_state
    return run.needs_set_up or has_just_begun or _administrators(run)


def _is_no_kiosk(run: Run) -> bool:
    """Return whether the device is one person's: a kiosk has nothing to do but answer."""
    del run
    return "kiosk" not in st.query_params


def _has_keepers(run: Run) -> bool:
    """Return whether there are keepers, of later waves or of the open one."""
    return not run.has_ended and keeper_state_in(run.open_session()).has_any


def _has_experiments(run: Run) -> bool:
    """Return whether the menu lists experiments: to HR, to others once there is one."""
    if run.reader is not None and may_plan(run.reader):
        return True
    return not run.has_ended and exist_in(run.open_session())


@dataclass(frozen=True)
class Page:
    """A page: its file and address, who may open it, and where it is served and listed."""

    name: str
    """The file in `dashboard/pages/`, without `.py`; links name the page by it."""

    title: str
    """English, as in the catalogue; translated for each reader."""

    icon: str | None = None
    url_path: str | None = None
    """The address below the root, where it is not the name."""

    may_open: Condition = everybody
    """Whether a run may open the page; services guard what they return all the same."""

    menu: Literal["main", "administration"] | None = None
    """The menu that lists the page for those who may open it; None for a page behind a link."""

    is_listed: Condition = everybody
    """Whether the menu lists it now, for those who may open it."""

    halves: frozenset[Half | None] = WITH_RESULTS
    """The processes that serve it: those with one half, and (None) those with both."""

    is_first: bool = False
    """Whether it is the page at the root."""

    anonymous: bool = False
    """Whether its visitors need no account, so that it sets no cookie of ours."""

    has_head: bool = True
    """Whether it has the menu of the person; a presentation has a bar of its own."""

    has_token: bool = False
    """Whether links with a token open it, so that browsers must keep nothing of it."""

    charts: bool = False
    """Whether the browser loads the code of charts early; such a page reads results."""

    results: bool = False
    """Whether it reads results while it is drawn, without charts: one read transaction."""

    layout: Literal["centered", "wide"] | None = None

    @property
    def address(self) -> str:
        """The path below the root; the first page is reached at the root as well."""
        return self.url_path or self.name

    @property
    def file(self) -> str:
        """The path of the file, as Streamlit knows it."""
        return f"{FOLDER}/{self.name}.py"


PAGES = {
    page.name: page
    for page in (
        Page("start", N_("Welcome"), halves=ONLY_ANSWERING, is_first=True),
        Page("welcome", N_("Welcome"), is_first=True),
        Page("answer", N_("Answer"), halves=WITH_ANSWERING, anonymous=True, has_token=True),
        Page(
            "elsewhere",
            N_("Answer"),
            url_path="answer",
            halves=ONLY_RESULTS,
            anonymous=True,
            has_token=True,
        ),
        Page("privacy", N_("Privacy"), halves=EVERYWHERE, anonymous=True),
        Page(
            "organisation",
            N_("Organisation"),
            icon=":material/account_tree:",
            may_open=_readers(lambda reader: reader.reads_everything),
            menu="main",
            charts=True,
            layout="wide",
        ),
        Page(
            "team",
            N_("Team"),
            icon=":material/groups:",
            may_open=_readers(lambda reader: reader.reads_results),
            menu="main",
            charts=True,
            layout="wide",
        ),
        Page(
            "present",
            N_("Team meeting"),
            may_open=_readers(lambda reader: reader.reads_results),
            has_head=False,
            charts=True,
            layout="wide",
        ),
        Page(
            "talk",
            N_("Talk guide"),
            url_path="talk-guide",
            may_open=_readers(lambda reader: reader.reads_results),
            results=True,
        ),
        Page(
            "experiments",
            N_("Experiments"),
            icon=":material/science:",
            may_open=_readers(may_open),
            menu="main",
            is_listed=_has_experiments,
            charts=True,
            layout="wide",
        ),
        Page("results", N_("Results"), anonymous=True, charts=True, layout="wide"),
        Page(
            "measures",
            N_("What could help"),
            icon=":material/handyman:",
            url_path="what-could-help",
            menu="main",
        ),
        Page(
            "how_to_read",
            N_("How to read this"),
            icon=":material/help:",
            url_path="how-to-read",
            menu="main",
        ),
        Page(
            "for_yourself",
            N_("For yourself"),
            icon=":material/rule:",
            url_path="for-yourself",
            menu="main",
            is_listed=_is_no_kiosk,
            halves=EVERYWHERE,
            anonymous=True,
        ),
        Page(
            "trail",
            N_("Audit trail"),
            icon=":material/history:",
            may_open=_readers(lambda reader: reader.reads_trail),
            menu="main",
        ),
        Page(
            "count",
            N_("Count"),
            icon=":material/key:",
            may_open=_readers(lambda reader: reader.keeps_keys),
            menu="main",
            is_listed=_has_keepers,
        ),
        Page(
            "confirmations",
            N_("Confirmations"),
            icon=":material/verified_user:",
            may_open=_readers(lambda reader: reader.reads_trail),
            menu="main",
        ),
        Page(
            "set_up",
            N_("Set up"),
            icon=":material/tune:",
            may_open=_may_set_up,
            menu="administration",
        ),
        Page(
            "programme",
            N_("Programme"),
            icon=":material/calendar_month:",
            may_open=_run_waves,
            menu="administration",
            is_listed=_administrators,
        ),
        Page("preview", N_("Preview"), may_open=_administrators),
        Page(
            "messages",
            N_("Messages"),
            icon=":material/mail:",
            may_open=_run_waves,
            menu="administration",
            is_listed=_administrators,
        ),
        Page(
            "people",
            N_("People"),
            icon=":material/badge:",
            may_open=_readers(lambda reader: reader.administers or bool(reader.administered_units)),
            menu="administration",
            layout="wide",
        ),
        Page(
            "contacts",
            N_("Someone to talk to"),
            icon=":material/forum:",
            may_open=_readers(lambda reader: reader.keeps_contacts),
            menu="administration",
        ),
        Page(
            "connections",
            N_("API and webhooks"),
            icon=":material/api:",
            url_path="api-and-webhooks",
            may_open=_run_waves,
            menu="administration",
        ),
        Page(
            "history",
            N_("Earlier surveys"),
            icon=":material/history:",
            url_path="earlier-surveys",
            may_open=_administrators,
            menu="administration",
        ),
        Page(
            "roster_changes",
            N_("Changes of people"),
            icon=":material/move_group:",
            url_path="changes-of-people",
            may_open=_readers(roster_changes.may_read),
            menu="administration",
        ),
    )
}
"""All pages by name, in the order of the menus."""


def served(half: Half | None) -> list[Page]:
    """Return the pages of a process that serves one half, or both (None)."""
    return [page for page in PAGES.values() if half in page.halves]


def first_page(half: Half | None) -> Page:
    """Return the page at the root of a process that serves one half, or both (None)."""
    return next(page for page in served(half) if page.is_first)


def address_of(name: str, **query: str) -> str:
    """Return the address of a page, relative to any other; further arguments become its query."""
    return f"./{PAGES[name].address}" + (f"?{urlencode(query)}" if query else "")


WITH_CHARTS = frozenset(page.address for page in PAGES.values() if page.charts)
"""Addresses of the pages that draw charts."""

WITH_RESULTS_READ = WITH_CHARTS | {page.address for page in PAGES.values() if page.results}
"""Addresses of the pages that read results while they are drawn."""

ANONYMOUS = frozenset(page.address for page in PAGES.values() if page.anonymous)
"""Addresses of pages whose visitors need no account."""

WITH_TOKEN = frozenset(page.address for page in PAGES.values() if page.has_token)
"""Addresses of pages that links with a token open."""

LIGHT = "a"
"""The first part of the addresses of the light page, which is none of the app's."""

OPEN = frozenset(page.address for page in PAGES.values() if page.may_open is everybody) | {""}
"""Addresses of pages that nobody has to sign in for."""

BEHIND_SIGN_IN = frozenset(page.address for page in PAGES.values()) - OPEN
"""Addresses of pages that somebody has to sign in for."""

WITH_COOKIES = (OPEN | BEHIND_SIGN_IN) - ANONYMOUS
"""Addresses of pages that set cookies of ours: those of the app whose visitors may have an account.

Any other address sets none, whatever is behind it.
"""
