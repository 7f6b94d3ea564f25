"""You said, we did, in an invitation: two sentences of a leader before the question. Pure."""

from surveys.messages.first_question import before_link
from surveys.messages.texts import MessageText
from surveys.texts import Texts


def reply_lines(language: str) -> str:
    """Return the lines that tell what was said and done, with places for it."""
    _ = Texts(language).gettext
    return _("After the last round, {replied}:\nYou said: {said}\nWe did: {did}")


def with_reply(text: MessageText, language: str) -> MessageText:
    """Return the text of an invitation that tells what was said and done before its link."""
    return before_link(text, reply_lines(language))
