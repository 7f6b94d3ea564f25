"""Comments to be read by theme, with the keyboard: one page of them, drawn by the browser."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.components import as_text, text_beside

_CODING = st.components.v2.component(
    "peil_coding",
    html="<div class='coding'></div>",
    css=text_beside("coding.css"),
    js=text_beside("coding.js"),
    isolate_styles=True,
)


@dataclass(frozen=True)
class CommentRow:
    """A comment by its id, its themes (None: not read yet), and the words that suggest some."""

    id: str
    text: str
    themes: Sequence[str] | None
    suggested: Mapping[str, Sequence[str]]


def coding_list(
    rows: Sequence[CommentRow],
    themes: Sequence[tuple[str, str, str]],
    words: Mapping[str, str],
    key: str,
    on_codes: Callable[[], None],
) -> bool:
    """Show comments with their themes; return whether the next page was asked for.

    `themes` has id, name and what belongs to each. What was chosen is in the state of the session
    under `key`, as `codes`: themes by the id of a comment, of all that were read on this page.
    """
    data = {
        "page": key,
        "words": dict(words),
        "themes": themes,
        "comments": [(row.id, row.text, row.themes, row.suggested) for row in rows],
    }
    result = _CODING(
        data=as_text(data),
        key=key,
        on_codes_change=on_codes,
        on_turn_change=lambda: None,
    )
    return bool(result.get("turn"))
