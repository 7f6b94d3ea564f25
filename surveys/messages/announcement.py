"""The announcement of a start measurement, in every invitation and reminder of its wave. Pure.

An organisation's own texts know nothing of it, so it is added to those as well.
"""

from surveys.messages.before_link import before_link
from surveys.messages.texts import MessageText
from surveys.texts import Texts


def announcement(language: str, questions: int, minutes: int) -> str:
    """Return the line that says that this wave has more questions, and how long they take."""
    texts = Texts(language)
    said = texts.gettext(
        "This is the start measurement: once, more questions than usual, {questions} in all. They "
        "take about {duration}, and each can be skipped."
    )
    return said.format(questions=questions, duration=texts.minutes(minutes))


def announced(text: MessageText, line: str) -> MessageText:
    """Return a text that announces it before the paragraph of its link, or else at its end."""
    if not line:
        return text
    if "{link}" in text.body:
        return before_link(text, line)
    return MessageText(text.subject, f"{text.body.rstrip()}\n\n{line}\n")
