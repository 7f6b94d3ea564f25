"""Texts of messages: defaults in every language, validation, and filling in placeholders. Pure.

Texts are plain; only the placeholders named here may be in braces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from surveys.errors import N_, PeilError
from surveys.messages.leader_texts import leader_text
from surveys.texts import Texts

Kind = Literal["invitation", "reminder", "results", "managers", "count", "talk", "review", "reply"]
KINDS: tuple[Kind, ...] = get_args(Kind)

PLACEHOLDERS: Mapping[Kind, tuple[str, ...]] = {
    "invitation": ("name", "organisation", "unit", "closes_on", "duration", "link", "privacy"),
    "reminder": ("name", "organisation", "unit", "closes_on", "duration", "privacy"),
    "results": ("name", "organisation", "unit", "leader", "link", "privacy"),
    "managers": (
        "name",
        "organisation",
        "units",
        "closes_on",
        "talk_by",
        "suggestion",
        "link",
        "privacy",
    ),
    "count": ("name", "organisation", "closes_on", "link", "privacy"),
    "talk": ("name", "organisation", "unit", "link", "privacy"),
    "review": ("name", "organisation", "unit", "link", "privacy"),
    "reply": ("name", "organisation", "unit", "link", "privacy"),
}
"""Placeholders by kind. A reminder has no link: it is a reply to the message with the link."""

NEEDS_LINK: frozenset[Kind] = frozenset(KINDS) - {"reminder"}
WHILE_OPEN: frozenset[Kind] = frozenset({"invitation", "reminder"})
"""Messages about a wave that can still be answered, so that they say when it closes."""

MAX_SUBJECT_LENGTH, MAX_BODY_LENGTH = 150, 5_000

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class TextError(PeilError):
    """An invalid text of a message."""

    texts: ClassVar = {
        "empty": N_("Subject and text are both needed; nothing was saved yet."),
        "long": N_("Subject or text is too long; nothing was saved yet."),
        "brace": N_("Use braces only around the names below the text; nothing was saved yet."),
        "unknown": N_("{name} cannot be filled in here; nothing was saved yet."),
        "link": N_("Without {link} nobody could open anything; nothing was saved yet."),
        "link_in_subject": N_("Put the link in the text, not the subject; nothing was saved yet."),
    }


@dataclass(frozen=True)
class MessageText:
    """Subject and body of a kind of message, with placeholders."""

    subject: str
    body: str


def kind_of(message: str) -> Kind:
    """Return the kind of text of a message; all reminders share one.

    Managers get the same message with a text of their own.
    """
    if message.startswith("reminder"):
        return "reminder"
    if message.startswith("count"):
        return "count"
    if message.startswith("review"):
        return "review"
    if message == "talk":
        return "talk"
    if message == "reply":
        return "reply"
    return "results" if message == "results" else "invitation"


def default_text(kind: Kind, language: str) -> MessageText:
    """Return the default text of Peil."""
    _ = Texts(language).gettext
    if kind == "invitation":
        return MessageText(
            _("How are you doing? {duration}, until {closes_on}"),
            _(
                "Hello {name},\n"
                "\n"
                "{organisation} has a few short questions about work. They take about {duration}.\n"
                "\n"
                "{link}\n"
                "\n"
                "Open until {closes_on}. After that the link ends by itself. It is yours alone and "
                "works once. Please do not pass it on.\n"
                "\n"
                "Nobody can see what you answer: results are shown after the pulse has closed, "
                "and never of fewer than five people. How that works: {privacy}\n"
                "\n"
                "{organisation} sends this to everybody, {unit} too. Everybody gets the same "
                "reminders: we keep no list of who has answered.\n"
            ),
        )
    if kind == "reminder":
        return MessageText(
            _("Until {closes_on}: how are you doing?"),
            _(
                "Hello {name},\n"
                "\n"
                "Until {closes_on} you can answer the questions of {organisation}. It takes about "
                "{duration}. Your personal link is in the message before this one.\n"
                "\n"
                "Answered already? Then ignore this. Everybody gets the same reminder, because "
                "nothing tells who has answered: {privacy}\n"
            ),
        )
    if kind == "count":
        return MessageText(
            _("The answers are waiting for their keepers"),
            _(
                "Hello {name},\n"
                "\n"
                "The wave of {organisation} that closed on {closes_on} has not been counted yet. "
                "Its key is sealed: each keeper types their passphrase once, in any order and on "
                "any device. Are you a keeper? Then this is the page:\n"
                "\n"
                "{link}\n"
                "\n"
                "This message comes once a day to everybody in HR and the works council, until the "
                "wave is counted. What the keepers protect: {privacy}\n"
            ),
        )
    if kind == "managers":
        return MessageText(
            _("The results of {units}: a talk by {talk_by}"),
            # One question for everybody: a message stays in mailboxes for years and is passed on,
            # so it says nothing about a unit, not even whether it has results. The suggestion is
            # the same for all leaders, too.
            _(
                "Hello {name},\n"
                "\n"
                "The pulse that closed on {closes_on} has been counted. This is the page of "
                "{units}:\n"
                "\n"
                "{link}\n"
                "\n"
                "Talk about it with your team by {talk_by}. “Show it to the team” on that page "
                "guides you through the talk in ten minutes.\n"
                "\n"
                "One thing to ask: “Is this how it was for you?” Then wait, and listen. At the "
                "end, agree on one thing.\n"
                "\n"
                "And one small thing for yourself, until the next pulse: {suggestion}\n"
                "\n"
                "Your team has been sent a link to the same results. What is shown and what never "
                "is: {privacy}\n"
            ),
        )
    if kind in {"talk", "review", "reply"}:
        return MessageText(*leader_text(kind, language))
    return MessageText(
        _("The results of {unit}"),
        _(
            "Hello {name},\n"
            "\n"
            "Thank you to everybody who answered. Here are the results. {leader} sees the same "
            "ones:\n"
            "\n"
            "{link}\n"
            "\n"
            "In the next two weeks {leader} will talk about them with you: what went well, what "
            "did not, and what you agree on.\n"
            "\n"
            "What is shown and what never is: {privacy}\n"
        ),
    )


def with_own_results(text: MessageText, language: str) -> MessageText:
    """Return the text for a manager who works elsewhere, with the link to their own unit too."""
    _ = Texts(language).gettext
    own = _("You work in {unit} yourself. Its results: {own_link}")
    return MessageText(text.subject, f"{text.body}\n{own}\n")


def marked_as_test(text: MessageText, language: str) -> MessageText:
    """Return a text whose subject and first paragraph say that it is a test."""
    _ = Texts(language).gettext
    notice = _(
        "This is a test. Names and dates are made up, and its link opens nothing. Nobody else "
        "got this message."
    )
    return MessageText(
        _("Test: {subject}").format(subject=text.subject), f"{notice}\n\n{text.body}"
    )


def checked(kind: Kind, text: MessageText) -> MessageText:
    """Return a text in the form that is stored; raise TextError if it cannot be sent."""
    subject = " ".join(text.subject.split())
    body = text.body.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if not subject or not body.strip():
        raise TextError("empty")
    if len(subject) > MAX_SUBJECT_LENGTH or len(body) > MAX_BODY_LENGTH:
        raise TextError("long")
    for part in (subject, body):
        for name in _PLACEHOLDER.findall(part):
            if name not in PLACEHOLDERS[kind]:
                raise TextError("unknown", name="{" + name + "}")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", part)):
            raise TextError("brace")
    if "{link}" in subject:
        raise TextError("link_in_subject")
    if kind in NEEDS_LINK and "{link}" not in body:
        raise TextError("link", link="{link}")
    return MessageText(subject, body)


def filled(text: MessageText, values: Mapping[str, str]) -> MessageText:
    """Return a text with each placeholder replaced by one line that is not parsed again.

    So a name can never contain a placeholder, a header or more lines of a message.
    """
    flat = {name: " ".join(value.split()) for name, value in values.items()}

    def fill(part: str) -> str:
        return _PLACEHOLDER.sub(lambda match: flat[match[1]], part)

    return MessageText(fill(text.subject), fill(text.body))
