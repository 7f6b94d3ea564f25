"""The turns of the keepers: who they are, whom the wave waits for, and the passphrase."""

from functools import partial

import streamlit as st

from dashboard.administration.shown_once import progress_bar
from dashboard.clock import now
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.counting import (
    TurnResult,
    can_hand_in,
    hand_in,
    outcome_of,
    take_turn,
    waits_for_keepers,
)
from surveys.errors import PeilError, Phrase
from surveys.installation.custody import BOX_AND_KEY, LOST
from surveys.texts import Texts, escape_markdown
from surveys.waves import KeeperState, keeper_state

OUTCOME, TRIES, HANDED = "turn_outcome", "turn_tries", "turn_handed_in"


def state_of(run: Run) -> KeeperState:
    """Return who keeps the keys of this installation."""
    return keeper_state(run.installation)


def who_keeps(state: KeeperState, texts: Texts) -> None:
    """Show the keepers of the open wave and of later ones."""
    _ = texts.gettext
    if not state.has_any:
        st.markdown(
            _(
                "No keeper is named, so the clock counts each wave by itself. `peil keys protect` "
                "on the server names one or two."
            )
        )
        return
    if state.wave is not None:
        st.markdown(
            _("The key of wave {n} is sealed for {names}.").format(
                n=state.wave, names=_listed(state.sealed_for, texts)
            )
        )
    if state.keepers and state.keepers != state.sealed_for:
        st.markdown(
            _("The keepers of later waves are {names}.").format(names=_listed(state.keepers, texts))
        )


def turn(run: Run, state: KeeperState) -> None:
    """Let a keeper type their passphrase, once the wave has closed and waits for it."""
    _ = run.texts.gettext
    if HANDED in st.session_state:
        _wait_for_clock(run)
        return
    if not state.has_any:
        return
    waiting = waits_for_keepers(run.installation, now())
    if waiting is None:
        st.info(_("Nothing waits for the keepers now."), icon=":material/hourglass_empty:")
        return
    names = _listed(waiting.waits_for or waiting.sealed_for, run.texts)
    st.info(
        _("**Wave {n} has closed and waits for {names}.** Nothing is counted until then.").format(
            n=waiting.wave, names=names
        ),
        icon=":material/key:",
    )
    if not run.installation.keeps_time and not can_hand_in(run.installation):
        st.markdown(
            _(
                "The key folder is on another machine than this page, and the clock there is not "
                "at work. Type the passphrase into the command `peil close-wave` on that machine."
            )
        )
        return
    key = _field()
    with st.form("turn", border=True):
        st.text_input(
            _("Your passphrase"), type="password", key=key, autocomplete="off", max_chars=1024
        )
        st.caption(
            _(
                "Each keeper does this once, in any order, on any device. It takes some seconds, "
                "and the last one counts the wave."
            )
        )
        st.form_submit_button(
            on_primary(_("Take my turn")),
            type="primary",
            key="take_turn",
            on_click=_take_turn,
            args=(run, run.require_reader(), key),
        )


def show_outcome(texts: Texts) -> None:
    """Show the outcome of the last turn once."""
    _ = texts.gettext
    outcome = st.session_state.pop(OUTCOME, None)
    if isinstance(outcome, PeilError | Phrase):
        show_error(outcome, texts)
    elif isinstance(outcome, TurnResult) and not outcome.is_counted:
        sentence = _("That was the turn of {name}. The wave still waits for {names}.")
        name, names = escape_markdown(outcome.name), _listed(outcome.waits_for, texts)
        st.success(sentence.format(name=name, names=names), icon=":material/check:")
    elif isinstance(outcome, TurnResult):
        st.success(
            _("The wave is counted. Its ballots, links and key are destroyed."),
            icon=":material/check:",
        )


def meaning(state: KeeperState, texts: Texts) -> None:
    """Show what box and key mean together, and what a lost passphrase means."""
    sentences = (BOX_AND_KEY, state.custody, LOST)
    st.caption(" ".join(texts.gettext(sentence) for sentence in sentences))


def _field() -> str:
    """Return the key of the input: a new one after each turn, so that no passphrase is kept."""
    return f"passphrase_{st.session_state.get(TRIES, 0)}"


def _take_turn(run: Run, who: Reader, key: str) -> None:
    """Take a turn in a callback; the passphrase leaves the session before anything else."""
    passphrase = str(st.session_state[key])
    del st.session_state[key]
    st.session_state[TRIES] = st.session_state.get(TRIES, 0) + 1
    run.end_reading()
    counting = run.texts.gettext("The ballots are counted")
    try:
        if run.installation.keeps_time:
            with progress_bar() as report:
                report(run.texts.gettext("The key is opened"), 0, 1)
                st.session_state[OUTCOME] = take_turn(
                    run.installation, passphrase, now(), who, partial(report, counting)
                )
        else:
            st.session_state[HANDED] = hand_in(run.installation, who, passphrase)
    except PeilError as refused:
        st.session_state[OUTCOME] = refused


@st.fragment(run_every=3)
def _wait_for_clock(run: Run) -> None:
    """Ask the clock again and again for the outcome of the passphrase, and show it."""
    handed, who = st.session_state.get(HANDED), run.reader
    if handed is None or who is None:
        return
    outcome = outcome_of(run.installation, who, handed)
    if outcome is None:
        sentence = run.texts.gettext("The clock takes your passphrase, within half a minute.")
        st.info(sentence, icon=":material/schedule:")
        return
    del st.session_state[HANDED]
    st.session_state[OUTCOME] = outcome
    st.rerun()


def _listed(names: tuple[str, ...], texts: Texts) -> str:
    join = texts.gettext("{one} and {other}")
    shown = [escape_markdown(name) for name in names]
    return join.format(one=shown[0], other=shown[1]) if len(shown) == 2 else ", ".join(shown)
