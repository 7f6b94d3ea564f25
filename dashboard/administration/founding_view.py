"""The first form of an empty installation: organisation, counsellor, first administrator."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import wording
from dashboard.administration.saved_form import show_fault
from dashboard.clock import now
from dashboard.once import once
from dashboard.session import Run
from surveys.access.mail_address import MailAddressError
from surveys.errors import PeilError
from surveys.operations import Founder, Locale, set_up_installation
from surveys.organisation import TIME_ZONE, Contacts, SetUpError
from surveys.programme.locality import time_zones
from surveys.programme.working_days import countries
from surveys.sign_in import make_link_secret
from surveys.texts import LANGUAGES, Texts

USUAL_COUNTRY = "NL"

_NEEDED = ("name", "counsellor_name", "counsellor_phone", "founder_name", "founder_email")
"""The fields that have to be filled in; each is the code of the refusal of an empty one."""

_FAULTS, _LINK = "set_up_faults", "set_up_link"


def set_up_form(run: Run) -> None:
    """Ask for organisation, counsellor and first administrator, and then sign that person in."""
    _ = run.texts.gettext
    if (secret := st.session_state.get(_LINK)) is not None:
        st.success(_("Your organisation is set up."), icon=":material/check:")
        st.markdown(_("What follows is for you as administrator, so you sign in now."))
        st.link_button(
            wording.on_primary(_("Go on")), f"/sign-in/{secret}", type="primary", width="stretch"
        )
        return
    st.info(
        _(
            "So that nobody else sets up Peil in your place, this page asks for a code. It was "
            "printed where Peil was started: in the terminal of `peil serve`, or in the log of the "
            "service. Starting Peil again prints a new one; `peil init` on the server needs none."
        ),
        icon=":material/key:",
    )
    faults: Mapping[str, PeilError] = st.session_state.get(_FAULTS, {})
    if faults:
        st.error(_("Nothing was saved yet. What is missing stands below."), icon=":material/edit:")
    known = run.organisation
    st.session_state.setdefault("set_up_name", known.name if known else "")
    with st.form("set_up", enter_to_submit=False):
        _text(
            run,
            "code",
            _("Set-up code"),
            placeholder="XXXX-XXXX-XXXX-XXXX",
            autocomplete="off",
            max_chars=40,
        )
        _text(run, "name", _("Name of the organisation"))
        _locale_fields(run.texts)
        st.markdown(_("**Confidential counsellor**, shown to everybody who answers"))
        _text(run, "counsellor_name", _("Name of the counsellor"))
        _text(run, "counsellor_phone", _("Phone of the counsellor"))
        doctor = _("How to get an appointment")
        _text(run, "company_doctor", _("Company doctor (optional)"), placeholder=doctor)
        st.markdown(_("**You**, the first administrator: administrators see no results"))
        _text(run, "founder_name", _("Your name"))
        _text(run, "founder_email", _("Your e-mail address"))
        st.checkbox(
            _("I am HR as well, and read the results of the organisation"), key="set_up_is_hr"
        )
        st.form_submit_button(
            wording.on_primary(_("Set up")),
            type="primary",
            width="stretch",
            on_click=once,
            args=("set_up", _set_up, run),
        )


def _text(run: Run, field: str, label: str, **more: Any) -> None:
    """Show a text field, and what is wrong with it."""
    st.text_input(label, key=f"set_up_{field}", **more)
    show_fault(st.session_state.get(_FAULTS, {}).get(field), run.texts)


def _set_up(run: Run) -> None:
    """Set up what was typed; or keep what is wrong, by field."""
    state = st.session_state
    typed = {name.removeprefix("set_up_"): value for name, value in state.to_dict().items()}
    faults: dict[str, PeilError] = {
        field: SetUpError(field) for field in _NEEDED if not str(typed[field]).strip()
    }
    try:
        if not faults:
            person = set_up_installation(
                run.installation,
                name=typed["name"],
                contacts=Contacts(
                    typed["counsellor_name"],
                    typed["counsellor_phone"],
                    typed["company_doctor"] or None,
                ),
                locale=Locale(typed["time_zone"], typed["language"], typed["country"]),
                founder=Founder(
                    typed["founder_name"], typed["founder_email"], is_hr=typed["is_hr"]
                ),
                code=typed["code"],
            )
            state[_LINK] = make_link_secret(run.installation, person, now())
    except MailAddressError as fault:
        faults["founder_email"] = fault
    except SetUpError as fault:
        faults[fault.code if fault.code in _NEEDED else "code"] = fault
    state[_FAULTS] = faults


def _locale_fields(texts: Texts) -> None:
    _, state = texts.gettext, st.session_state
    zones, zone = time_zones(), st.context.timezone
    state.setdefault("set_up_time_zone", zone if zone in zones and "/" in zone else TIME_ZONE)
    state.setdefault("set_up_language", texts.language)
    state.setdefault("set_up_country", USUAL_COUNTRY)
    st.selectbox(_("Time zone"), zones, key="set_up_time_zone")
    st.selectbox(
        _("Default language of messages"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="set_up_language",
    )
    by_name = [None, *sorted(countries(), key=texts.country)]
    st.selectbox(
        _("Public holidays of"),
        by_name,
        format_func=lambda code: texts.country(code) if code else _("no country"),
        key="set_up_country",
        placeholder=_("no country"),
    )
