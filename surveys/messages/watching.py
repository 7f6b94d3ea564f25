"""What administrators see of messages, and what they decide about those that got lost.

Only how far messages are, which is the same for who answered and who did not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from db import outbox, people
from db.engine import reading, writing
from surveys.access.access import NotAllowedError, Reader, check_administers
from surveys.errors import N_, PeilError, Phrase
from surveys.installation.installation import Installation
from surveys.messages.channels import send
from surveys.messages.texts import Kind
from surveys.messages.undeliverable import UndeliverableError, from_stored
from surveys.messages.wording import preview, wording
from surveys.settings.settings import Settings
from surveys.texts import DEFAULT
from surveys.trail import trail

Decision = Literal["arrived", "send again"]


class DecisionError(PeilError):
    """A message about which there is nothing to decide any more."""

    texts: ClassVar = {"settled": N_("That message has been settled meanwhile.")}


@dataclass(frozen=True)
class Unsettled:
    """A message that is uncertain or failed: about which wave, to whom, and why."""

    wave: UUID
    number: int | None
    person: UUID
    name: str
    address: str
    kind: str
    why: Phrase | None


@dataclass(frozen=True)
class Progress:
    """How many messages of a kind are how far; `sending` are under way or uncertain."""

    wave: UUID
    kind: str
    waiting: int
    sending: int
    sent: int
    failed: int


def progress(installation: Installation, who: Reader) -> list[Progress]:
    """Return how far the messages are, invitations first; raises NotAllowedError."""
    check_administers(who)
    with reading(installation.engine) as session:
        found = outbox.counts(session)
    return [
        Progress(wave, kind, *(states.get(s, 0) for s in ("waiting", "sending", "sent", "failed")))
        for (wave, kind), states in sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def uncertain(installation: Installation, who: Reader) -> list[Unsettled]:
    """Return the messages of which nobody knows whether they arrived; raises NotAllowedError.

    While messages are being sent, those just under way are among them for a moment.
    """
    return _listed(installation, who, "sending")


def faults(installation: Installation, who: Reader) -> list[Unsettled]:
    """Return who could not be reached, and why; raises NotAllowedError."""
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
    """Settle an uncertain message, or let one that failed be sent again.

    Sending an uncertain invitation again gives a second link and cannot take back the first.
    Raises NotAllowedError, and DecisionError when there is nothing to decide any more.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        state = outbox.state_of(session, wave, person, kind)
        found = people.person(session, person)
        if found is None or state not in {"sending", "failed"}:
            raise DecisionError("settled")
        then = "sent" if decision == "arrived" else "waiting"
        # Another attempt is another message to mail servers, which throw away the same one.
        outbox.settle(session, wave, kind, [person], then, tried=int(decision == "send again"))
        trail.note(session, "message decided", f"{kind} to {found.name}: {decision}", by=who.person)


def note_came_back(
    installation: Installation, addresses: Iterable[str], who: Reader | None = None
) -> tuple[int, list[str]]:
    """Mark addresses from which mail came back; return how many, and those nothing was sent to.

    `who` is None on the command line. Raises NotAllowedError.
    """
    if who is not None:
        check_administers(who)
    asked = sorted({address.strip().lower() for address in addresses} - {""})
    with writing(installation.engine) as session:
        known = outbox.came_back(session, asked, UndeliverableError("came_back").stored)
        if known:
            by = who.person if who else None
            trail.note(session, "messages came back", f"addresses: {len(known)}", by)
    return len(known), [address for address in asked if address not in known]


def send_test(installation: Installation, settings: Settings, who: Reader, kind: Kind) -> None:
    """Send an example to who asks for it; raises NotAllowedError, UndeliverableError.

    On their own channel and in their language, with a link that opens nothing.
    """
    check_administers(who)
    with reading(installation.engine) as session:
        found = people.person(session, who.person)
    if found is None:
        raise NotAllowedError("left")
    language = who.language or DEFAULT
    said = wording(installation, who, kind, language).text
    example = preview(installation, settings, kind, language, said)
    by_mail = found.channel is None or found.channel.lower() == "mail"
    address = found.email if by_mail else found.channel_address or found.email
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    send(
        settings,
        address=address,
        subject=example.subject,
        body=example.body,
        channel=found.channel,
        headers=headers,
    )


def _listed(installation: Installation, who: Reader, state: str) -> list[Unsettled]:
    check_administers(who)
    with reading(installation.engine) as session:
        rows = outbox.listed(session, (state,))
    return [
        Unsettled(
            row.wave,
            row.number,
            row.person,
            row.name,
            row.email,
            row.kind,
            from_stored(row.fault) if row.fault else None,
        )
        for row in rows
    ]
