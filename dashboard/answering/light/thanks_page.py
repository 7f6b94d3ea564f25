"""The thanks of the light page: what happens next, and the own line if somebody wants to keep it.

Pure.
"""

from typing import Any

from dashboard.answering import outcome_texts
from dashboard.answering.light.document import bold, document, support
from dashboard.answering.sheet_texts import sheet_texts
from surveys.answering import Answers, AnswerSheet, Comments
from surveys.follow_up import LastRound
from surveys.instrument import Instrument
from surveys.organisation import Contacts
from surveys.texts import Texts, rounded


def thanks(
    sheet: AnswerSheet,
    answers: Answers,
    comments: Comments,
    *,
    instrument: Instrument | None,
    last_round: LastRound | None,
    contacts: Contacts | None,
    texts: Texts,
) -> str:
    """Return the thanks: what happens next, tips, what was answered, and the own line if wanted."""
    shown = outcome_texts.own_thanks(
        sheet.wave, sheet.closes_on, answers, comments, sheet.questions, instrument, texts
    )
    return document(
        "thanks.html.jinja",
        texts,
        sheet_texts(sheet, texts.language).unit,
        title=shown.title,
        thanks=shown.paragraph,
        next={"title": shown.steps_title, "steps": [bold(step) for step in shown.steps]},
        tips={
            "title": shown.tips_title,
            "list": [bold(f"**{name}.** {text}") for name, text in shown.tips],
        }
        if shown.tips
        else None,
        answered={
            "title": shown.answered_title,
            "caption": shown.answered_note,
            "pairs": [*shown.answered, *shown.written],
        },
        own=_own(sheet, answers, instrument, last_round, texts) if instrument else None,
        support=support(contacts, texts.language, short=False),
    )


def _own(
    sheet: AnswerSheet,
    answers: Answers,
    instrument: Instrument,
    last_round: LastRound | None,
    texts: Texts,
) -> dict[str, Any] | None:
    """Return what the browser needs to keep and draw own answers: those to the anchors, oriented.

    Everything in it was just sent by this browser, or is published; nothing of it comes back.
    """
    _ = texts.gettext
    team = {line.indicator.id: line for line in last_round.lines} if last_round else {}
    own: dict[str, float] = {}
    lines = []
    for question in sheet.questions:
        scores = question.scale.values
        if question.role != "anchor" or scores is None:
            continue
        indicator = instrument.indicator(question.indicator)
        points = team[indicator.id].points if indicator.id in team else ()
        lines.append(
            {
                "id": indicator.id,
                "name": indicator.heading_in(texts.language),
                "low": scores[0],
                "high": scores[-1],
                "team": [(day.isoformat(), rounded(mean)) for day, mean in points],
            }
        )
        if question.id in answers:
            own[indicator.id] = scores[question.oriented(answers[question.id][0])]
    if not lines:
        return None
    return {
        "title": _("Keep my answers on this device"),
        "explanation": _(
            "So that next time you see your own line beside your team's. They stay in this "
            "browser, not encrypted, and are sent to nobody. Not on a shared device."
        ),
        "keep": _("Keep on this device"),
        "kept": _("Your own answers on this device, beside the averages of your team:"),
        "forget": _("Forget them on this device"),
        "words": {"line": _("{name}: you {mine}, team {team}")},
        "data": {"day": sheet.closes_on.isoformat(), "answers": own, "lines": lines},
    }
