"""The answer page before sending: the introduction, and one form with questions and comment."""

import streamlit as st

from dashboard import wording
from dashboard.answering.sheet_texts import QuestionText, SheetTexts, last_round_texts
from dashboard.session import Run
from surveys.answering import MAX_COMMENT_LENGTH, Answers, AnswerSheet, traces_in
from surveys.follow_up import LastRound
from surveys.instrument import Question
from surveys.texts import Texts

MOST_BUTTONS = 11
"""Maximum number of options that are shown side by side; more are a list to choose from."""


def introduction(shown: SheetTexts, texts: Texts) -> None:
    """Show the unit somebody answers for, who sees what, and what is stored."""
    wording.markdown_block(*shown.introduction)
    with st.expander(texts.gettext("What exactly is stored?")):
        st.markdown(shown.stored)


def you_said_we_did(last_round: LastRound | None, texts: Texts) -> None:
    """Show the results of the last round and what was agreed; nothing before the first round."""
    if last_round is None:
        return
    with st.container(border=True):
        wording.markdown_block(*last_round_texts(last_round, texts.language))
        if last_round.agreed:
            # As plain text: nothing in it is Markdown or a link.
            st.text("\n".join(f"→ {agreed}" for agreed in last_round.agreed))


def question_form(
    sheet: AnswerSheet, shown: SheetTexts, texts: Texts
) -> tuple[Answers, str] | None:
    """Show every question, nothing preselected; return answers and comment once they are sent."""
    _ = texts.gettext
    with st.form("answers", enter_to_submit=False, border=False):
        chosen = {
            question.id: _question(question, question_text, texts)
            for question, question_text in zip(sheet.questions, shown.questions, strict=True)
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
    return None if too_many else ({q: options for q, options in chosen.items() if options}, comment)


def may_be_sent(run: Run, comment: str) -> bool:
    """Warn of names, addresses and numbers in a comment; sent again unchanged, it may go."""
    state = st.session_state
    traces = traces_in(run.installation, comment)
    if not traces or state.get("warned") == comment:
        return True
    state["warned"] = comment
    _ = run.texts.gettext
    st.warning(
        _(
            "Nothing was sent yet. Your comment seems to hold a name, an address or a number: "
            "{found}. Change it, or press the button again to send it as it is."
        ).format(found=", ".join(f"“{trace}”" for trace in traces.all)),
        icon=":material/visibility:",
    )
    return False


def _question(question: Question, shown: QuestionText, texts: Texts) -> tuple[int, ...]:
    """Show one question; return the options chosen."""
    # A list, because Streamlit would convert anything else, slowly.
    options, name = list(range(len(shown.options))), shown.options.__getitem__
    # As wide as their words and no wider: an option that fills a line would draw more answers.
    if question.scale.max_choices > 1:
        several = st.pills(
            shown.label, options, selection_mode="multi", format_func=name, key=question.id
        )
        return tuple(several)
    if len(options) <= MOST_BUTTONS:
        one = st.pills(shown.label, options, format_func=name, key=question.id)
    else:
        one = st.selectbox(
            shown.label,
            options,
            index=None,
            format_func=name,
            key=question.id,
            placeholder=texts.gettext("Choose, or leave it empty"),
        )
    return () if one is None else (one,)


def _comment_field(sheet: AnswerSheet, texts: Texts) -> str:
    """Show the field and return its text, which may be empty."""
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
