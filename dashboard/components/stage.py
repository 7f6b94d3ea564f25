"""The stage of a presentation: a bar to turn slides, keys, swipes, full screen and notes.

Keys are those of presenters' clickers: arrows, Page Up and Page Down, space; A for the last slide,
on which a team agrees on something, F for the full screen and Escape to leave. None of them counts
while somebody types or chooses. `static/pages.css` makes everything on a page with a stage as large
as a room needs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from dashboard.components import as_text, text_beside

KEY = "stage"
"""The key by which `static/pages.css` knows that a page is a presentation."""


@dataclass(frozen=True)
class StageWords:
    """The words on the stage, in the language of the slides."""

    leave: str
    back: str
    forward: str
    agree: str
    """Of the way to the last slide, on which a team agrees on something."""

    position: str
    """Of the slide, for screen readers: "Slide {n} of {last}", with both in braces."""
    full_screen: str
    language: str
    """The name of the other language, in that language."""
    language_code: str
    notes: str
    notes_help: str
    close: str


@dataclass(frozen=True)
class NotesLink:
    """The address of the notes, and its QR code: a row of 0 and 1 for each row of the picture."""

    address: str
    rows: Sequence[str]


_HTML = """
<div class="stage">
  <div class="top">
    <button type="button" class="quiet notes" aria-haspopup="dialog" hidden></button>
    <button type="button" class="quiet language"></button>
    <button type="button" class="quiet screen" hidden></button>
  </div>
  <div class="bar" role="group">
    <button type="button" class="plain leave"><span aria-hidden="true">&#10005;</span>
      <span class="word"></span></button>
    <span class="space"></span>
    <button type="button" class="plain back"><span aria-hidden="true">&#8592;</span>
      <span class="word"></span></button>
    <span class="number" aria-hidden="true"></span>
    <span class="said" role="status"></span>
    <button type="button" class="plain agree" hidden></button>
    <button type="button" class="forward"><span class="word"></span>
      <span aria-hidden="true">&#8594;</span></button>
  </div>
  <dialog class="link">
    <p class="help"></p>
    <svg class="code" xmlns="http://www.w3.org/2000/svg" role="img"></svg>
    <p class="address"></p>
    <form method="dialog"><button class="quiet close"></button></form>
  </dialog>
</div>
"""

_mount = st.components.v2.component(
    "stage", html=_HTML, css=text_beside("stage.css"), js=text_beside("stage.js")
)


def stage(
    slide: int,
    last: int,
    words: StageWords,
    *,
    on_turn: Callable[[int], None],
    on_language: Callable[[str], None],
    notes_link: NotesLink | None = None,
    with_screen: bool = True,
) -> bool:
    """Show the stage with the number of a slide, from 1 to `last`; return whether somebody leaves.

    `on_turn` gets the number of the wanted slide, `on_language` the code of the other language;
    both run before the next run of the page. `with_screen`: whether the full screen is offered.
    """

    def turned() -> None:
        wanted = _told("turn")
        if isinstance(wanted, int):
            on_turn(wanted)

    def spoken() -> None:
        if wanted := _told("language"):
            on_language(str(wanted))

    data: Mapping[str, object] = {
        "slide": slide,
        "last": last,
        "words": asdict(words),
        "notes_link": None if notes_link is None else asdict(notes_link),
        "with_screen": with_screen,
    }
    said = _mount(
        key=KEY,
        data=as_text(data),
        on_turn_change=turned,
        on_language_change=spoken,
        on_leave_change=lambda: None,
    )
    return bool(said["leave"])


def _told(name: str) -> object:
    """Return what the browser sent with an event."""
    return st.session_state[KEY][name]
