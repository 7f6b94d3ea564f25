"""The answer page before sending: the introduction, and one form with questions and comment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from dashboard import wording
from dashboard.answering import outcome_texts
from dashboard.answering.app.sending import Sending
from dashboard.answering.sheet_texts import QuestionText, SheetTexts, last_round_texts, reply_texts
from dashboard.http.document import scroll_here
from dashboard.session import Run
from surveys.answering import (
    MAX_COMMENT_LENGTH,
    AnswerSheet,
    CastingUnavailableError,
    Comments,
    traces_in,
)
from surveys.follow_up import LastRound
from surveys.instrument import Question
from surveys.texts import Texts, escape_markdown

MOST_BUTTONS = 11
"""Maximum number of options that are shown side by side; more are a list to choose from."""

FACES = (
    ":material/sentiment_very_dissatisfied:",
    ":material/sentiment_dissatisfied:",
    ":material/sentiment_neutral:",
    ":material/sentiment_satisfied:",
    ":material/sentiment_very_satisfied:",
)

Doubt = Literal["named", "empty"]
"""Why somebody is asked once before their answers are sent."""


def introduction(shown: SheetTexts, texts: Texts, *, heading: str = "#") -> None:
    """Show the unit somebody answers for, who sees what, and what is stored."""
    wording.markdown_block(
        wording.aside(escape_markdown(shown.unit)),
        f"{heading} {shown.title}",
        shown.promise,
        f"**{escape_markdown(shown.invited)}** {shown.compare}",
    )
    with st.expander(texts.gettext("What exactly is stored?")):
        stored = "\n".join(f"- {point}" for point in shown.stored)
        # Not a block of code, for which Streamlit loads half a megabyte that colours programs.
        record = "  \n".join(f"`{line}`" for line in shown.record_lines)
        st.markdown(f"{stored}\n\n{shown.record}  \n{record}")


def you_said_we_did(last_round: LastRound | None, texts: Texts) -> None:
    """Show the results of the last round and what was agreed; nothing before the first round."""
    if last_round is None:
        return
    title, summary = last_round_texts(last_round, texts.language)
    with st.container(border=True):
        wording.markdown_block(f"**{title}**", wording.aside(escape_markdown(summary)))
        # As plain text: nothing in it is Markdown or a link.
        if reply := reply_texts(last_round, texts.language):
            st.text("\n".join(" ".join(sentence) for sentence in reply))
        if last_round.agreed:
            st.text("\n".join(f"→ {agreed}" for agreed in last_round.agreed))


def question_form(run: Run, sheet: AnswerSheet, shown: SheetTexts) -> Sending | None:
    """Show every question, nothing preselected; return what is to be sent once it may be.

    Too many choices are refused. A comment with traces of a person, and answers that are all
    skipped, are sent only by a second button, which is there once somebody has been asked.
    """
    texts, state = run.texts, st.session_state
    with st.form("answers", enter_to_submit=False, border=False):
        chosen = {
            question.id: _question(question, question_text, texts)
            for question, question_text in zip(sheet.questions, shown.questions, strict=True)
        }
        comments = _in_own_words(shown)
        st.caption(shown.once_sent)
        send = st.form_submit_button(
            wording.on_primary(shown.send), type="primary", width="stretch", key="send"
        )
        place = st.container()
        answers = {question: options for question, options in chosen.items() if options}
        sending = Sending(
            answers, comments, sheet.questions, sheet.wave, sheet.closes_on, sheet.unit_id
        )
        asked: tuple[Doubt, Comments] | None = state.get("asked")
        anyway = asked is not None and st.session_state.get("send_anyway", False)
        if not (send or anyway):
            if asked is not None:
                with place:
                    _ask(asked, run)
            return None
        state.pop("asked", None)
        if too_many := [q for q in sheet.questions if len(chosen[q.id]) > q.scale.max_choices]:
            _refuse(too_many, texts)
            return None
        try:
            doubt = _doubt(run, sending)
        except CastingUnavailableError:
            return replace(sending, is_checked=anyway and asked == ("named", comments))
        if doubt is None or (anyway and asked == (doubt, comments)):
            return sending
        state["asked"] = (doubt, comments)
        with place:
            _ask(state["asked"], run)
    return None


def _doubt(run: Run, sending: Sending) -> Doubt | None:
    """Return why somebody should be asked whether they mean it; None if there is no reason."""
    if sending.is_empty:
        return "empty"
    return "named" if traces_in(run.installation, sending.comments.values()) else None


def _ask(asked: tuple[Doubt, Comments], run: Run) -> None:
    """Show the question, and the button that sends all the same."""
    (doubt, comments), texts = asked, run.texts
    if doubt == "empty":
        question, marked = outcome_texts.nothing_answered(texts), []
    else:
        question = outcome_texts.name_warning(texts, comments)
        traces = traces_in(run.installation, comments.values())
        listed = ", ".join(f"“{escape_markdown(trace)}”" for trace in traces.all)
        marked = [f"{outcome_texts.marked_title(texts)}: **{listed}**", question.note]
    words = [f"**{question.title}**", *question.paragraphs, *marked]
    scroll_here()
    st.warning("\n\n".join(words), icon=":material/visibility:")
    st.form_submit_button(question.second_button, width="stretch", key="send_anyway")


def _refuse(too_many: Sequence[Question], texts: Texts) -> None:
    """Show which questions have more options chosen than they take."""
    for question in too_many:
        asked = escape_markdown(question.text[texts.language])
        st.error(f"**{asked}**\n\n{outcome_texts.too_many(question, texts)}")


def _question(question: Question, shown: QuestionText, texts: Texts) -> tuple[int, ...]:
    """Show one question; return the options chosen."""
    names = shown.options
    if shown.has_faces:
        names = [f"{face} {option}" for face, option in zip(FACES, names, strict=True)]
    if shown.does_not_apply:
        names = [*names, shown.does_not_apply]
    # A list, because Streamlit would convert anything else, slowly.
    options, name = list(range(len(names))), names.__getitem__
    # As wide as their words and no wider: an option that fills a line would draw more answers.
    if question.scale.max_choices > 1:
        several = st.pills(
            shown.label, options, selection_mode="multi", format_func=name, key=question.id
        )
        return tuple(several)
    if len(shown.options) <= MOST_BUTTONS:
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


def _in_own_words(shown: SheetTexts) -> Comments:
    """Show a field for each open question and what is done with it; return what was written."""
    if not shown.open_questions:
        if shown.on_own_device:
            st.caption(shown.on_own_device)
        return {}
    several = len(shown.open_questions) > 1
    if several:
        st.caption(shown.comment_hint)
    written = {
        question: st.text_area(label, max_chars=MAX_COMMENT_LENGTH, key=question)
        for question, label in shown.open_questions
    }
    if not several:
        st.caption(shown.comment_hint)
    return {question: text for question, text in written.items() if text.strip()}
