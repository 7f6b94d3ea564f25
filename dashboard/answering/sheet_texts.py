"""The texts of the answer page before sending, composed once for everybody in a unit. Pure.

Both doors show them. Two asterisks on either side mark bold words in the texts of the catalogue;
the names of units, what was agreed and questions are as somebody typed them, to be escaped.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.answering import AnswerSheet
from surveys.follow_up import LastRound
from surveys.instrument import Question, shipped
from surveys.texts import Texts

FACES = 5
"""The number of faces, from very sad to very glad, that stand beside the options of a mood."""


@dataclass(frozen=True)
class QuestionText:
    """The texts of a question: its position, itself, a hint, and its options in order."""

    position: str
    text: str
    hint: str
    """The maximum number of choices, or what the ends of a row of marks mean; may be empty."""

    options: Sequence[str]
    has_faces: bool
    does_not_apply: str
    """The choice beside the options, of questions that may not apply to somebody; else empty."""

    @property
    def label(self) -> str:
        """Everything about the question in one line, as screen readers read it."""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.position} · {self.text}{hint}"


@dataclass(frozen=True)
class SheetTexts:
    """The introduction, what is stored, and each question; the same for everybody in a unit."""

    unit: str
    """The unit, how many answer for it, and the wave; typed."""

    title: str
    promise: str
    invited: str
    """How many people answer for the unit, which everybody in it can compare; typed."""

    compare: str
    stored: Sequence[str]
    record: str
    """The words above the record of a ballot."""

    record_lines: Sequence[str]
    questions: Sequence[QuestionText]
    open_questions: Sequence[tuple[str, str]]
    """The id of each question that is answered in words, and its label; none where none is."""

    comment_hint: str
    """What is done with what people write."""

    on_own_device: str
    """Where to find the open questions that are not asked here; empty where none is missing."""

    send: str
    once_sent: str


@functools.lru_cache(maxsize=1_000)
def sheet_texts(sheet: AnswerSheet, language: str, *, is_kiosk: bool = False) -> SheetTexts:
    """Return the texts for a unit in a wave, in one language.

    On a kiosk nothing is answered in words: others stand behind, and its keyboard learns them.
    """
    texts, last = Texts(language), len(sheet.questions)
    _ = texts.gettext
    in_words = () if is_kiosk else sheet.in_words
    elsewhere = _(
        "This time there are open questions, too. To answer them, do not answer here: scan the "
        "code on your slip with your own phone."
    )
    people = texts.ngettext("{n} colleague", "{n} colleagues", sheet.colleagues)
    is_start = sheet.is_start_measurement
    wave = _("Start measurement") if is_start else _("Wave {n}").format(n=sheet.wave)
    period = shipped().period[sheet.period][language]
    return SheetTexts(
        unit=f"{sheet.unit} · {people} · {wave}",
        title=_("How was your work in the past {period}?").format(period=period),
        promise=_promise(sheet, len(in_words) if sheet.ends_round else 0, texts),
        invited=_invited(sheet, texts),
        compare=_(
            "You know how many you are. If this number is wrong, do not answer yet: tell HR or the "
            "works council, because somebody who does not exist could answer among you."
        ),
        stored=_stored(sheet, texts),
        record=_("The record that is kept until the pulse closes, whatever you answer:"),
        record_lines=(
            "id    " + _("a random number"),
            "body  " + _("{n} sealed bytes").format(n=sheet.sealed_bytes),
        ),
        questions=[
            question_text(question, number, last, texts)
            for number, question in enumerate(sheet.questions, start=1)
        ],
        open_questions=[
            (question.id, _("{question} (optional)").format(question=question.text[language]))
            for question in in_words
        ],
        comment_hint=_comment_hint(sheet, texts),
        on_own_device=elsewhere if is_kiosk and sheet.ends_round else "",
        send=_("Send my answers"),
        once_sent=_(
            "After sending, nothing can be shown, changed or taken back: your answers can no "
            "longer be told apart."
        ),
    )


@functools.lru_cache(maxsize=1_000)
def last_round_texts(last_round: LastRound, language: str) -> tuple[str, str]:
    """Return the title and the sentences for a unit about the last round, as typed.

    They leave out agreements, which each door lists in its own way.
    """
    _ = Texts(language).gettext
    summary = last_round.in_words(language)
    if not last_round.agreed and last_round.reply is None:
        summary += " " + _("No follow-up has been noted yet.")
    return _("You said, we did"), summary


def reply_texts(last_round: LastRound, language: str) -> list[tuple[str, str]]:
    """Return the two sentences of the leader, each after its title; none without a reply."""
    _ = Texts(language).gettext
    if last_round.reply is None:
        return []
    return list(zip((_("You said:"), _("We did:")), last_round.reply, strict=True))


def _promise(sheet: AnswerSheet, at_the_end: int, texts: Texts) -> str:
    """Return the promise, and how many open questions come at the end of the round, if any."""
    _ = texts.gettext
    promise = _(
        "About {duration}, skip what you like. **Nobody can see what you answer.** Your manager, "
        "HR and colleagues see results of {k} people or more, after it closes on {moment}."
    )
    if sheet.is_start_measurement:
        promise = _("The start measurement asks {n} questions, once.") + " " + promise
    promise = promise.format(
        n=len(sheet.questions),
        duration=texts.minutes(sheet.minutes),
        k=sheet.k,
        moment=texts.closing(sheet.closes_on),
    )
    if not at_the_end:
        return promise
    longer = texts.ngettext(
        "This wave closes a round: after the usual questions comes {n} to answer in your own "
        "words, if you like.",
        "This wave closes a round: after the usual questions come {n} to answer in your own "
        "words, if you like.",
        at_the_end,
    )
    return f"{promise} {longer}"


def _comment_hint(sheet: AnswerSheet, texts: Texts) -> str:
    if sheet.ends_round:
        return texts.gettext(
            "Name nobody. Each is shown word for word, apart from the others and from all above, "
            "in a group of {k_comment} people or more of whom at least {k} answered it; others may "
            "know your style."
        ).format(k_comment=sheet.k_comment, k=sheet.k)
    return texts.gettext(
        "Name nobody. Shown word for word, without your answers, in a group of {k} people or "
        "more; others may know your style."
    ).format(k=sheet.k_comment)


def _invited(sheet: AnswerSheet, texts: Texts) -> str:
    if sheet.has_units_below:
        return texts.ngettext(
            "Only you are invited to answer for {unit} itself, without the units below it.",
            "{n} people are invited to answer for {unit} itself, without the units below it, you "
            "included.",
            sheet.colleagues,
            unit=sheet.unit,
        )
    return texts.ngettext(
        "Only you are invited to answer for {unit}.",
        "{n} people are invited to answer for {unit}, you included.",
        sheet.colleagues,
        unit=sheet.unit,
    )


def _stored(sheet: AnswerSheet, texts: Texts) -> Sequence[str]:
    _ = texts.gettext
    return (
        _(
            "**Until the pulse closes:** one sealed envelope with your answers and your team, as "
            "long as everybody else's, without name, time or number. What the box has of your link "
            "is overwritten at the same moment; that it was yours is noted nowhere."
        ),
        _(
            "**After that:** how often each answer was given in groups of {k} people or more, and "
            "comments word for word in groups of {k_comment} or more, shuffled and without the "
            "answers. Envelopes, links and the key that opens them are destroyed."
        ).format(k=sheet.k, k_comment=sheet.k_comment),
        _(
            "**Not protected:** against somebody who changes the running program, or watches the "
            "connection while you answer."
        ),
    )


def question_text(question: Question, number: int, last: int, texts: Texts) -> QuestionText:
    """Return the words of one question of a sheet, in one language."""
    scale, hint = question.scale, ""
    if scale.max_choices > 1:
        hint = texts.gettext("Choose at most {n}.").format(n=scale.max_choices)
    elif question.role == "leading":
        hint = texts.gettext("Shown for the whole organisation only, never for your unit.")
    elif scale.type in {"grade", "number"}:
        hint = f"({' · '.join(scale.labels[texts.language])})"
    return QuestionText(
        position=texts.gettext("{number} of {last}").format(number=number, last=last),
        text=question.text[texts.language],
        hint=hint,
        options=scale.options(texts.language),
        has_faces=scale.id == "feel5" and scale.size == FACES,
        does_not_apply=shipped().does_not_apply[texts.language] if question.may_not_apply else "",
    )
