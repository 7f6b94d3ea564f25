"""The answer page before sending: what it is about, and one form with all questions."""

import streamlit as st

from dashboard import wording
from dashboard.comment_field import comment_field
from surveys.ballot import Answers
from surveys.casting import AnswerSheet
from surveys.instrument import Question
from surveys.instrument_file import shipped
from surveys.reading.last_round import LastRound
from surveys.texts import Texts

FACES = (
    ":material/sentiment_very_dissatisfied:",
    ":material/sentiment_dissatisfied:",
    ":material/sentiment_neutral:",
    ":material/sentiment_satisfied:",
    ":material/sentiment_very_satisfied:",
)


def introduction(sheet: AnswerSheet, texts: Texts) -> None:
    """Say which unit somebody answers for, who sees what, and what is stored."""
    _ = texts.gettext
    people = texts.ngettext("{n} colleague", "{n} colleagues", sheet.colleagues)
    st.caption(
        f"{wording.letter_by_letter(sheet.unit)} · {people} · " + _("Wave {n}").format(n=sheet.wave)
    )
    period = shipped().period[sheet.period][texts.language]
    st.title(_("How was your work in the past {period}?").format(period=period), anchor=False)
    st.markdown(
        _(
            "About a minute. Skip whatever you like. Nobody can see what **you** answered: your "
            "manager, HR and your colleagues see results of {k} people or more, after the pulse "
            "has closed on {date}."
        ).format(k=sheet.k, date=texts.date(sheet.closes_on))
    )
    with st.expander(_("What exactly is stored?")):
        st.markdown(
            _(
                "- Until the pulse closes: one sealed envelope with your answers and your team, as "
                "long as everybody else's, without name, time or number. Your link is taken out of "
                "the box at the same moment; that it was yours is noted nowhere.\n"
                "- After that: how often each answer was given in groups of {k} people or more, "
                "and comments word for word in groups of {k_comment} or more, shuffled and without "
                "the answers. Envelopes, links and the key that opens them are destroyed.\n"
                "- Not protected: somebody who changes the running program, or watches the "
                "connection while you answer."
            ).format(k=sheet.k, k_comment=sheet.k_comment)
            + f"\n\n{_record(sheet, texts)}"
        )


def _record(sheet: AnswerSheet, texts: Texts) -> str:
    """Show the record of a ballot as it lies in the box: a random number, sealed bytes."""
    _ = texts.gettext
    said = _("The record that is kept until the pulse closes, whatever you answer:")
    id_, body = _("a random number"), _("{n} sealed bytes").format(n=sheet.sealed_bytes)
    return f"{said}\n```text\nid    {id_}\nbody  {body}\n```"


def you_said_we_did(found: LastRound | None, texts: Texts) -> None:
    """Show what the last round gave and what was agreed; nothing before there was one."""
    if found is None:
        return
    _ = texts.gettext
    with st.container(border=True):
        st.markdown("**" + _("You said, we did") + "**")
        nothing = "" if found.agreed else _("Nothing has been noted yet about what came of it.")
        st.caption(f"{wording.letter_by_letter(found.in_words(texts.language))} {nothing}")
        if found.agreed:
            # Letter by letter: nothing in it is markdown or a link.
            st.text("\n".join(f"→ {agreed}" for agreed in found.agreed))


def question_form(sheet: AnswerSheet, texts: Texts) -> tuple[Answers, str] | None:
    """Show every question, nothing preselected; return answers and comment once they are sent."""
    _ = texts.gettext
    with st.form("answers", enter_to_submit=False, border=False):
        chosen = {
            question.id: _question(number, len(sheet.questions), question, texts)
            for number, question in enumerate(sheet.questions, start=1)
        }
        comment = comment_field(sheet, texts)
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


def _question(number: int, last: int, question: Question, texts: Texts) -> tuple[int, ...]:
    """Show one question as a card, with how far one is; return the options chosen."""
    scale = question.scale
    options = scale.options(texts.language)
    faces = FACES if scale.id == "feel5" else ("",) * scale.size
    place = texts.gettext("{number} of {last}").format(number=number, last=last)
    label = f"{place} · {question.text[texts.language]}"

    def name(option: int) -> str:
        return f"{faces[option]} {options[option]}".strip()

    with st.container(border=True):
        if scale.max_choices > 1:
            hint = texts.gettext("Choose at most {n}.").format(n=scale.max_choices)
            given = st.pills(
                f"{label} {hint}",
                list(range(scale.size)),
                selection_mode="multi",
                format_func=name,
                key=question.id,
            )
            return tuple(given)
        # As wide as their words and no wider: an option that fills a line would draw more answers.
        one = st.pills(label, list(range(scale.size)), format_func=name, key=question.id)
        if scale.type in {"grade", "number"}:
            st.caption(" · ".join(scale.labels[texts.language]))
    return () if one is None else (one,)
