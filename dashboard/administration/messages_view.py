"""How far messages are, those that got lost, and a test: what administrators see and decide."""

from collections.abc import Sequence

import streamlit as st

from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.messages import DeliveryError, delivery_status
from surveys.messages.texts import KINDS, Kind
from surveys.settings import current_settings
from surveys.texts import Texts

EXAMPLE = 'PEIL_MAIL="mailtos://user:password@smtp.example.org?from=Peil%20<peil@example.org>"'
MOST = 50
"""Rows of a list that are shown at once."""


def kind_name(kind: str, texts: Texts) -> str:
    """Name a kind of message."""
    _ = texts.gettext
    if kind.startswith("reminder-"):
        return _("Reminder {n}").format(n=kind.removeprefix("reminder-"))
    return {
        "invitation": _("Invitation"),
        "reminder": _("Reminder"),
        "results": _("Results"),
    }.get(kind, kind)


def settings_missing(texts: Texts) -> None:
    """Say how mail is set up while it is not."""
    _ = texts.gettext
    if current_settings().mail is None:
        st.warning(
            _(
                "Mail is not set up here, so nothing can be sent. Configure a mail server with "
                "PEIL_MAIL, in the environment or in the file `.env`, and restart Peil:"
            ),
            icon=":material/unsubscribe:",
        )
        st.code(EXAMPLE, language=None, wrap_lines=True)


def how_far(run: Run, who: Reader) -> None:
    """Show how many messages wait, have left or failed."""
    _ = run.texts.gettext
    st.subheader(_("Delivery status"), anchor=False)
    found = delivery_status.status_counts(run.installation, who)
    if not found:
        st.caption(_("There are no messages now. Opening a wave prepares the invitations."))
        return
    st.table(
        {
            _("Message"): [kind_name(one.kind, run.texts) for one in found],
            _("Waiting"): [one.waiting for one in found],
            _("Sent"): [one.sent for one in found],
            _("Failed"): [one.failed for one in found],
            _("Uncertain"): [one.sending for one in found],
        }
    )


def uncertain(run: Run, who: Reader) -> None:
    """List what nobody knows of whether it arrived, and let somebody decide each."""
    _ = run.texts.gettext
    found = delivery_status.uncertain(run.installation, who)
    if not found:
        return
    st.subheader(_("Did these arrive?"), anchor=False)
    st.markdown(
        _(
            "Sending stopped at the moment these left, so nobody knows whether they arrived. Ask "
            "the person. **Sending an invitation again makes a second link and cannot take back "
            "the first.** While messages are being sent, those just under way are listed too."
        )
    )
    for one in found[:MOST]:
        with st.container(border=True):
            _who_and_what(one, run.texts)
            with st.container(horizontal=True):
                _decision(run, who, one, _("It arrived"), "arrived")
                _decision(run, who, one, _("Send it again"), "send again")
    _more(found, run.texts)


def unreached(run: Run, who: Reader) -> None:
    """List who could not be reached, and why."""
    _ = run.texts.gettext
    found = delivery_status.failed(run.installation, who)
    if not found:
        return
    st.subheader(_("Who could not be reached"), anchor=False)
    st.caption(_("Correct the address in the list of people first."))
    for one in found[:MOST]:
        with st.container(border=True):
            _who_and_what(one, run.texts)
            if one.why:
                st.text(one.why.in_words(run.texts))
            _decision(run, who, one, _("Send it again"), "send again")
    _more(found, run.texts)


def bounced_mail(run: Run, who: Reader) -> None:
    """Let somebody name addresses from which mail came back."""
    _ = run.texts.gettext
    with st.expander(_("Bounced mail"), icon=":material/undo:"):
        st.markdown(
            _(
                "Mail that cannot be delivered comes back to the address that Peil sends from. "
                "Paste the addresses here, one on each line; they are then listed as not reached."
            )
        )
        with st.form("came_back", border=False, enter_to_submit=False):
            st.text_area(_("Addresses"), key="addresses_back", max_chars=20_000)
            st.form_submit_button(_("List them"), on_click=_record_bounces, args=(run, who))
        if (said := st.session_state.pop("came_back_said", None)) is not None:
            number, unknown = said
            st.success(
                run.texts.ngettext("{n} address is listed.", "{n} addresses are listed.", number)
            )
            if unknown:
                st.warning(_("Nothing was sent to these:"))
                st.text("\n".join(unknown))


def test_message(run: Run, who: Reader) -> None:
    """Let somebody send an example to themselves."""
    _ = run.texts.gettext
    st.subheader(_("Try it"), anchor=False)
    st.caption(_("An example goes to your own address. Its link opens nothing."))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: Kind | None = st.selectbox(
            _("Message to try"),
            KINDS,
            format_func=lambda kind: kind_name(kind, run.texts),
            key="test_kind",
            width=240,
        )
        if st.button(_("Send me a test message"), icon=":material/send:") and chosen:
            try:
                with st.spinner(_("Sending …")):
                    delivery_status.send_test(run.installation, current_settings(), who, chosen)
            except DeliveryError as fault:
                show_error(fault, run.texts)
            else:
                st.success(_("Sent. Look into your mailbox."), icon=":material/check:")


def _who_and_what(one: delivery_status.Unsettled, texts: Texts) -> None:
    st.text(f"{one.name} · {one.address}")
    wave = texts.gettext("Wave {n}").format(n=one.number)
    st.caption(f"{kind_name(one.kind, texts)} · {wave}")


def _decision(
    run: Run,
    who: Reader,
    one: delivery_status.Unsettled,
    label: str,
    decision: delivery_status.Decision,
) -> None:
    st.button(
        label,
        key=f"{decision}_{one.kind}_{one.wave.hex}_{one.person.hex}",
        on_click=_decide,
        args=(run, who, one, decision),
        help=f"{one.name}: {label}",
    )


def _decide(
    run: Run, who: Reader, one: delivery_status.Unsettled, decision: delivery_status.Decision
) -> None:
    _ = run.texts.gettext
    try:
        delivery_status.decide(
            run.installation,
            who,
            wave=one.wave,
            person=one.person,
            kind=one.kind,
            decision=decision,
        )
    except delivery_status.DecisionError as fault:
        show_error(fault, run.texts, show=st.toast, icon=None)


def _record_bounces(run: Run, who: Reader) -> None:
    found = delivery_status.record_bounces(
        run.installation, st.session_state["addresses_back"].split(), who
    )
    st.session_state["came_back_said"] = found
    st.session_state["addresses_back"] = ""


def _more(found: Sequence[object], texts: Texts) -> None:
    if len(found) > MOST:
        st.caption(texts.ngettext("And {n} more.", "And {n} more.", len(found) - MOST))
