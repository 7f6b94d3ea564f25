"""Applications that read results: entered by administrators, released by HR, ended by both."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.administration.shown_once import Outcome
from dashboard.once import once
from dashboard.session import Run
from surveys.access import NotAllowedError, Reader
from surveys.api_clients import (
    MAX_DAYS,
    SCOPES,
    Client,
    ClientError,
    propose,
    read_clients,
    read_unit_names,
    release,
    remove,
)
from surveys.texts import Texts, escape_markdown

OUTCOME = Outcome("api")


def clients_section(run: Run, who: Reader) -> None:
    """Show the applications with what a reader may do about each; for administrators the form."""
    _ = run.texts.gettext
    st.subheader(_("Applications that read results"), anchor=False)
    st.markdown(
        _(
            "An administrator enters an application. It reads nothing until somebody of HR "
            "releases its token: only they see it, once, and give it to the person who runs the "
            "application. What applications read is in the audit trail, by day."
        )
    )
    OUTCOME.show(
        run.texts,
        _("The token. It is shown only now: copy it to where the application keeps it."),
    )
    known = read_clients(run.installation, who, run.today)
    if not known:
        st.caption(_("No application reads results."))
    for client in known:
        with st.container(border=True):
            _one(run, who, client)
    if who.administers:
        with st.expander(_("Enter an application"), expanded=not known):
            _form(run, who)


def _one(run: Run, who: Reader, client: Client) -> None:
    _ = run.texts.gettext
    name = escape_markdown(client.name)
    unit = escape_markdown(client.unit or _("the whole organisation"))
    scopes = ", ".join(scope_names(run.texts)[scope] for scope in client.scopes)
    st.markdown(f"**{name}** · {unit}  \n{scopes}")
    st.caption(" · ".join(_facts(client, run.texts)))
    with st.container(horizontal=True):
        if client.state == "waiting" and client.obstacle is None:
            act = partial(release, run.installation, who, client.id, run.today)
            _button(run, _("Release the token of {name}").format(name=name), "release", client, act)
        end = partial(remove, run.installation, who, client.id)
        _button(run, _("End {name}").format(name=name), "end", client, end)
    if client.state == "waiting" and client.obstacle is not None:
        st.markdown(_who_can(client, run.texts))


def _button(run: Run, label: str, kind: str, client: Client, act: Callable[[], str | None]) -> None:
    key = f"{kind}_{client.id.hex}"
    st.button(label, key=key, on_click=once, args=(key, _act, run.texts, act, kind))


def _facts(client: Client, texts: Texts) -> list[str]:
    _ = texts.gettext
    server = _("the server")
    state = {
        "waiting": _("waits for its release"),
        "valid": _("valid until {day}").format(day=texts.date(client.expires_on)),
        "expired": _("expired on {day}").format(day=texts.date(client.expires_on)),
    }[client.state]
    facts = [state, _("entered by {name}").format(name=escape_markdown(client.made_by or server))]
    if client.state != "waiting":
        by = escape_markdown(client.released_by or server)
        facts.append(_("released by {name}").format(name=by))
        facts.append(
            _("has read nothing yet")
            if client.used_on is None
            else _("last read on {day}").format(day=texts.date(client.used_on))
        )
    return facts


def _who_can(client: Client, texts: Texts) -> str:
    _ = texts.gettext
    if client.confirmers:
        names = escape_markdown(", ".join(client.confirmers))
        return _("Its token can be released by: {names}.").format(names=names)
    return _(
        "Nobody else is HR of the whole organisation, so the person who runs Peil releases it on "
        "the server: `peil api-token` shows how."
    )


def _form(run: Run, who: Reader) -> None:
    _ = run.texts.gettext
    names = read_unit_names(run.installation, who)
    with st.form("api_client", border=False, clear_on_submit=False):
        st.text_input(_("Name of the application"), key="api_name", max_chars=60)
        # Letters on the tags of a multiselect are too pale in dark colours.
        st.pills(
            _("What it may read"),
            SCOPES,
            default=SCOPES,
            selection_mode="multi",
            format_func=scope_names(run.texts).__getitem__,
            key="api_scopes",
        )
        st.selectbox(
            _("Of which unit, with all below it"),
            list(names),
            format_func=names.__getitem__,
            key="api_unit",
        )
        st.number_input(_("Valid for how many days"), 1, MAX_DAYS, MAX_DAYS, key="api_days")
        st.form_submit_button(
            _("Enter the application"), on_click=once, args=("api", _enter, run, who)
        )


def _enter(run: Run, who: Reader) -> None:
    typed = st.session_state
    act = partial(
        propose,
        run.installation,
        who,
        name=typed["api_name"],
        scopes=typed["api_scopes"],
        unit=typed["api_unit"],
        days=int(typed["api_days"]),
        today=run.today,
    )
    _act(run.texts, lambda: str(act()), "enter")


def _act(texts: Texts, act: Callable[[], str | None], kind: str) -> None:
    _ = texts.gettext
    try:
        outcome = act()
    except (ClientError, NotAllowedError) as fault:
        OUTCOME.say(fault)
        return
    if outcome is not None and kind == "release":
        OUTCOME.reveal(outcome)
        return
    done = {
        "enter": _("The application waits for HR to release its token."),
        "end": _("It has ended."),
    }
    OUTCOME.say(done[kind])


def scope_names(texts: Texts) -> dict[str, str]:
    """Return what each scope opens, in words."""
    _ = texts.gettext
    return {
        "units": _("names of units"),
        "waves": _("waves and thresholds"),
        "results": _("results of each unit"),
        "overview": _("all units side by side"),
    }
