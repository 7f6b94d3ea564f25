"""The team meeting: a unit's results as slides on a stage, and notes for its leader."""

from collections.abc import Sequence

import segno
import streamlit as st

from dashboard.components.stage import NotesLink, StageWords, stage
from dashboard.navigation import switch_to
from dashboard.person_menu import keep_language, speak
from dashboard.remembered import send_to_browser
from dashboard.results.kept import support_line
from dashboard.results.reports import Reports
from dashboard.results.slides import slides
from dashboard.results.talk_guide import Slide
from surveys.access import ReadableUnit
from surveys.follow_up.talk_guide import LENGTHS
from surveys.settings import current_settings
from surveys.texts import LANGUAGES, Texts

NOTES = "notes"
"""The name in the address of a page with notes for the leader of the talk, without charts."""

MINUTES = "minutes"
"""The name in the address of how long the talk may take."""


def meeting(reports: Reports, unit: ReadableUnit) -> None:
    """Show the slide in the address on a stage; every slide is an entry of the history."""
    texts = reports.run.texts
    keep_language(reports.run)
    send_to_browser()
    length = requested_length()
    shown, notes = slides(reports, unit, length), NOTES in st.query_params
    place = _requested(len(shown) - 1)
    leaves = stage(
        place + 1,
        len(shown),
        _words(texts),
        on_turn=_turn_to,
        on_language=speak,
        notes_link=_link_to_notes(unit, length) if place == 0 and not notes else None,
        with_screen=not notes,
    )
    if leaves:
        switch_to("team", unit=unit.id.hex)
    with st.container(key="notes" if notes else "slide"):
        _draw(shown, place, notes, texts)
        if notes and place + 1 == len(shown):
            support_line(reports.run, unit.id)


def _draw(shown: Sequence[Slide], place: int, notes: bool, texts: Texts) -> None:
    slide = shown[place]
    st.caption(slide.facts)
    st.title(slide.title, anchor=False)
    if notes:
        _words_of(slide)
        with st.container(border=True):
            st.markdown(_for_the_leader(shown, place, texts))
        return
    words, beside = st.container(), None
    if slide.beside is not None:
        words, beside = st.columns([5, 7], gap="medium", vertical_alignment="top")
    with words:
        _words_of(slide)
        if slide.below is not None:
            slide.below()
    if slide.beside is not None and beside is not None:
        with beside:
            slide.beside()


def _words_of(slide: Slide) -> None:
    question = f"## {slide.question}" if slide.question else ""
    st.markdown("\n\n".join(filter(None, (*slide.told, question))), anchors=False)


def _for_the_leader(shown: Sequence[Slide], place: int, texts: Texts) -> str:
    _, slide = texts.gettext, shown[place]
    after = ""
    if place + 1 < len(shown):
        after = _("After this: {title}.").format(title=shown[place + 1].title)
    minutes = texts.ngettext("About {n} minute.", "About {n} minutes.", slide.minutes)
    for_you = _("For you")
    return f"**{for_you}**\n\n{slide.note}\n\n{minutes} {after}"


def _requested(last: int) -> int:
    """Return the index of the slide in the address, 0 without one."""
    requested = st.query_params.get("slide", "1")
    return min(max(int(requested) - 1, 0), last) if requested.isdecimal() else 0


def requested_length() -> int | None:
    """Return the minutes of the talk in the address; None for the short one."""
    requested = st.query_params.get(MINUTES)
    return next((length for length in LENGTHS if str(length) == requested), None)


def _turn_to(number: int) -> None:
    st.query_params["slide"] = str(number)


def _link_to_notes(unit: ReadableUnit, length: int | None) -> NotesLink:
    """Return the way to the notes. It opens nothing by itself: anybody who follows it signs in."""
    here = st.context.url or f"{current_settings().address}/present"
    address = f"{here}?unit={unit.id.hex}&{NOTES}=1"
    if length is not None:
        address += f"&{MINUTES}={length}"
    drawn = segno.make(address, error="m", micro=False)
    return NotesLink(address, ["".join("01"[bool(bit)] for bit in row) for row in drawn.matrix])


def _words(texts: Texts) -> StageWords:
    _ = texts.gettext
    code, name = next(one for one in LANGUAGES.items() if one[0] != texts.language)
    return StageWords(
        leave=_("Leave"),
        back=_("Back"),
        forward=_("Next"),
        agree=_("Agree (A)"),
        position=_("Slide {n} of {last}"),
        full_screen=_("Full screen (F)"),
        language=name,
        language_code=code,
        notes=_("Notes on my phone"),
        notes_help=_(
            "Scan this, or type the address, and sign in: the phone shows the same slides, with "
            "notes for you."
        ),
        close=_("Close"),
    )
