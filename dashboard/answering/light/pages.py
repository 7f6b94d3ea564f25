"""What the light page shows: the questions, a second look before sending, thanks, or why not. Pure.

No page holds a secret but the form with questions, which has the key for its own tab.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.answering import outcome_texts
from dashboard.answering.light.document import bold, document, support
from dashboard.answering.light.posted import Posted, too_many
from dashboard.answering.light.question_view import question_views
from dashboard.answering.outcome_texts import OutcomeTexts
from dashboard.answering.sheet_texts import last_round_texts, reply_texts, sheet_texts
from surveys.answering import MAX_COMMENT_LENGTH, Answers, AnswerSheet
from surveys.follow_up import LastRound
from surveys.organisation import Contacts
from surveys.texts import Texts

_KEY = "KEY-OF-THE-TAB"


def blank_form(
    sheet: AnswerSheet,
    last_round: LastRound | None,
    contacts: Contacts | None,
    language: str,
    key: str,
) -> str:
    """Return the questions with nothing chosen; only the key differs between people of a unit."""
    before, after = _blank_form(sheet, last_round, contacts, language)
    return f"{before}{key}{after}"


@functools.lru_cache(maxsize=2_000)
def _blank_form(
    sheet: AnswerSheet, last_round: LastRound | None, contacts: Contacts | None, language: str
) -> tuple[str, str]:
    html = form(sheet, last_round, contacts, Texts(language), _KEY)
    before, _, after = html.partition(_KEY)
    return before, after


def form(
    sheet: AnswerSheet,
    last_round: LastRound | None,
    contacts: Contacts | None,
    texts: Texts,
    key: str,
    *,
    chosen: Answers | None = None,
    posted: Posted | None = None,
) -> str:
    """Return the questions; with `posted`, filled in again, and what needs another look."""
    _, shown = texts.gettext, sheet_texts(sheet, texts.language)
    views = question_views(sheet.questions, texts, chosen or {})
    written = posted.comments if posted else {}
    goes_back = posted is not None and posted.then == "back"
    return document(
        "questions.html.jinja",
        texts,
        shown.unit,
        head_count=f"{shown.invited} {shown.compare}",
        title=shown.title,
        promise=bold(shown.promise),
        stored={
            "title": _("What exactly is stored?"),
            "lines": [bold(line) for line in shown.stored],
            "record": shown.record,
            "fields": "\n".join(shown.record_lines),
        },
        last_round=_last_round(last_round, texts),
        wrong=_wrong(chosen or {}, posted, sheet, texts),
        key=key,
        filled=posted is not None,
        questions=views,
        no_answer=_("No answer"),
        most=MAX_COMMENT_LENGTH,
        open_questions=[
            {
                "id": question,
                "label": label,
                "text": written.get(question, ""),
                "focused": goes_back and question == next(iter(written), ""),
            }
            for question, label in shown.open_questions
        ],
        hint=shown.comment_hint,
        offline=_offline(texts),
        send=shown.send,
        after_sending=shown.once_sent,
        words={"of": _("{number} of {last}")},
        support=support(contacts, texts.language, short=True),
    )


def _last_round(last_round: LastRound | None, texts: Texts) -> dict[str, Any] | None:
    """Return one sentence on the last round and what was agreed, which is as it was typed."""
    if last_round is None:
        return None
    title, summary = last_round_texts(last_round, texts.language)
    return {
        "title": title,
        "summary": summary,
        "reply": reply_texts(last_round, texts.language),
        "agreed_title": texts.gettext("We agreed:"),
        "agreed": last_round.agreed,
    }


def _wrong(
    chosen: Answers, posted: Posted | None, sheet: AnswerSheet, texts: Texts
) -> dict[str, Any] | None:
    """Return the links to what needs another look before anything is sent."""
    numbers = {question.id: number for number, question in enumerate(sheet.questions, start=1)}
    links = [
        {"to": f"q{numbers[question.id]}-0", "text": question.text[texts.language]}
        for question in too_many(chosen, sheet.questions)
    ]
    too_long = {} if posted is None else posted.too_long
    links += [
        {
            "to": question.id,
            "text": outcome_texts.too_long(question, len(too_long[question.id]), texts),
        }
        for question in sheet.open_questions
        if question.id in too_long
    ]
    if not links:
        return None
    return {"title": outcome_texts.need_a_look(len(links), texts), "links": links}


def name_warning(place: str, posted: Posted, traces: Sequence[str], texts: Texts) -> str:
    """Return the question to somebody whose words seem to name a person, the traces marked."""
    marked = [_marked(text, traces) for text in posted.comments.values()]
    comment = {
        "caption": outcome_texts.marked_title(texts),
        "texts": [parts for parts in marked if any(is_trace for _, is_trace in parts)],
    }
    why = outcome_texts.name_warning(texts, posted.comments)
    return _second_look(place, why, posted, texts, comment=comment)


def nothing_answered(place: str, posted: Posted, texts: Texts) -> str:
    """Return the question to somebody who sends neither an answer nor a comment."""
    return _second_look(place, outcome_texts.nothing_answered(texts), posted, texts)


def unsent(
    place: str, posted: Posted, contacts: Contacts | None, texts: Texts, *, by_itself: bool
) -> str:
    """Return that the box does not answer, with the answers in the page.

    `by_itself`: whether its script sends them again.
    """
    why = outcome_texts.unavailable(texts, unsent=True, by_itself=by_itself)
    # Sent again as it was asked for: somebody who was warned is not warned twice.
    return _second_look(
        place,
        why,
        posted,
        texts,
        first=posted.then,
        by_itself=by_itself,
        support=support(contacts, texts.language, short=False),
    )


def _second_look(
    place: str,
    why: OutcomeTexts,
    posted: Posted,
    texts: Texts,
    *,
    first: str = "back",
    by_itself: bool = False,
    comment: Mapping[str, Any] | None = None,
    support: Mapping[str, Any] | None = None,
) -> str:
    buttons = [(first, why.first_button), ("anyway", why.second_button)]
    return document(
        "second_look.html.jinja",
        texts,
        place,
        title=why.title,
        paragraphs=[bold(paragraph) for paragraph in why.paragraphs],
        comment=comment,
        kept=posted.kept,
        buttons=[{"value": value, "label": label} for value, label in buttons if label],
        note=why.note,
        by_itself=by_itself,
        offline=_offline(texts),
        words={},
        support=support,
    )


def outcome(
    place: str,
    why: OutcomeTexts,
    contacts: Contacts | None,
    texts: Texts,
    *,
    again: str = "",
    by_itself: bool = False,
) -> str:
    """Return why there are no questions; `again` is where the first button leads, if anywhere.

    `by_itself`: whether its script opens the link again until there are some.
    """
    return document(
        "message.html.jinja",
        texts,
        place,
        title=why.title,
        paragraphs=[bold(paragraph) for paragraph in why.paragraphs],
        points=[bold(point) for point in why.points],
        note=why.note,
        by_itself=by_itself,
        action={"to": again, "label": why.first_button} if again else None,
        support=support(contacts, texts.language, short=False),
    )


def _offline(texts: Texts) -> str:
    return texts.gettext(
        "No connection. Your answers are still here; they are sent as soon as there is one."
    )


def _marked(comment: str, traces: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the parts of a comment in order, each with whether it is one of the traces."""
    longest_first = sorted(set(traces), key=len, reverse=True)
    pattern = "|".join(re.escape(trace) for trace in longest_first)
    parts = re.split(f"({pattern})", comment)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]
