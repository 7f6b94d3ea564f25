"""The state and the rhythm of the programme, with the forms that change them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import streamlit as st

from dashboard import wording
from dashboard.administration.people_confirmations_view import waiting_lately
from dashboard.clock import now
from dashboard.session import Run
from surveys.access import Reader
from surveys.counting import waits_for_keepers
from surveys.installation import KeeperError
from surveys.operations import waits_for_talks
from surveys.programme import (
    Programme,
    ProgrammeError,
    load_next_opening,
    load_programme,
    local_date,
)
from surveys.programme import changes as programme_changes
from surveys.texts import Texts, escape_markdown


@dataclass(frozen=True)
class Desk:
    """What every part of the page needs: the run, the administrator, the day, the programme."""

    run: Run
    who: Reader
    today: date
    programme: Programme | None

    @cached_property
    def next_day(self) -> date:
        """The day on which the next wave opens; today without a plan."""
        return load_next_opening(self.run.installation, self.today)

    @property
    def texts(self) -> Texts:
        """The texts in the language of the page."""
        return self.run.texts


def desk_of(run: Run, who: Reader) -> Desk:
    """Return the desk of a page run, with the programme as it is stored."""
    return Desk(run, who, local_date(run.installation, now()), load_programme(run.installation))


def show_outcome(texts: Texts) -> None:
    """Show the outcome of the last action once."""
    _, state = texts.gettext, st.session_state
    fault = state.pop("programme_fault", None)
    if fault is not None:
        kept = _("Nothing was changed.")
        wording.show_error(fault, texts, icon=":material/edit:", after=kept)
    if state.pop("programme_saved", False):
        st.success(_("Saved."), icon=":material/check:")


def attempt(change: Callable[[], object]) -> None:
    """Make a change in a callback, and keep its outcome for the page."""
    try:
        change()
    except ProgrammeError as error:
        st.session_state["programme_fault"] = error
    else:
        st.session_state["programme_saved"] = True


def state(desk: Desk) -> None:
    """Show whether the programme runs, and let somebody pause, resume or end it."""
    _, programme = desk.texts.gettext, desk.programme
    if programme is None:
        unset = _("No rhythm has been chosen yet. An administrator does that.")
        choose = _("Choose how often the pulse comes. Waves then open and close by themselves.")
        st.markdown(choose if desk.who.administers else unset)
        return
    sentences = {
        "running": _("**The programme is running.** Waves open and close by themselves."),
        "paused": _("**The programme is paused.** No wave opens until you start it."),
        "ended": _("**The programme has ended.** Save a rhythm to begin again."),
    }
    st.markdown(sentences[programme.state])
    if not desk.who.administers:
        return
    with st.container(horizontal=True):
        if programme.state == "running":
            _button(desk, _("Pause"), ":material/pause:", programme_changes.pause)
        if programme.state == "paused":
            _button(desk, _("Start"), ":material/play_arrow:", programme_changes.resume)
        if programme.state != "ended":
            with st.popover(_("End the programme"), icon=":material/stop:"):
                st.markdown(
                    _(
                        "No wave opens any more. An open wave is counted as planned, and results "
                        "stay."
                    )
                )
                _button(desk, _("Yes, end it"), None, programme_changes.end)


def who_waits(desk: Desk) -> None:
    """Show that the next wave waits for people to be confirmed, if it does."""
    if waiting := waiting_lately(desk.run):
        shown = desk.texts.ngettext(
            "The next wave waits until HR or the works council have confirmed {n} person, in: "
            "{units}.",
            "The next wave waits until HR or the works council have confirmed {n} people, in: "
            "{units}.",
            waiting.number,
            units=escape_markdown(", ".join(waiting.few_units)),
        )
        st.warning(shown, icon=":material/hourglass_top:")


def talks_awaited(desk: Desk) -> None:
    """Show that a wave should have opened and waits for talks, if it does; not of which units."""
    if waits_for_talks(desk.run.installation, now()):
        st.warning(
            desk.texts.gettext(
                "The next wave waits until half of the units with a leader and results have noted "
                "that they talked about these, or why not. HR sees which, and can note one reason "
                "for all of them."
            ),
            icon=":material/hourglass_top:",
        )


def waits_form(desk: Desk) -> None:
    """Let somebody choose whether waves wait for talks about the last results."""
    _, programme = desk.texts.gettext, desk.programme
    st.markdown(
        _(
            "From the third wave on, a wave waits while fewer than half of the units with a leader "
            "and results have noted that they talked about the last results, or why not. Leaders "
            "and HR read so beforehand, and HR can note one reason for all. People keep answering "
            "when something happens with their answers."
        )
    )
    if programme is None:
        return
    if programme.waits_for_talks:
        st.markdown(_("**Waves wait for talks.**"))
        label, on = _("Let waves open without talks"), False
    else:
        st.markdown(_("**Waves open without talks.**"))
        label, on = _("Let waves wait for talks"), True
    change = partial(programme_changes.wait_for_talks, desk.run.installation, desk.who, on=on)
    st.button(label, key="waits_for_talks", on_click=attempt, args=(change,))


def waiting(desk: Desk) -> None:
    """Show that the open wave has closed and waits for its keepers, if it does."""
    _ = desk.texts.gettext
    state = waits_for_keepers(desk.run.installation, now())
    if state is not None:
        words = KeeperError("waits", wave=state.wave, names=state.waits_for or state.sealed_for)
        wording.show_error(words, desk.texts, icon=":material/key:", show=st.info)


def _button(desk: Desk, label: str, icon: str | None, change: Callable[..., None]) -> None:
    st.button(
        label,
        icon=icon,
        key=f"programme_{change.__name__}",
        on_click=attempt,
        args=(lambda: change(desk.run.installation, desk.who),),
    )
