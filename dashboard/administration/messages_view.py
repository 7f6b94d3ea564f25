"""Delivery status, lost messages and a test message: what administrators see and decide."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.clock import now
from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.messages import DeliveryError, delivery_status
from surveys.messages.channels import MAIL
from surveys.messages.texts import KINDS, Kind
from surveys.programme import local_moment
from surveys.settings import current_settings
from surveys.texts import Texts, escape_markdown

EXAMPLE = 'PEIL_MAIL="mailtos://user:password@smtp.example.org?from=Peil%20<peil@example.org>"'
MAX_ROWS = 50
"""Maximum number of messages shown in a list."""


def kind_name(kind: str, texts: Texts) -> str:
    """Name a kind of message."""
    _ = texts.gettext
    if kind.startswith("reminder-"):
        return _("Reminder {n}").format(n=kind.removeprefix("reminder-"))
    if kind.startswith("count-"):
        day = date.fromisoformat(kind.removeprefix("count-"))
        return _("Request to count, {day}").format(day=texts.date(day))
    if kind.startswith("review-"):
        day = date.fromisoformat(kind.removeprefix("review-"))
        return _("Looking back at agreements, {day}").format(day=texts.date(day))
    return {
        "invitation": _("Invitation"),
        "reminder": _("Reminder"),
        "results": _("Results"),
        "count": _("Request to count"),
        "talk": _("Reminder of a talk"),
        "review": _("Looking back at agreements"),
        "reply": _("Reminder of what was done"),
    }.get(kind, kind)


def text_name(kind: Kind, texts: Texts) -> str:
    """Name a kind of text: managers get the results with a text of their own."""
    _ = texts.gettext
    if kind == "managers":
        return _("Results, for managers")
    return _("Results, for employees") if kind == "results" else kind_name(kind, texts)


def mail_settings_hint(texts: Texts) -> None:
    """Show how to configure mail, unless it is configured."""
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


def delivery_table(run: Run, who: Reader) -> None:
    """Show the number of messages that wait, were sent or failed, by kind."""
    _ = run.texts.gettext
    st.subheader(_("What has been sent"), anchor=False)
    counts = delivery_status.status_counts(run.installation, who)
    if not counts:
        st.caption(_("There are no messages now. Opening a wave prepares the invitations."))
        return
    _in_a_line(counts, run.texts)
    st.table(
        {
            _("Message"): [kind_name(one.kind, run.texts) for one in counts],
            _("Sent"): [one.sent for one in counts],
            _("Still to leave"): [one.waiting for one in counts],
            _("Not delivered"): [one.failed for one in counts],
            _("Not known"): [one.sending for one in counts],
        }
    )
    _slow_channels(run, who)


def _in_a_line(counts: Sequence[delivery_status.StatusCounts], texts: Texts) -> None:
    """Say whether all messages have left and, if not, when they do and where to look."""
    _ = texts.gettext
    sent, waiting, failed, unknown = (
        sum(getattr(one, state) for one in counts)
        for state in ("sent", "waiting", "failed", "sending")
    )
    said = []
    if waiting:
        first, last = current_settings().hours
        said += [
            texts.ngettext(
                "{n} message has yet to leave.", "{n} messages have yet to leave.", waiting
            ),
            _("Messages leave on working days, from {first} to {last}.").format(
                first=f"{first:%H:%M}", last=f"{last:%H:%M}"
            ),
        ]
    if failed:
        said.append(
            texts.ngettext(
                "{n} message was not delivered.",
                "{n} messages were not delivered.",
                failed,
            )
        )
    if unknown:
        said.append(
            texts.ngettext(
                "Of {n} message it is not known whether it arrived.",
                "Of {n} messages it is not known whether they arrived.",
                unknown,
            )
        )
    if not said:
        done = texts.ngettext("The message has left.", "All {n} messages have left.", sent)
        st.success(done, icon=":material/mark_email_read:")
    elif failed or unknown:
        st.warning(" ".join(said), icon=":material/unsubscribe:")
    else:
        st.info(" ".join(said), icon=":material/schedule_send:")


def uncertain_messages(run: Run, who: Reader) -> None:
    """List the messages that may or may not have arrived, and let somebody decide on each."""
    _ = run.texts.gettext
    unsettled = delivery_status.uncertain(run.installation, who)
    if not unsettled:
        return
    st.subheader(_("Did these arrive?"), anchor=False)
    st.markdown(
        _(
            "Sending stopped at the moment these left, so nobody knows whether they arrived. Ask "
            "the person. **Sending an invitation again makes a second link and cannot take back "
            "the first, so the unit then needs at least one answer more.** While messages are "
            "being sent, those just under way are listed too."
        )
    )
    for one in unsettled[:MAX_ROWS]:
        with st.container(border=True):
            _person_and_message(one, run.texts)
            with st.container(horizontal=True):
                _decision(run, who, one, _("It arrived"), "arrived")
                _decision(run, who, one, _("Send it again"), "send again")
    _more(unsettled, run.texts)


def failed_messages(run: Run, who: Reader) -> None:
    """List the people who could not be reached, and why."""
    _ = run.texts.gettext
    unsettled = delivery_status.failed(run.installation, who)
    if not unsettled:
        return
    st.subheader(_("Who could not be reached"), anchor=False)
    for one in unsettled[:MAX_ROWS]:
        with st.container(border=True):
            _person_and_message(one, run.texts)
            if one.why:
                st.text(one.why.in_words(run.texts))
            if one.what_to_do:
                st.caption(one.what_to_do.in_markdown(run.texts))
            if one.reissues:
                st.caption(
                    _(
                        "The first link may still work. With a second one the unit needs at "
                        "least one answer more, and nobody gets a third."
                    )
                )
            _decision(run, who, one, _("Send it again"), "send again")
    _more(unsettled, run.texts)


def _slow_channels(run: Run, who: Reader) -> None:
    """Say which channels take messages slowly or not at all now."""
    _ = run.texts.gettext
    for one in delivery_status.paces_now(run.installation, who, now()):
        said = [one.why.in_words(run.texts)] if one.why else []
        if one.per_minute is not None and one.minutes is not None:
            said.append(
                _("{channel} takes {number} a minute: done in about {minutes} minutes.").format(
                    channel=_("The mail server") if one.channel == MAIL else one.channel,
                    number=one.per_minute,
                    minutes=one.minutes,
                )
            )
        if one.retry_at is not None:
            moment = run.texts.moment(local_moment(run.installation, one.retry_at))
            said.append(_("The next attempt is on {moment}.").format(moment=moment))
        st.info(escape_markdown(" ".join(said)), icon=":material/hourglass_top:")


def test_message(run: Run, who: Reader) -> None:
    """Let somebody send a test message to themselves."""
    _ = run.texts.gettext
    st.subheader(_("Try it"), anchor=False)
    st.caption(_("An example goes to your own address, marked as a test. Its link opens nothing."))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Message to try"),
            KINDS,
            format_func=lambda kind: text_name(kind, run.texts),
            key="test_kind",
            width=240,
        )
        st.button(
            _("Send me a test message"),
            icon=":material/send:",
            on_click=once,
            args=("test_message", _send_test, run, who),
        )
        tried = st.session_state.pop("test_tried", None)
        if isinstance(tried, DeliveryError):
            show_error(tried, run.texts)
        elif tried is not None:
            st.success(_("Sent. Look in your mailbox."), icon=":material/check:")


def _send_test(run: Run, who: Reader) -> None:
    kind: Kind = st.session_state["test_kind"]
    try:
        with st.spinner(run.texts.gettext("Sending …")):
            delivery_status.send_test(run.installation, current_settings(), who, kind)
    except DeliveryError as fault:
        st.session_state["test_tried"] = fault
    else:
        st.session_state["test_tried"] = kind


def _person_and_message(one: delivery_status.Unsettled, texts: Texts) -> None:
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


def _more(listed: Sequence[object], texts: Texts) -> None:
    if len(listed) > MAX_ROWS:
        st.caption(texts.ngettext("And {n} more.", "And {n} more.", len(listed) - MAX_ROWS))
