"""Messages to HR, works council and administrators about people: confirm them, look at a stop."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.messages.channels import Channels
from surveys.organisation.confirmation_rule import CONFIRMING, Waiting, waiting_now
from surveys.people.stopping import Stop, note_told, stops
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.texts import Texts


class _Asked(NamedTuple):
    """Somebody who may confirm, and how a message reaches them."""

    address: str
    channel: str | None
    language: str


def ask_once_a_day(installation: Installation, settings: Settings, now: datetime) -> int:
    """Send a message to everybody who may confirm people, if anybody waits; return their number.

    Nothing is sent twice on a day, whatever happens in between. It says how many people wait and
    in how many units, not who.
    """
    today = f"{local_date(installation, now)}: people in small units"
    with reading(installation.engine) as session:
        was_asked = trail.is_noted(session, "confirmation asked", today)
    if was_asked or not settings.can_send_messages:
        return 0
    if not (waiting := waiting_now(installation)):
        return 0
    with writing(installation.engine) as session:
        trail.note(session, "confirmation asked", today)
    return _send(
        installation, settings, CONFIRMING, lambda texts: _message(waiting, settings, texts)
    )


def tell_of_stops(installation: Installation, settings: Settings) -> int:
    """Tell administrators once of a list or directory that has stopped; return their number.

    It says why and where to look, not who. Nothing is noted as told before somebody was reached.
    """
    untold = [stop for stop in stops(installation) if not stop.told]
    if not untold or not settings.can_send_messages:
        return 0
    sent = _send(
        installation,
        settings,
        ("administrator",),
        lambda texts: _of_stops(untold, settings, texts),
    )
    if sent:
        note_told(installation)
    return sent


def _send(
    installation: Installation,
    settings: Settings,
    roles: Collection[str],
    message: Callable[[Texts], tuple[str, str]],
) -> int:
    """Send subject and text to everybody with a role for the whole; return how many got it."""
    sent = 0
    with Channels(settings) as channels:
        for asked in _holders(installation, roles):
            subject, body = message(Texts(asked.language))
            try:
                channels.send(
                    address=asked.address, channel=asked.channel, subject=subject, body=body
                )
                sent += 1
            except DeliveryError as fault:
                logging.getLogger(__name__).warning("a message was not sent: %s", fault)
    return sent


def _holders(installation: Installation, roles: Collection[str]) -> list[_Asked]:
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        held = [row for role in roles for row in people.who_has(session, role)]
        persons = [people.person(session, id_) for id_ in {r.id for r in held if not r.unit_id}]
        usual = organisation.language if organisation else "en"
        return [
            _Asked(*_reached_at(person), person.language or usual)
            for person in persons
            if person is not None
        ]


def _reached_at(person: people.Person) -> tuple[str, str | None]:
    if person.channel is None or person.channel.lower() == "mail":
        return person.email, None
    return person.channel_address or person.email, person.channel


def _message(waiting: Waiting, settings: Settings, texts: Texts) -> tuple[str, str]:
    _ = texts.gettext
    body = _(
        "Hello,\n\n"
        "Before the next pulse opens, somebody of HR or the works council has to confirm who works "
        "in small units. Waiting: {people} people in {units} units. Until then the pulse does not "
        "open.\n\n"
        "{link}\n\n"
        "Please confirm nobody whom you do not know: somebody who does not exist could answer in a "
        "colleague's team.\n"
    )
    link = f"{settings.address.rstrip('/')}/confirmations"
    return (
        _("Peil: please confirm who works in small units"),
        body.format(people=waiting.number, units=len(waiting.units), link=link),
    )


def _of_stops(untold: Sequence[Stop], settings: Settings, texts: Texts) -> tuple[str, str]:
    _ = texts.gettext
    body = _(
        "Hello,\n\n"
        "A list or a directory would have removed too much, so Peil has stopped there and changed "
        "nothing:\n\n{limits}\n\n"
        "Please look at it, and say whether it is right:\n\n"
        "{link}\n\n"
        "This message comes once. Until then the list or the directory stays stopped.\n"
    )
    limits = "\n".join(limit.in_words(texts) for stop in untold for limit in stop.limits)
    link = f"{settings.address.rstrip('/')}/people?view=import"
    return (
        _("Peil: people were not changed"),
        body.format(limits=limits, link=link),
    )
