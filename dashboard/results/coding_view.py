"""HR reads the comments of a wave by theme, counts them, and compares two coders."""

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from dashboard.address import kept_in_address, number_in_address, page_turner, write_number
from dashboard.components.coding import CommentRow, coding_list
from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.errors import PeilError
from surveys.open_answers import (
    Sheet,
    WaveToCode,
    begin_coding,
    count_themes,
    read_agreement,
    read_sheet,
    save_codes,
)
from surveys.open_answers.codebook import MOST_THEMES
from surveys.statistics.kappa import MIN_CODED_BY_BOTH, Kappa
from surveys.texts import Texts, escape_markdown

ON_A_PAGE = 25
"""Comments on one page: few enough to draw at once, whatever the number in all."""

PAGE, _FAULT = "part", "coding_fault"


def wave_to_code(run: Run, waves: Sequence[WaveToCode]) -> WaveToCode:
    """Let somebody choose a wave with comments; the newest one first."""
    _ = run.texts.gettext
    by_id = {wave.id.hex: wave for wave in waves}
    chosen = st.selectbox(
        _("Wave"),
        list(by_id),
        format_func=lambda name: _name(by_id[name], run.texts),
        **kept_in_address("wave", list(by_id), always=True),
    )
    return by_id[str(chosen)]


def coding(run: Run, who: Reader, wave: WaveToCode) -> None:
    """Show the comments of a wave to one of its coders, a page at a time."""
    _ = run.texts.gettext
    if wave.coder is None:
        st.button(
            on_primary(_("Begin to read")),
            type="primary",
            key="begin_coding",
            on_click=once,
            args=("begin_coding", attempt, begin_coding, run.installation, who, wave.id),
        )
        return
    pages = -(-wave.comments // ON_A_PAGE)
    first = (number_in_address(PAGE, pages) - 1) * ON_A_PAGE
    sheet = read_sheet(run.installation, who, wave.id, first, ON_A_PAGE)
    _progress(sheet, run.texts)
    number = page_turner(PAGE, pages)
    key = f"coding_{wave.id.hex}_{sheet.coder}_{number}"
    rows = [CommentRow(c.id.hex(), c.text, c.themes, c.suggested) for c in sheet.comments]
    themes = [
        (t.id, t.name[run.texts.language], t.belongs[run.texts.language])
        for t in sheet.themes[:MOST_THEMES]
    ]
    if coding_list(rows, themes, _words(run.texts), key, _saver(run, who, wave.id, key)):
        write_number(PAGE, min(number_in_address(PAGE, pages) + 1, pages))
        st.rerun()
    if sheet.coder == "first":
        _count(run, who, wave, sheet)


def agreement(run: Run, who: Reader, wave: WaveToCode, names: dict[str, str]) -> None:
    """Show how far both coders agree on each theme, once both have read enough."""
    texts = run.texts
    _ = texts.gettext
    st.subheader(_("Two coders"), anchor=False)
    st.markdown(
        _(
            "A second person of HR reads the same comments, or some of them, without seeing what "
            "the first one chose. Cohen's kappa says how far both agree beyond chance: 1 is "
            "complete, 0 is chance. Where it is under 0.6, look at what belongs to the theme."
        )
    )
    found = read_agreement(run.installation, who, wave.id)
    known = {theme: kappa for theme, kappa in found.items() if isinstance(kappa, Kappa)}
    if not known:
        st.caption(
            _("Kappa is shown from {n} comments on that both have read.").format(
                n=MIN_CODED_BY_BOTH
            )
        )
        return
    st.table(
        {
            _("Theme"): [escape_markdown(names[theme]) for theme in known],
            _("Kappa, 95 % interval"): [
                f"{texts.number(k.kappa)} ({texts.number(k.low)} – {texts.number(k.high)})"
                for k in known.values()
            ],
            _("Agreed"): [texts.percent(k.observed) for k in known.values()],
            _("Comments"): [str(k.n) for k in known.values()],
        }
    )


def attempt(change: Callable[..., object], *args: object) -> None:
    """Make a change in a callback, and keep what it refuses for the page."""
    try:
        change(*args)
    except PeilError as fault:
        st.session_state[_FAULT] = fault


def show_fault(run: Run) -> None:
    """Show once what the last change refused."""
    fault = st.session_state.pop(_FAULT, None)
    if isinstance(fault, PeilError):
        show_error(fault, run.texts)


def _saver(run: Run, who: Reader, wave: UUID, key: str) -> Callable[[], None]:
    """Return what saves the themes that the browser has sent, as its callback."""

    def save() -> None:
        sent = st.session_state[key].get("codes") or {}
        themes = {bytes.fromhex(comment): list(given) for comment, given in sent.items()}
        attempt(save_codes, run.installation, who, wave, themes)

    return save


def _count(run: Run, who: Reader, wave: WaveToCode, sheet: Sheet) -> None:
    """Show the button that counts, once every comment has been read."""
    _ = run.texts.gettext
    if wave.counted:
        st.caption(_("Counted. Counting again replaces the numbers."))
    st.button(
        _("Count by theme"),
        icon=":material/calculate:",
        key="count_themes",
        disabled=sheet.unread > 0,
        help=_("Units show numbers from ten comments on."),
        on_click=once,
        args=("count_themes", attempt, count_themes, run.installation, who, wave.id),
    )


def _progress(sheet: Sheet, texts: Texts) -> None:
    _ = texts.gettext
    read = sheet.all - sheet.unread
    st.progress(
        read / sheet.all, _("{read} of {all} comments read").format(read=read, all=sheet.all)
    )
    if sheet.coder == "second":
        st.caption(_("You are the second coder: nothing is suggested to you."))


def _words(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "keys": _(
            "Keys: 1 to 9 give a theme or take it away, 0 means no theme, Enter takes what is "
            "suggested and goes on, the arrows go up and down."
        ),
        "comment": _("Comment {n}"),
        "suggested": _("because of"),
        "none": _("No theme"),
        "read": _("{read} of {all} on this page read"),
    }


def _name(wave: WaveToCode, texts: Texts) -> str:
    _ = texts.gettext
    name = wave.title or _("Wave {n}").format(n=wave.number)
    return _("{wave}: {n} comments").format(wave=name, n=wave.comments)
