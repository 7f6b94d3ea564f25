"""The search of every page: which units and pages somebody may open, and how it leads there."""

from collections.abc import Sequence
from contextlib import closing

import streamlit as st

from dashboard.components.finder import Entry, finder
from dashboard.page_registry import PAGES
from dashboard.session import Run, is_still
from surveys.access import readable_units
from surveys.installation import open_snapshot
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR

LISTED = "listed"
"""Where the state of the session has the names of the pages in the menus."""

UNIT = "unit "
"""What begins the choice of a unit; that of a page is its name."""


@st.fragment
def search(run: Run) -> None:
    """Show the search over the pages in the menus and the units that the reader may read.

    Opening it reruns this fragment alone, after the run that drew the page.
    """
    _ = run.texts.gettext
    listed: Sequence[str] = st.session_state.get(LISTED, ())
    words = {
        "open": _("Find"),
        "field": _("Find a unit or a page"),
        "found": _("Units and pages"),
        "none": _("Nothing you may open has this in its name."),
        "more": _("{n} more: type on."),
        "wait": _("One moment …"),
    }
    chosen = finder(words, lambda: [*_pages(listed, run.texts), *_units(run)])
    if chosen is None:
        return
    if chosen.startswith(UNIT):
        st.switch_page(PAGES["team"].file, query_params={"unit": chosen.removeprefix(UNIT)})
    if chosen in listed:
        st.switch_page(PAGES[chosen].file)


def _pages(names: Sequence[str], texts: Texts) -> list[Entry]:
    kind = texts.gettext("Page")
    pages = [PAGES[name] for name in names]
    return [Entry(texts.gettext(p.title), kind, f"./{p.address}", p.name) for p in pages]


def _units(run: Run) -> list[Entry]:
    """Return the units that the reader may read, read anew, because the page may be old."""
    if run.reader is None or not is_still(run):
        st.rerun()
    snapshot = open_snapshot(run.installation) if run.reader.reads_results else None
    if snapshot is None:
        return []
    with closing(snapshot):
        units = readable_units(snapshot.session, run.reader)
    return [
        Entry(
            unit.name,
            PAGE_SEPARATOR.join(unit.above),
            f"./{PAGES['team'].address}?unit={unit.id.hex}",
            f"{UNIT}{unit.id.hex}",
        )
        for unit in units
    ]
