"""The words of messages: ours in every language, what may be changed in them, and filling them in.

Plain text, in which only the placeholders named here stand in braces. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from surveys.errors import N_, PeilError
from surveys.texts import Texts

Kind = Literal["invitation", "reminder", "results"]
KINDS: tuple[Kind, ...] = get_args(Kind)

PLACEHOLDERS: Mapping[Kind, tuple[str, ...]] = {
    "invitation": ("name", "organisation", "unit", "closes_on", "link", "privacy"),
    "reminder": ("name", "organisation", "unit", "closes_on", "privacy"),
    "results": ("name", "organisation", "unit", "leader", "link", "privacy"),
}
"""What may stand in braces. A reminder has no link: it is a reply, with the link one message up."""

NEEDS_LINK: frozenset[Kind] = frozenset({"invitation", "results"})
LONGEST_SUBJECT, LONGEST_BODY = 150, 5_000

_PLACE = re.compile(r"\{([^{}]*)\}")


class TextError(PeilError):
    """A text of a message that cannot be used as it is."""

    texts: ClassVar = {
        "empty": N_("Subject and text are both needed; nothing was kept yet."),
        "long": N_("Subject or text is too long; nothing was kept yet."),
        "brace": N_("Braces stand only around the names below the text; nothing was kept yet."),
        "unknown": N_("This message knows no {name}; nothing was kept yet."),
        "link": N_("Without {link} nobody could do anything with it; nothing was kept yet."),
        "link_in_subject": N_("The link belongs in the text; nothing was kept yet."),
    }


@dataclass(frozen=True)
class MessageText:
    """Subject and body of a kind of message, with placeholders."""

    subject: str
    body: str


def kind_of(message: str) -> Kind:
    """Return which text a message has: all reminders share one."""
    if message.startswith("reminder"):
        return "reminder"
    return "results" if message == "results" else "invitation"


def default_text(kind: Kind, language: str) -> MessageText:
    """Return our own words."""
    _ = Texts(language).gettext
    if kind == "invitation":
        return MessageText(
            _("How are you doing? One minute, until {closes_on}"),
            _(
                "Hello {name},\n"
                "\n"
                "How are things at work? {organisation} asks everybody, {unit} too. It takes about "
                "a minute, and every question can be skipped:\n"
                "\n"
                "{link}\n"
                "\n"
                "The link is yours alone and works once, until {closes_on}. Please do not pass it "
                "on.\n"
                "\n"
                "Answers are stored so that nobody can trace them to you, and nothing is shown of "
                "fewer than five people. How that works: {privacy}\n"
            ),
        )
    if kind == "reminder":
        return MessageText(
            _("Until {closes_on}: how are you doing?"),
            _(
                "Hello {name},\n"
                "\n"
                "Until {closes_on} you can answer the questions of {organisation}. Your personal "
                "link is in the message before this one.\n"
                "\n"
                "Answered already? Then ignore this. Everybody gets the same reminder, because "
                "nothing tells who has answered: {privacy}\n"
            ),
        )
    return MessageText(
        _("The results of {unit}"),
        _(
            "Hello {name},\n"
            "\n"
            "Thank you to everybody who answered. These are the results, the same ones that "
            "{leader} sees:\n"
            "\n"
            "{link}\n"
            "\n"
            "In the next two weeks {leader} talks about them with you: what went well, what did "
            "not, and what you agree on.\n"
            "\n"
            "What is shown and what never is: {privacy}\n"
        ),
    )


def checked(kind: Kind, text: MessageText) -> MessageText:
    """Return a text as it is kept; raises TextError when it could not be sent like that."""
    subject = " ".join(text.subject.split())
    body = text.body.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if not subject or not body.strip():
        raise TextError("empty")
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise TextError("long")
    for part in (subject, body):
        for name in _PLACE.findall(part):
            if name not in PLACEHOLDERS[kind]:
                raise TextError("unknown", name="{" + name + "}")
        if re.search(r"[{}]", _PLACE.sub("", part)):
            raise TextError("brace")
    if "{link}" in subject:
        raise TextError("link_in_subject")
    if kind in NEEDS_LINK and "{link}" not in body:
        raise TextError("link", link="{link}")
    return MessageText(subject, body)


def filled(text: MessageText, values: Mapping[str, str]) -> MessageText:
    """Return a text with its placeholders replaced, each by one line that is read no further.

    So nothing in a name is ever a placeholder, a header, or more lines of a message.
    """
    flat = {name: " ".join(value.split()) for name, value in values.items()}

    def put_in(part: str) -> str:
        return _PLACE.sub(lambda place: flat[place[1]], part)

    return MessageText(put_in(text.subject), put_in(text.body))
