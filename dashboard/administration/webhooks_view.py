"""Webhooks: addresses that are told when a wave opens, is counted and is published."""

from functools import partial

import streamlit as st

from dashboard.administration.shown_once import Outcome
from dashboard.once import once
from dashboard.session import Run
from surveys.access import NotAllowedError, Reader
from surveys.texts import Texts, escape_markdown
from surveys.webhooks import (
    AddressError,
    Listed,
    WebhookError,
    add_webhook,
    read_webhooks,
    remove_webhook,
)

OUTCOME = Outcome("webhook")


def webhooks_section(run: Run, who: Reader) -> None:
    """Show the webhooks with how their last call ended, and the form to add one."""
    _ = run.texts.gettext
    st.subheader(_("Webhooks"), anchor=False)
    st.markdown(
        _(
            "An address that is told when a wave opens, is counted and is published: which wave, "
            "and its days. Nothing about answers, units or people. Each call is signed."
        )
    )
    OUTCOME.show(
        run.texts,
        _("The secret that signs calls. It is shown only now: give it to the receiver."),
    )
    known = read_webhooks(run.installation, who)
    for hook in known:
        with st.container(border=True):
            st.markdown(f"`{hook.address.replace('`', '')}`")
            st.caption(_state(hook, run.texts))
            name = escape_markdown(hook.host)
            key = f"remove_webhook_{hook.id.hex}"
            act = partial(remove_webhook, run.installation, who, hook.id)
            st.button(_("Remove {name}").format(name=name), key=key, on_click=once, args=(key, act))
    with st.form("webhook", border=False):
        st.text_input(_("Address (https)"), key="webhook_address", max_chars=500)
        st.form_submit_button(_("Add the webhook"), on_click=once, args=("hook", _add, run, who))


def _state(hook: Listed, texts: Texts) -> str:
    _ = texts.gettext
    if hook.disabled is not None:
        return _(
            "Ended by the receiver ({outcome}). Remove it, and add it again if it is back."
        ).format(outcome=escape_markdown(hook.disabled))
    outcome = escape_markdown(hook.outcome or "")
    words = {
        "taken": _("The last call was taken."),
        "waiting": _("A call was not taken ({outcome}) and is tried again."),
        "given up": _("A call was given up ({outcome})."),
    }
    if hook.state is None or hook.state not in words:
        return _("Not called yet.")
    return words[hook.state].format(outcome=outcome)


def _add(run: Run, who: Reader) -> None:
    address = st.session_state["webhook_address"]
    try:
        secret = add_webhook(run.installation, who, address, run.today)
    except (AddressError, WebhookError, NotAllowedError) as fault:
        OUTCOME.say(fault)
        return
    OUTCOME.reveal(secret)
    st.session_state["webhook_address"] = ""
