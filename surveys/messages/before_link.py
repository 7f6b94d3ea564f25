"""What stands in an invitation before its link: the question about mood, a leader's reply. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instrument import Instrument, Question
from surveys.messages.texts import MessageText
from surveys.texts import Texts

MOOD_SCALE = "feel5"
FACES = ("😞", "🙁", "😐", "🙂", "😃")
"""One for each option of the scale, in the order in which options are shown."""

_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class FirstQuestion:
    """The question about mood of a wave, word for word, in one language."""

    introduction: str
    """The time that it asks about."""

    question: str
    options: Sequence[str]
    others: int
    """The number of questions that follow it."""


def first_question(
    instrument: Instrument, asked: Sequence[str], period: str, language: str
) -> FirstQuestion | None:
    """Return the question about mood among those of a wave; None if it is not asked."""
    mood = next((q for q in map(instrument.question, asked) if _is_about_mood(q)), None)
    if mood is None:
        return None
    introduction = instrument.intro[language].format(period=instrument.period[period][language])
    options = mood.scale.options(language)
    return FirstQuestion(introduction, mood.text[language], options, len(asked) - 1)


def with_question(text: MessageText, first: FirstQuestion | None) -> MessageText:
    """Return a text that asks the question in lines of its own before the paragraph of the link."""
    if first is None:
        return text
    return before_link(text, f"{first.introduction}\n{first.question}")


def reply_lines(language: str) -> str:
    """Return the lines that tell what was said and done, with places for it."""
    _ = Texts(language).gettext
    return _("After the last round, {replied}:\nYou said: {said}\nWe did: {did}")


def with_reply(text: MessageText, language: str) -> MessageText:
    """Return the text of an invitation that tells what was said and done before its link."""
    return before_link(text, reply_lines(language))


def before_link(text: MessageText, lines: str) -> MessageText:
    """Return a text with lines of their own before the paragraph of its link."""
    before, link, _ = text.body.partition("{link}")
    if not link:
        return text
    place = max((gap.end() for gap in _BETWEEN_PARAGRAPHS.finditer(before)), default=0)
    return MessageText(text.subject, f"{text.body[:place]}{lines}\n\n{text.body[place:]}")


def _is_about_mood(question: Question) -> bool:
    scale = question.scale
    return question.role == "anchor" and scale.id == MOOD_SCALE and scale.size == len(FACES)
