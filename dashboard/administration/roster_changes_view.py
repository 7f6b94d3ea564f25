"""The list of changes of people, day by day."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dashboard.address import page_turner
from surveys.organisation.roster_changes import Change
from surveys.texts import Texts, escape_markdown

PAGE_SIZE = 100


def changes_by_day(changes: Sequence[Change], texts: Texts) -> None:
    """Show changes by day, newest first, a hundred on a page, with the wave that was open."""
    _ = texts.gettext
    if not changes:
        st.caption(_("No changes yet."))
        return
    pages = -(-len(changes) // PAGE_SIZE)
    page = page_turner("page", pages)
    kinds = {"joined": _("joined"), "moved": _("moved"), "left": _("left")}
    shown = changes[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    for (day, wave), some in groupby(shown, lambda change: (change.noted_on, change.open_wave)):
        st.subheader(texts.date(day), anchor=False)
        if wave is not None:
            words = _("Wave {n} was open on this day, and was not touched.").format(n=wave)
            st.badge(words, icon=":material/lock:", color="gray")
        rows = list(some)
        st.table(
            {
                _("Name"): [escape_markdown(row.name) for row in rows],
                _("What"): [kinds[row.kind] for row in rows],
                _("From"): [escape_markdown(row.from_unit or "–") for row in rows],
                _("To"): [escape_markdown(row.to_unit or "–") for row in rows],
            },
            hide_index=True,
        )
