"""The parts of the guided set-up: the steps, and the questions of a wave."""

from datetime import datetime

import streamlit as st
from babel.dates import format_datetime

from dashboard import wording
from dashboard.administration.people_confirmations_view import waiting_lately
from dashboard.clock import now
from dashboard.once import once
from dashboard.session import Run
from surveys.access import Reader
from surveys.instrument import Question
from surveys.operations import Step, StepName, open_now
from surveys.programme.changes import resume
from surveys.settings import current_settings
from surveys.texts import Texts
from surveys.waves import WaveError

PAGES: dict[StepName, str] = {
    "people": "people",
    "roles": "people",
    "rhythm": "programme",
    "delivery": "messages",
}
"""The page of each step that has one; the others are done on the page of set-up."""

VIEWS: dict[StepName, str] = {"people": "import", "roles": "roles"}
"""The view with which the page of a step opens."""


def step_words(step: StepName, texts: Texts) -> tuple[str, str]:
    """Return the name and the purpose of a step."""
    _ = texts.gettext
    return {
        "organisation": (_("Organisation and counsellor"), _("Who we are, and whom to talk to.")),
        "people": (
            _("People and units"),
            _("Upload who works where; you see what will change before anything is saved."),
        ),
        "roles": (
            _("Who leads which unit, and who is HR"),
            _(
                "Managers see their own teams, HR sees the organisation, administrators nothing. "
                "The first in HR is confirmed on the server: `peil confirm-role`."
            ),
        ),
        "rhythm": (
            _("Rhythm"),
            _("How often a wave opens, for how long, and when everybody is reminded."),
        ),
        "delivery": (
            _("Messages"),
            _("How invitations reach people. Send yourself a test message."),
        ),
        "preview": (_("The first questions"), _("Look at what everybody will be asked first.")),
        "start": (
            _("Start"),
            _("From now on Peil opens and counts waves and sends reminders by itself."),
        ),
    }[step]


def step_head(number: int, step: Step, texts: Texts) -> None:
    """Show number, name and purpose of a step, and whether it is done."""
    _ = texts.gettext
    name, meaning = step_words(step.name, texts)
    state = _("done") if step.is_done else _("to do")
    icon = ":material/check_circle:" if step.is_done else ":material/radio_button_unchecked:"
    st.markdown(f"{icon} **{number}. {name}** · {state}  \n{meaning}")


def question_list(questions: tuple[Question, ...], texts: Texts) -> None:
    """Show the questions of a wave with their options, as they will be asked."""
    for number, question in enumerate(questions, start=1):
        st.markdown(f"{number}. {question.text[texts.language]}")
        st.caption(" · ".join(question.scale.options(texts.language)))


def start(run: Run, who: Reader, opens_at: datetime, *, is_ready: bool) -> None:
    """Show when the first wave opens, and the buttons that start the programme."""
    _ = run.texts.gettext
    moment = opening_time(opens_at, run.texts)
    st.markdown(_("The first wave opens on {moment}.").format(moment=moment))
    if waiting := waiting_lately(run):
        shown = run.texts.ngettext(
            "Before it opens, HR or the works council confirm {n} person in small units, on their "
            "page “Confirmations”: somebody other than the person who put them on the list.",
            "Before it opens, HR or the works council confirm {n} people in small units, on their "
            "page “Confirmations”: somebody other than the person who put them on the list.",
            waiting.number,
        )
        st.info(shown, icon=":material/hourglass_top:")
    with st.container(horizontal=True):
        st.button(
            wording.on_primary(_("Start"), disabled=not is_ready),
            type="primary",
            disabled=not is_ready,
            on_click=once,
            args=("start", resume, run.installation, who),
        )
        if run.installation.keeps_time:
            label = _("Open the first wave now")
            st.button(
                label, disabled=not is_ready, on_click=once, args=("open", _open_now, run, who)
            )
    if (fault := st.session_state.pop("open_fault", None)) is not None:
        wording.show_error(fault, run.texts)
    if not is_ready:
        st.caption(_("First take the steps above."))


def _open_now(run: Run, who: Reader) -> None:
    try:
        open_now(run.installation, current_settings(), who, now())
    except WaveError as fault:
        st.session_state["open_fault"] = fault


def opening_time(at: datetime, texts: Texts) -> str:
    """Return when a wave opens, in words."""
    return format_datetime(at, "full", locale=texts.language).replace("{", "").replace("}", "")
