"""The parts of the guided set-up: its first form, the steps, and the questions of a wave."""

from datetime import datetime

import streamlit as st
from babel.dates import format_datetime

from dashboard import wording
from dashboard.administration.people_confirmations_view import waiting_lately
from dashboard.clock import now
from dashboard.once import once
from dashboard.session import Run
from dashboard.streamlit_internals import uninterrupted
from surveys.access import Reader
from surveys.access.mail_address import MailAddressError
from surveys.instrument import Question
from surveys.operations import Founder, Locale, Step, StepName, open_now, set_up_installation
from surveys.organisation import TIME_ZONE, Contacts, SetUpError, save_contacts
from surveys.programme.changes import resume
from surveys.programme.locality import time_zones
from surveys.programme.working_days import countries
from surveys.settings import current_settings
from surveys.sign_in import make_link_secret
from surveys.texts import LANGUAGES, Texts
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

USUAL_COUNTRY = "NL"


def set_up_form(run: Run) -> None:
    """Ask for organisation, counsellor and first administrator, and then sign that person in."""
    _ = run.texts.gettext
    if (secret := st.session_state.get("set_up_link")) is not None:
        st.success(_("Your organisation is set up."), icon=":material/check:")
        st.markdown(_("What follows is for you as administrator, so you sign in now."))
        st.link_button(
            wording.on_primary(_("Go on")), f"/sign-in/{secret}", type="primary", width="stretch"
        )
        return
    known = run.organisation
    st.info(
        _(
            "So that nobody else sets up Peil in your place, this page asks for a code. It was "
            "printed where Peil was started: in the terminal of `peil serve`, or in the log of the "
            "service. Starting Peil again prints a new one; `peil init` on the server needs none."
        ),
        icon=":material/key:",
    )
    with st.form("set_up", enter_to_submit=False):
        code = st.text_input(
            _("Set-up code"), placeholder="XXXX-XXXX-XXXX-XXXX", autocomplete="off", max_chars=40
        )
        name = st.text_input(_("Name of the organisation"), value=known.name if known else "")
        locale = _locale_fields(run.texts)
        st.markdown(_("**Confidential counsellor**, shown to everybody who answers"))
        counsellor = st.text_input(_("Name of the counsellor"))
        phone = st.text_input(_("Phone of the counsellor"))
        doctor = st.text_input(
            _("Company doctor (optional)"), placeholder=_("How to get an appointment")
        )
        st.markdown(_("**You**, the first administrator: administrators see no results"))
        own_name = st.text_input(_("Your name"))
        email = st.text_input(_("Your e-mail address"))
        is_hr = st.checkbox(_("I am HR as well, and read the results of the organisation"))
        label = wording.on_primary(_("Set up"))
        sent = st.form_submit_button(label, type="primary", width="stretch")
    if not sent:
        return
    try:
        contacts = Contacts(counsellor, phone, doctor or None)
        founder = Founder(own_name, email, is_hr=is_hr)
        with uninterrupted():
            person = set_up_installation(
                run.installation,
                name=name,
                contacts=contacts,
                locale=locale,
                founder=founder,
                code=code,
            )
            link = make_link_secret(run.installation, person, now())
            st.session_state["set_up_link"] = link
    except (MailAddressError, SetUpError) as fault:
        wording.show_error(fault, run.texts, icon=":material/edit:")
    else:
        st.rerun()


def contacts_form(run: Run, who: Reader) -> None:
    """Let an administrator change the confidential contacts."""
    _ = run.texts.gettext
    known = run.organisation.contacts if run.organisation else None
    if known is None:
        return
    with st.expander(_("Change")), st.form("contacts", enter_to_submit=False, border=False):
        name = st.text_input(_("Name of the counsellor"), value=known.counsellor_name)
        phone = st.text_input(_("Phone of the counsellor"), value=known.counsellor_phone)
        doctor = st.text_input(_("Company doctor (optional)"), value=known.company_doctor or "")
        if st.form_submit_button(_("Save")):
            try:
                save_contacts(run.installation, who, Contacts(name, phone, doctor or None))
            except SetUpError as fault:
                wording.show_error(fault, run.texts)
            else:
                st.success(_("Saved."))


def _locale_fields(texts: Texts) -> Locale:
    _ = texts.gettext
    zones = time_zones()
    browser_zone = st.context.timezone
    usual = zones.index(
        browser_zone if browser_zone in zones and "/" in browser_zone else TIME_ZONE
    )
    zone = st.selectbox(_("Time zone"), zones, index=usual)
    language = st.selectbox(
        _("Default language of messages"),
        list(LANGUAGES),
        index=list(LANGUAGES).index(texts.language),
        format_func=LANGUAGES.__getitem__,
    )
    by_name = [None, *sorted(countries(), key=texts.country)]
    country = st.selectbox(
        _("Public holidays of"),
        by_name,
        index=by_name.index(USUAL_COUNTRY),
        format_func=lambda code: texts.country(code) if code else _("no country"),
    )
    return Locale(zone, language, country)


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
            _("Who leads, who is HR"),
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
        "start": (_("Start"), _("From now on the clock opens, reminds and counts.")),
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
            "page “Confirmations”: somebody else than who put them on the list.",
            "Before it opens, HR or the works council confirm {n} people in small units, on their "
            "page “Confirmations”: somebody else than who put them on the list.",
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
