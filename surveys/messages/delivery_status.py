"""Delivery status of messages for administrators, and their decisions about lost ones.

The status is the same for people who answered and people who did not.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import delivery_status as stored
from db import outbox, people, programme
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader, check_administers
from surveys.errors import N_, PeilError, Phrase
from surveys.installation import Installation
from surveys.messages.channels import send
from surveys.messages.delivery_error import advice, from_stored
from surveys.messages.pacing import ChannelPace
from surveys.messages.texts import Kind
from surveys.messages.wording import example_mail, read_wording
from surveys.settings import Settings
from surveys.texts import DEFAULT

Decision = Literal["arrived", "send again"]

MAX_LINKS = 2
"""Maximum number of links that one person may hold: the first, and one that counts as reissued."""


class DecisionError(PeilError):
    """A decision about a message that cannot be carried out."""

    texts: ClassVar = {
        "settled": N_("That message has been settled meanwhile."),
        "reissued": N_(
            "{name} has been sent two links already, which may both work. Nobody gets a third one "
            "in the same wave."
        ),
    }


@dataclass(frozen=True)
class Unsettled:
    """A message that is uncertain or failed: its wave, its recipient and the reason.

    `reissues` tells whether sending it again hands out a second link.
    """

    wave: UUID
    number: int | None
    person: UUID
    name: str
    address: str
    kind: str
    why: Phrase | None
    what_to_do: Phrase | None
    reissues: bool


@dataclass(frozen=True)
class StatusCounts:
    """The number of messages of a kind in each state; `sending` are under way or uncertain."""

    wave: UUID
    kind: str
    waiting: int
    sending: int
    sent: int
    failed: int


def status_counts(installation: Installation, who: Reader) -> list[StatusCounts]:
    """Return the delivery status by wave and kind, invitations first; raise NotAllowedError.

    For administrators and HR: these numbers tell of nobody.
    """
    _check_sees_numbers(who)
    with reading(installation.engine) as session:
        counts = stored.counts(session)
    return [
        StatusCounts(
            wave, kind, *(states.get(s, 0) for s in ("waiting", "sending", "sent", "failed"))
        )
        for (wave, kind), states in sorted(
            counts.items(), key=lambda item: (item[0][1], item[0][0])
        )
    ]


def number_unsent(session: Session, who: Reader) -> int:
    """Return the number of messages that wait or did not arrive; raise NotAllowedError.

    For administrators and HR.
    """
    _check_sees_numbers(who)
    return stored.number_unsent(session)


def _check_sees_numbers(who: Reader) -> None:
    if not (who.administers or who.reads_everything):
        raise NotAllowedError("administrators")


def uncertain(installation: Installation, who: Reader) -> list[Unsettled]:
    """Return the messages that may or may not have arrived; raise NotAllowedError.

    While messages are being sent, those under way are briefly among them.
    """
    return _listed(installation, who, "sending")


def failed(installation: Installation, who: Reader) -> list[Unsettled]:
    """Return the messages that could not be delivered, with the reason; raise NotAllowedError."""
    return _listed(installation, who, "failed")


def decide(
    installation: Installation,
    who: Reader,
    *,
    wave: UUID,
    person: UUID,
    kind: str,
    decision: Decision,
) -> None:
    """Settle an uncertain message, or have a failed one sent again.

    Sending an invitation again whose link may work creates a second one without revoking the first,
    because nobody knows which it is. It counts as reissued: the unit then needs more ballots.
    That is possible once for each person and wave, and noted with the reason. Raises
    NotAllowedError, and DecisionError when the message has been settled meanwhile or two links have
    been handed out.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        state = stored.state_of(session, wave, person, kind)
        recipient = people.person(session, person)
        if recipient is None or state not in {"sending", "failed"}:
            raise DecisionError("settled")
        if decision == "send again" and kind == "invitation":
            _note_reissue(session, wave, recipient, state, who)
        new_state = "sent" if decision == "arrived" else "waiting"
        # Each attempt needs its own message id: mail servers drop a second one with the same id.
        outbox.settle(session, wave, kind, [person], new_state, tried=int(decision == "send again"))
        trail.note(
            session, "message decided", f"{kind} to {recipient.name}: {decision}", by=who.person
        )


def _note_reissue(
    session: Session, wave: UUID, recipient: people.Person, state: str, who: Reader
) -> None:
    """Note that somebody gets a second link, and why; raise DecisionError before a third one."""
    links = stored.links_of(session, wave, recipient.id)
    if links >= MAX_LINKS:
        raise DecisionError("reissued", name=recipient.name)
    if links:
        reason = "not known whether it arrived" if state == "sending" else "reported as bounced"
        trail.note(session, "link reissued", f"{recipient.name}: {reason}", by=who.person)


@dataclass(frozen=True)
class PaceNow:
    """A channel that is slowed or pauses: why, until when, how many a minute, minutes to go."""

    channel: str
    why: Phrase | None
    retry_at: datetime | None
    per_minute: int | None
    minutes: int | None


def paces_now(installation: Installation, who: Reader, now: datetime) -> list[PaceNow]:
    """Return the channels that take messages slowly or not now; raise NotAllowedError.

    For administrators and HR.
    """
    _check_sees_numbers(who)
    with reading(installation.engine) as session:
        kept = programme.paces(session)
        waiting = stored.waiting_by_channel(session)
    told = []
    for name, values in sorted(kept.items()):
        pace = ChannelPace.from_stored(values)
        is_paused = pace.retry_at is not None and pace.retry_at > now
        if not (number := waiting.get(name, 0)) or not (is_paused or pace.per_minute):
            continue
        told.append(
            PaceNow(
                name,
                from_stored(pace.fault) if pace.fault else None,
                pace.retry_at if is_paused else None,
                round(pace.per_minute) if pace.per_minute else None,
                math.ceil(number / pace.per_minute) if pace.per_minute else None,
            )
        )
    return told


def send_test(installation: Installation, settings: Settings, who: Reader, kind: Kind) -> None:
    """Send an example to the administrator who asks; raise NotAllowedError, DeliveryError.

    It uses their own channel and language, and its link opens nothing.
    """
    check_administers(who)
    with reading(installation.engine) as session:
        recipient = people.person(session, who.person)
        organisation = people.organisation(session)
    if recipient is None:
        raise NotAllowedError("left")
    language = who.language or DEFAULT
    text = read_wording(installation, who, kind, language).text
    example, html = example_mail(installation, settings, kind, language, text)
    by_mail = recipient.channel is None or recipient.channel.lower() == "mail"
    address = recipient.email if by_mail else recipient.channel_address or recipient.email
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    send(
        settings,
        address=address,
        subject=example.subject,
        body=example.body,
        html=html,
        channel=recipient.channel,
        headers=headers,
        sender=organisation.name if organisation else "",
    )


def _listed(installation: Installation, who: Reader, state: str) -> list[Unsettled]:
    check_administers(who)
    with reading(installation.engine) as session:
        rows = stored.listed(session, (state,))
    return [
        Unsettled(
            row.wave,
            row.number,
            row.person,
            row.name,
            row.email,
            row.kind,
            from_stored(row.fault) if row.fault else None,
            advice(row.fault) if row.fault else None,
            row.kind == "invitation" and row.links > 0,
        )
        for row in rows
    ]
