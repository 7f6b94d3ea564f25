"""The answer page before sending: what it is about, and one form with questions and comment."""

import streamlit as st

from dashboard import wording
from dashboard.answering.words import AnswerWords, Asked, last_round_words
from dashboard.session import Run
from surveys.answering import MAX_COMMENT_LENGTH, Answers, AnswerSheet, traces_in
from surveys.follow_up import LastRound
from surveys.instrument import Question
from surveys.texts import Texts


def introduction(words: AnswerWords, texts: Texts) -> None:
    """Say which unit somebody answers for, who sees what, and what is stored."""
    wording.markdown_block(*words.introduction)
    with st.expander(texts.gettext("What exactly is stored?")):
        st.markdown(words.stored)


def you_said_we_did(found: LastRound | None, texts: Texts) -> None:
    """Show what the last round gave and what was agreed; nothing before there was one."""
    if found is None:
        return
    with st.container(border=True):
        wording.markdown_block(*last_round_words(found, texts.language))
        if found.agreed:
            # Letter by letter: nothing in it is markdown or a link.
            st.text("\n".join(f"→ {agreed}" for agreed in found.agreed))


def question_form(
    sheet: AnswerSheet, words: AnswerWords, texts: Texts
) -> tuple[Answers, str] | None:
    """Show every question, nothing preselected; return answers and comment once they are sent."""
    _ = texts.gettext
    with st.form("answers", enter_to_submit=False, border=False):
        chosen = {
            question.id: _question(question, asked)
            for question, asked in zip(sheet.questions, words.questions, strict=True)
        }
        comment = _comment_field(sheet, texts)
        st.caption(
            _(
                "Once sent, your answers cannot be shown, changed or taken back: nobody can tell "
                "which ones are yours."
            )
        )
        send = wording.on_primary(_("Send my answers"))
        sent = st.form_submit_button(send, type="primary", width="stretch")
    if not sent:
        return None
    too_many = [q for q in sheet.questions if len(chosen[q.id]) > q.scale.max_choices]
    for question in too_many:
        st.error(
            _("“{question}”: please choose at most {n}. Nothing was sent yet.").format(
                question=question.text[texts.language], n=question.scale.max_choices
            )
        )
    return None if too_many else ({q: given for q, given in chosen.items() if given}, comment)


def may_be_sent(run: Run, comment: str) -> bool:
    """Warn of names, addresses and numbers in a comment; sent again unchanged, it may go."""
    state = st.session_state
    found = traces_in(run.installation, comment)
    if not found or state.get("warned") == comment:
        return True
    state["warned"] = comment
    _ = run.texts.gettext
    st.warning(
        _(
            "Nothing was sent yet. Your comment seems to hold a name, an address or a number: "
            "{found}. Change it, or press the button again to send it as it is."
        ).format(found=", ".join(f"“{trace}”" for trace in found.all)),
        icon=":material/visibility:",
    )
    return False


def _question(question: Question, asked: Asked) -> tuple[int, ...]:
    """Show one question; return the options chosen."""
    # A list, because Streamlit would make one of anything else, in a roundabout way.
    options, name = list(range(len(asked.options))), asked.options.__getitem__
    # As wide as their words and no wider: an option that fills a line would draw more answers.
    if question.scale.max_choices > 1:
        several = st.pills(
            asked.label, options, selection_mode="multi", format_func=name, key=question.id
        )
        return tuple(several)
    one = st.pills(asked.label, options, format_func=name, key=question.id)
    return () if one is None else (one,)


def _comment_field(sheet: AnswerSheet, texts: Texts) -> str:
    """Show the field and return what is in it; it may stay empty."""
    _ = texts.gettext
    return st.text_area(
        _("Anything you want to add? (optional)"),
        max_chars=MAX_COMMENT_LENGTH,
        key="comment",
        placeholder=_("Please name nobody, and nothing that only you could have written."),
        help=_(
            "Shown word for word, without your answers, in a group of {k} people or more. "
            "Others may know you by your style."
        ).format(k=sheet.k_comment),
    )
