"""The words of messages: chosen by kind and language, changed, looked at, and brought back."""

import streamlit as st

from dashboard.administration.messages_view import kind_name
from dashboard.session import Run
from dashboard.wording import letter_by_letter, on_primary
from surveys.access.access import Reader
from surveys.messages.texts import (
    KINDS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    PLACEHOLDERS,
    Kind,
    MessageText,
    TextError,
    default_text,
)
from surveys.messages.wording import back_to_ours, change, preview, wording
from surveys.settings.settings import current_settings
from surveys.texts import LANGUAGES, Texts


def words(run: Run, who: Reader) -> None:
    """Let somebody change the words of a kind of message in one language."""
    _ = run.texts.gettext
    st.subheader(_("What they say"), anchor=False)
    with st.container(horizontal=True):
        kind: Kind = st.selectbox(
            _("Message to change"),
            KINDS,
            format_func=lambda one: kind_name(one, run.texts),
            key="text_kind",
            width=240,
        )
        language: str = st.selectbox(
            _("Language of the message"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="text_language",
            width=240,
        )
    now = wording(run.installation, who, kind, language)
    subject, body = f"subject_{kind}_{language}", f"body_{kind}_{language}"
    st.session_state.setdefault(subject, now.text.subject)
    st.session_state.setdefault(body, now.text.body)
    with st.form(f"text_{kind}_{language}", enter_to_submit=False):
        st.text_input(_("Subject"), key=subject, max_chars=LONGEST_SUBJECT)
        st.text_area(_("Text"), key=body, height=320, max_chars=LONGEST_BODY)
        places = " ".join(f"`{{{name}}}`" for name in PLACEHOLDERS[kind])
        st.caption(_("Filled in for each person: {places}").format(places=places))
        with st.container(horizontal=True):
            st.form_submit_button(
                on_primary(_("Keep this text")),
                type="primary",
                on_click=_keep,
                args=(run, who, kind, language),
            )
            st.form_submit_button(_("Show what it looks like"))
    if st.session_state.pop("text_kept", False):
        st.success(_("Kept. Messages that leave from now on say this."), icon=":material/check:")
    if now.is_own:
        st.button(
            _("Back to the text of Peil"),
            icon=":material/restart_alt:",
            on_click=_back,
            args=(run, who, kind, language),
        )
    _look(run, kind, language)


def _look(run: Run, kind: Kind, language: str) -> None:
    """Show what somebody would get, or what is wrong with the text in the form."""
    try:
        seen = preview(
            run.installation, current_settings(), kind, language, _in_form(kind, language)
        )
    except TextError as fault:
        st.error(_said(fault, run.texts), icon=":material/edit:")
        return
    st.caption(run.texts.gettext("What somebody gets, with made-up names:"))
    with st.container(border=True):
        st.markdown(f"**{letter_by_letter(seen.subject)}**")
        st.code(seen.body, language=None, wrap_lines=True)


def _in_form(kind: Kind, language: str) -> MessageText:
    state = st.session_state
    return MessageText(state[f"subject_{kind}_{language}"], state[f"body_{kind}_{language}"])


def _keep(run: Run, who: Reader, kind: Kind, language: str) -> None:
    """Keep what stands in the form; what is wrong is said below it."""
    try:
        change(run.installation, who, kind, language, _in_form(kind, language))
    except TextError:
        # The same check stands behind the preview, which says what is wrong.
        return
    st.session_state["text_kept"] = True


def _back(run: Run, who: Reader, kind: Kind, language: str) -> None:
    back_to_ours(run.installation, who, kind, language)
    ours = default_text(kind, language)
    st.session_state[f"subject_{kind}_{language}"] = ours.subject
    st.session_state[f"body_{kind}_{language}"] = ours.body


def _said(fault: TextError, texts: Texts) -> str:
    _ = texts.gettext
    if fault.reason == "unknown":
        unknown = _("This message knows no {what}; nothing was kept yet.")
        return unknown.format(what=letter_by_letter(fault.what))
    return {
        "empty": _("Subject and text are both needed; nothing was kept yet."),
        "long": _("Subject or text is too long; nothing was kept yet."),
        "brace": _("Braces stand only around the names below the text; nothing was kept yet."),
        "link": _("Without {link} nobody could do anything with it; nothing was kept yet."),
        "link_in_subject": _("The link belongs in the text; nothing was kept yet."),
    }[fault.reason]
