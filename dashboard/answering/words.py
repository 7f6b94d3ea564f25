"""What the answer page says before sending, put together once for everybody in a unit. Pure."""

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
class Asked:
    """How a question is put: its label, and the names of its options in their order."""

    label: str
    options: Sequence[str]


@dataclass(frozen=True)
class AnswerWords:
    """The paragraphs at the top, what is stored, and each question; the same for all in a unit."""

    introduction: Sequence[str]
    stored: str
    questions: Sequence[Asked]


@functools.lru_cache(maxsize=1_000)
def answer_words(sheet: AnswerSheet, language: str) -> AnswerWords:
    """Return what a unit reads in a wave, in one language."""
    texts, last = Texts(language), len(sheet.questions)
    return AnswerWords(
        introduction=_introduction(sheet, texts),
        stored=_stored(sheet, texts),
        questions=[
            _asked(question, number, last, texts)
            for number, question in enumerate(sheet.questions, start=1)
        ],
    )


@functools.lru_cache(maxsize=1_000)
def last_round_words(found: LastRound, language: str) -> Sequence[str]:
    """Return what a unit reads about the last round, as paragraphs, in one language.

    What was agreed is not among them: that is to be shown letter by letter, for nothing in it may
    become a link.
    """
    _ = Texts(language).gettext
    said = escape_markdown(found.in_words(language))
    if not found.agreed:
        said += " " + _("No follow-up has been noted yet.")
    return "**" + _("You said, we did") + "**", wording.aside(said)


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
    )


def _stored(sheet: AnswerSheet, texts: Texts) -> str:
    _ = texts.gettext
    return (
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


def _asked(question: Question, number: int, last: int, texts: Texts) -> Asked:
    """Put a question, with how far one is.

    What a mark means, or how many one may choose, is part of the label: so it is heard as well.
    """
    scale = question.scale
    position = texts.gettext("{number} of {last}").format(number=number, last=last)
    label = f"{position} · {question.text[texts.language]}"
    if scale.max_choices > 1:
        label += " " + texts.gettext("Choose at most {n}.").format(n=scale.max_choices)
    elif scale.type in {"grade", "number"}:
        label += f" ({' · '.join(scale.labels[texts.language])})"
    options = scale.options(texts.language)
    if scale.id == "feel5":
        options = tuple(f"{face} {option}" for face, option in zip(FACES, options, strict=True))
    return Asked(label, options)
