"""The texts of the answer page before sending, composed once for everybody in a unit. Pure."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import wording
from surveys.answering import AnswerSheet
from surveys.follow_up import LastRound
from surveys.instrument import Question, shipped
from surveys.texts import Texts, escape_markdown

FACES = (
    ":material/sentiment_very_dissatisfied:",
    ":material/sentiment_dissatisfied:",
    ":material/sentiment_neutral:",
    ":material/sentiment_satisfied:",
    ":material/sentiment_very_satisfied:",
)


@dataclass(frozen=True)
class QuestionText:
    """The texts of a question: its label, and the names of its options in order."""

    label: str
    options: Sequence[str]


@dataclass(frozen=True)
class SheetTexts:
    """The introduction, what is stored, and each question; the same for everybody in a unit."""

    introduction: Sequence[str]
    stored: str
    questions: Sequence[QuestionText]


@functools.lru_cache(maxsize=1_000)
def sheet_texts(sheet: AnswerSheet, language: str) -> SheetTexts:
    """Return the texts for a unit in a wave, in one language."""
    texts, last = Texts(language), len(sheet.questions)
    return SheetTexts(
        introduction=_introduction(sheet, texts),
        stored=_stored(sheet, texts),
        questions=[
            _question_text(question, number, last, texts)
            for number, question in enumerate(sheet.questions, start=1)
        ],
    )


@functools.lru_cache(maxsize=1_000)
def last_round_texts(last_round: LastRound, language: str) -> Sequence[str]:
    """Return the paragraphs for a unit about the last round, in one language.

    They leave out agreements, which are shown as plain text: nothing in them may become a link.
    """
    _ = Texts(language).gettext
    summary = escape_markdown(last_round.in_words(language))
    if not last_round.agreed:
        summary += " " + _("No follow-up has been noted yet.")
    return "**" + _("You said, we did") + "**", wording.aside(summary)


def _introduction(sheet: AnswerSheet, texts: Texts) -> Sequence[str]:
    _ = texts.gettext
    people = texts.ngettext("{n} colleague", "{n} colleagues", sheet.colleagues)
    wave = _("Wave {n}").format(n=sheet.wave)
    period = shipped().period[sheet.period][texts.language]
    return (
        wording.aside(f"{escape_markdown(sheet.unit)} · {people} · {wave}"),
        "# " + _("How was your work in the past {period}?").format(period=period),
        _(
            "About a minute. Skip whatever you like. Nobody can see what **you** answered: your "
            "manager, HR and your colleagues see results of {k} people or more, after the pulse "
            "has closed on {date}."
        ).format(k=sheet.k, date=texts.date(sheet.closes_on)),
        _head_count(sheet, texts),
    )


def _head_count(sheet: AnswerSheet, texts: Texts) -> str:
    """Return how many people answer for the unit, which everybody in it can compare."""
    unit = escape_markdown(sheet.unit)
    if sheet.has_units_below:
        invited = texts.ngettext(
            "**Only you are invited to answer for {unit} itself, without the units below it.**",
            "**{n} people are invited to answer for {unit} itself, without the units below it, you "
            "included.**",
            sheet.colleagues,
            unit=unit,
        )
    else:
        invited = texts.ngettext(
            "**Only you are invited to answer for {unit}.**",
            "**{n} people are invited to answer for {unit}, you included.**",
            sheet.colleagues,
            unit=unit,
        )
    compare = texts.gettext(
        "You know how many you are. If this number is wrong, do not answer yet: tell HR or the "
        "works council, because somebody who does not exist could answer among you."
    )
    return f"{invited} {compare}"


def _stored(sheet: AnswerSheet, texts: Texts) -> str:
    _ = texts.gettext
    return (
        _(
            "- Until the pulse closes: one sealed envelope with your answers and your team, as "
            "long as everybody else's, without name, time or number. What the box has of your "
            "link is overwritten at the same moment; that it was yours is noted nowhere.\n"
            "- After that: how often each answer was given in groups of {k} people or more, "
            "and comments word for word in groups of {k_comment} or more, shuffled and without "
            "the answers. Envelopes, links and the key that opens them are destroyed.\n"
            "- Not protected: somebody who changes the running program, or watches the "
            "connection while you answer."
        ).format(k=sheet.k, k_comment=sheet.k_comment)
        + f"\n\n{_record(sheet, texts)}"
    )


def _record(sheet: AnswerSheet, texts: Texts) -> str:
    """Return the record of a ballot as it is stored in the box: a random number, sealed bytes."""
    _ = texts.gettext
    introduction = _("The record that is kept until the pulse closes, whatever you answer:")
    id_, body = _("a random number"), _("{n} sealed bytes").format(n=sheet.sealed_bytes)
    return f"{introduction}\n```text\nid    {id_}\nbody  {body}\n```"


def _question_text(question: Question, number: int, last: int, texts: Texts) -> QuestionText:
    """Return the texts of a question, with its position.

    The meaning of marks and the maximum number of choices are part of the label, so that screen
    readers read them too.
    """
    scale = question.scale
    position = texts.gettext("{number} of {last}").format(number=number, last=last)
    label = f"{position} · {question.text[texts.language]}"
    if scale.max_choices > 1:
        label += " " + texts.gettext("Choose at most {n}.").format(n=scale.max_choices)
    elif scale.type in {"grade", "number"}:
        label += f" ({' · '.join(scale.labels[texts.language])})"
    options = scale.options(texts.language)
    if scale.id == "feel5" and scale.size == len(FACES):
        options = tuple(f"{face} {option}" for face, option in zip(FACES, options, strict=True))
    return QuestionText(label, options)
