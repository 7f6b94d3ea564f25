"""Messages outside of waves, each to one person: a link to sign in, something to look at.

They say what there is to do and lead to the page where it is done, as text and as HTML.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.people import Person
from surveys.messages.channels import MAIL, Channels
from surveys.messages.delivery_error import DeliveryError
from surveys.messages.mail_html import html_notice
from surveys.messages.texts import MessageText, filled
from surveys.settings import Settings


@dataclass(frozen=True)
class Notice:
    """A message that is ready to be sent, as text and, for mail, as HTML."""

    subject: str
    body: str
    html: str


def notice(
    language: str,
    subject: str,
    body: str,
    *,
    link: str,
    button: str,
    lines: Sequence[str] = (),
    **values: str,
) -> Notice:
    """Return a message; `{link}` stands in a paragraph of its own, where mail has a button.

    `values` replace the other names in braces, each by one line; `{lines}` is replaced by lines of
    the same paragraph.
    """
    of_lines = {f"line_{number}": line for number, line in enumerate(lines)}
    places = "\n".join(f"{{{name}}}" for name in of_lines)
    text = MessageText(subject, body.replace("{lines}", places))
    every = {**values, **of_lines, "link": link}
    message = filled(text, every)
    html = html_notice(text, language, button).filled(message.subject, every)
    return Notice(message.subject, message.body, html)


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, in which language, and by which channel it reaches them."""

    person: UUID
    name: str
    address: str
    channel: str | None
    language: str


def recipient(person: Person, usual_language: str) -> Recipient:
    """Return a person as a recipient, by the channel that they chose."""
    by_mail = person.channel is None or person.channel.lower() == MAIL
    address = person.email if by_mail else person.channel_address or person.email
    channel = None if by_mail else person.channel
    return Recipient(person.id, person.name, address, channel, person.language or usual_language)


def send_notices(
    settings: Settings,
    sender: str,
    recipients: Iterable[Recipient],
    message: Callable[[Recipient], Notice],
) -> list[UUID]:
    """Send each recipient a message; return those it was sent to, and log why not to others."""
    reached = []
    with Channels(settings) as channels:
        for one in recipients:
            written = message(one)
            try:
                channels.send(
                    address=one.address,
                    channel=one.channel,
                    subject=written.subject,
                    body=written.body,
                    html=written.html,
                    sender=sender,
                )
                reached.append(one.person)
            except DeliveryError as fault:
                logging.getLogger(__name__).warning("a message was not sent: %s", fault)
    return reached
