"""The one list of pages. Navigation, guards, links, preloading and the tests of rights read it.

To add a page, add an entry to `PAGES` and a file of the same name to `dashboard/pages/`, which
begins with `run = enter("its name")`.
"""

from urllib.parse import urlencode

from dashboard.page_definition import (
    EVERYWHERE,
    ONLY_ANSWERING,
    ONLY_RESULTS,
    WITH_ANSWERING,
    Page,
    administrators,
    everybody,
    has_experiments,
    has_keepers,
    is_no_kiosk,
    may_set_up,
    readers,
    run_waves,
)
from surveys import own_questions
from surveys.errors import N_
from surveys.experiments.rights import may_open
from surveys.open_answers import may_code
from surveys.organisation import roster_changes
from surveys.settings import Half

PAGES = {
    page.name: page
    for page in (
        Page(
            "start",
            N_("Welcome"),
            halves=ONLY_ANSWERING,
            is_first=True,
            needs_database=False,
        ),
        Page("welcome", N_("Welcome"), is_first=True),
        Page(
            "answer",
            N_("Answer"),
            halves=WITH_ANSWERING,
            anonymous=True,
            has_token=True,
            needs_database=False,
        ),
        Page(
            "elsewhere",
            N_("Answer"),
            url_path="answer",
            halves=ONLY_RESULTS,
            anonymous=True,
            has_token=True,
            needs_database=False,
        ),
        Page(
            "privacy",
            N_("Privacy"),
            halves=EVERYWHERE,
            anonymous=True,
            needs_database=False,
        ),
        Page(
            "organisation",
            N_("Organisation"),
            icon=":material/account_tree:",
            may_open=readers(lambda reader: reader.reads_everything),
            menu="main",
            charts=True,
            layout="wide",
        ),
        Page(
            "team",
            N_("Team"),
            icon=":material/groups:",
            may_open=readers(lambda reader: reader.reads_results),
            menu="main",
            charts=True,
            layout="wide",
        ),
        Page(
            "present",
            N_("Team meeting"),
            may_open=readers(lambda reader: reader.reads_results),
            has_head=False,
            charts=True,
            layout="wide",
        ),
        Page(
            "talk",
            N_("Talk guide"),
            url_path="talk-guide",
            may_open=readers(lambda reader: reader.reads_results),
            results=True,
        ),
        Page(
            "experiments",
            N_("Experiments"),
            icon=":material/science:",
            may_open=readers(may_open),
            menu="main",
            is_listed=has_experiments,
            charts=True,
            layout="wide",
        ),
        Page(
            "comments",
            N_("Comments by theme"),
            icon=":material/chat:",
            url_path="comments-by-theme",
            may_open=readers(may_code),
            menu="main",
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
            is_listed=is_no_kiosk,
            halves=EVERYWHERE,
            anonymous=True,
            needs_database=False,
        ),
        Page(
            "trail",
            N_("Audit trail"),
            icon=":material/history:",
            may_open=readers(lambda reader: reader.reads_trail),
            menu="main",
        ),
        Page(
            "count",
            N_("Count"),
            icon=":material/key:",
            may_open=readers(lambda reader: reader.keeps_keys),
            menu="main",
            is_listed=has_keepers,
        ),
        Page(
            "confirmations",
            N_("Confirmations"),
            icon=":material/verified_user:",
            may_open=readers(lambda reader: reader.reads_trail),
            menu="main",
        ),
        Page(
            "set_up",
            N_("Set up"),
            icon=":material/tune:",
            may_open=may_set_up,
            menu="administration",
        ),
        Page(
            "programme",
            N_("Programme"),
            icon=":material/calendar_month:",
            may_open=run_waves,
            menu="administration",
            is_listed=administrators,
        ),
        Page(
            "own_questions",
            N_("Own questions"),
            icon=":material/edit_note:",
            url_path="own-questions",
            may_open=readers(own_questions.may_read),
            menu="administration",
        ),
        Page("preview", N_("Preview"), may_open=administrators),
        Page(
            "messages",
            N_("Messages"),
            icon=":material/mail:",
            may_open=run_waves,
            menu="administration",
            is_listed=administrators,
        ),
        Page(
            "people",
            N_("People"),
            icon=":material/badge:",
            may_open=readers(lambda reader: reader.administers or bool(reader.administered_units)),
            menu="administration",
            layout="wide",
        ),
        Page(
            "contacts",
            N_("Someone to talk to"),
            icon=":material/forum:",
            may_open=readers(lambda reader: reader.keeps_contacts),
            menu="administration",
        ),
        Page(
            "connections",
            N_("API and webhooks"),
            icon=":material/api:",
            url_path="api-and-webhooks",
            may_open=run_waves,
            menu="administration",
        ),
        Page(
            "history",
            N_("Earlier surveys"),
            icon=":material/history:",
            url_path="earlier-surveys",
            may_open=administrators,
            menu="administration",
        ),
        Page(
            "roster_changes",
            N_("Changes of people"),
            icon=":material/move_group:",
            url_path="changes-of-people",
            may_open=readers(roster_changes.may_read),
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


def needs_database(address: str, half: Half | None) -> bool:
    """Return whether the page at an address has nothing to show while the database is away."""
    return (address or first_page(half).address) not in _WITHOUT_DATABASE


def address_of(name: str, **query: str) -> str:
    """Return the address of a page, relative to any other; further arguments become its query."""
    return f"./{PAGES[name].address}" + (f"?{urlencode(query)}" if query else "")


WIDE = frozenset(page.address for page in PAGES.values() if page.layout == "wide")
"""Addresses of the pages that are as wide as the screen."""

WITH_CHARTS = frozenset(page.address for page in PAGES.values() if page.charts)
"""Addresses of the pages that draw charts."""

WITH_RESULTS_READ = WITH_CHARTS | {page.address for page in PAGES.values() if page.results}
"""Addresses of the pages that read results while they are drawn."""

ANONYMOUS = frozenset(page.address for page in PAGES.values() if page.anonymous)
"""Addresses of pages whose visitors need no account."""

_WITHOUT_DATABASE = frozenset(page.address for page in PAGES.values() if not page.needs_database)

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
