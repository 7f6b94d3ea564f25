"""The editor of message texts: by kind and language, with a preview and a way back to ours."""

from dataclasses import asdict
from functools import partial

import streamlit as st

from dashboard.administration.messages_view import text_name
from dashboard.administration.saved_form import SavedForm
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.messages.texts import (
    KINDS,
    MAX_BODY_LENGTH,
    MAX_SUBJECT_LENGTH,
    PLACEHOLDERS,
    Kind,
    MessageText,
    TextError,
)
from surveys.messages.wording import change_text, preview, read_wording, restore_default_text
from surveys.settings import current_settings
from surveys.texts import LANGUAGES, escape_markdown
from surveys.trail.saving import Seen


def text_editor(run: Run, who: Reader) -> None:
    """Let somebody change the text of a kind of message in one language."""
    _ = run.texts.gettext
    st.subheader(_("What they say"), anchor=False)
    with st.container(horizontal=True):
        kind: Kind = st.selectbox(
            _("Message to change"),
            KINDS,
            format_func=lambda one: text_name(one, run.texts),
            key="text_kind",
            width=240,
        )
        language: str = st.selectbox(
            _("Language of the message"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(run.texts.language),
            format_func=LANGUAGES.__getitem__,
            key="text_language",
            width=240,
        )
    now = read_wording(run.installation, who, kind, language)
    form = SavedForm(f"text_{kind}_{language}", asdict)
    form.open(now.text)
    labels = {"subject": _("Subject"), "body": _("Text")}
    kept = _("Saved. Messages that leave from now on use this text.")
    form.show_outcome(run.texts, labels, saved=kept)
    with st.form(f"text_{kind}_{language}", enter_to_submit=False):
        st.text_input(labels["subject"], key=form.key("subject"), max_chars=MAX_SUBJECT_LENGTH)
        st.text_area(labels["body"], key=form.key("body"), height=320, max_chars=MAX_BODY_LENGTH)
        places = " ".join(f"`{{{name}}}`" for name in PLACEHOLDERS[kind])
        st.caption(_("Filled in for each person: {places}").format(places=places))
        with st.container(horizontal=True):
            st.form_submit_button(
                on_primary(_("Save this text")),
                type="primary",
                on_click=form.save,
                args=(partial(_save, run, who, kind, language, form),),
            )
            st.form_submit_button(_("Show what it looks like"))
    if now.is_own:
        st.button(
            _("Restore the text of Peil"),
            icon=":material/restart_alt:",
            on_click=form.save,
            args=(partial(_restore_default, run, who, kind, language, form),),
        )
    _show_preview(run, kind, language, _in_form(form))


def _show_preview(run: Run, kind: Kind, language: str, text: MessageText) -> None:
    """Show the message as a recipient would get it, or what is wrong with the text."""
    try:
        seen = preview(run.installation, current_settings(), kind, language, text)
    except TextError as fault:
        show_error(fault, run.texts, icon=":material/edit:")
        return
    _ = run.texts.gettext
    st.caption(_("What somebody gets, with made-up names:"))
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(seen.subject)}**")
        st.code(seen.body, language=None, wrap_lines=True)
    if kind == "invitation":
        st.caption(
            _(
                "The question about mood is asked above the link, where the wave asks it. Mail "
                "shows it with its five faces and a button; a test message shows how."
            )
        )
        if current_settings().mails_five_links:
            st.warning(
                _(
                    "Each face has a link of its own (PEIL_MAIL_FACES). Mail filters note which "
                    "one is tapped and by whom, and a filter that rewrites links sends the mood "
                    "here before “Send” is pressed, where it is cut off before any log."
                ),
                icon=":material/link:",
            )


def _in_form(form: SavedForm) -> MessageText:
    return MessageText(**form.typed())


def _save(
    run: Run, who: Reader, kind: Kind, language: str, form: SavedForm, seen: Seen
) -> MessageText:
    return change_text(run.installation, who, kind, language, _in_form(form), seen)


def _restore_default(
    run: Run, who: Reader, kind: Kind, language: str, form: SavedForm, seen: Seen
) -> MessageText:
    ours = restore_default_text(run.installation, who, kind, language, seen)
    form.fill(ours)
    return ours
