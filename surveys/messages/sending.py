"""Sending a batch of messages: links are made, messages sent, and outcomes recorded.

The state `sending` is written before a message is sent, its outcome afterwards. The link of a
message that was not delivered is removed from the box before anybody gets another one. Somebody
whose link may have arrived gets another one only after an administrator decided so; in the box it
counts as reissued, because both may be used.
"""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from db import outbox
from db.box import Box, NewToken
from db.engine import reading, writing
from db.outbox import Recipient
from surveys.installation import Installation
from surveys.messages.channels import MAIL
from surveys.messages.compose import RenderedMessage, Renderer
from surveys.messages.delivery_error import DeliveryError
from surveys.messages.pacing import Pacing, retry_after
from surveys.messages.unsent import UnsentLinks
from surveys.organisation.confirmation_rule import held_back
from surveys.waves import new_token, token_hash

Deliver = Callable[[RenderedMessage], None]
State = Literal["waiting", "sending", "sent", "failed"]


@dataclass(frozen=True)
class Outcome:
    """The new state of a message, its fault if any, and whether this was an attempt (0 or 1).

    `try_after` is when a message that was not taken is tried again.
    """

    state: State
    fault: str | None = None
    tried: int = 0
    try_after: datetime | None = None


@dataclass(frozen=True)
class Link:
    """A secret link, which exists only in memory and in the message, and what the box has of it."""

    secret: str
    token: NewToken


@dataclass
class LinkStore:
    """Where links are put: the box of the wave, and the file of those that have not left yet."""

    box: Box
    unsent: UnsentLinks


@dataclass
class Batch:
    """Messages of one kind about one wave that are sent together."""

    installation: Installation
    wave: UUID
    kind: str
    store: LinkStore | None
    """Where links are put; None for messages without a personal link."""

    renderer: Renderer
    deliver: Deliver
    pool: ThreadPoolExecutor
    pacing: Pacing
    """Which channels pause for now; shared by all batches of a run."""

    now: datetime
    on_outcome: Callable[[Outcome], None]
    _links: dict[UUID, Link] = field(default_factory=dict)
    _outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    """Outcomes of the last chunk; recorded with the next one, or at the end."""

    def send(self, people: Sequence[UUID], chunk: int) -> None:
        """Send to some people in chunks.

        However it ends, links that nobody received are removed from the box.
        """
        with reading(self.installation.engine) as session:
            by_person = {
                recipient.person: recipient
                for recipient in outbox.recipients(session, self.wave, self.kind, people)
            }
            if self.store is not None:
                # A link that would go to an unconfirmed address waits until it is confirmed.
                places = [recipient.place for recipient in by_person.values()]
                for person in held_back(session, self.wave, places):
                    del by_person[person]
        recipients = [by_person[person] for person in people if person in by_person]
        try:
            self._make_links(recipients)
            for first in range(0, len(recipients), chunk):
                reachable = [
                    recipient
                    for recipient in recipients[first : first + chunk]
                    if not self.pacing.is_paused(channel_of(recipient.channel))
                ]
                self._send_chunk(reachable)
        finally:
            with writing(self.installation.engine) as session:
                self._record_outcomes(session)
            if self.store is not None:
                self.store.box.discard([link.token for link in self._links.values()])
                self.store.unsent.remove()

    def _make_links(self, recipients: Sequence[Recipient]) -> None:
        if self.store is None:
            return
        self.store.box.discard(self.store.unsent.left_behind())
        self.store.unsent.remove()
        for recipient in recipients:
            secret = new_token()
            token = NewToken(token_hash(secret), recipient.unit, again=recipient.links > 0)
            self._links[recipient.person] = Link(secret, token)
        # Shuffled, so that the order of messages and links cannot be compared.
        tokens = [link.token for link in self._links.values()]
        random.SystemRandom().shuffle(tokens)
        self.store.unsent.write(tokens)
        self.store.box.add(tokens)

    def _send_chunk(self, recipients: Sequence[Recipient]) -> None:
        if not recipients:
            return
        people = [recipient.person for recipient in recipients]
        # One write, which must reach the disk, for the last outcomes and the start of this chunk.
        with writing(self.installation.engine) as session:
            self._record_outcomes(session)
            taken = outbox.take(session, self.wave, self.kind, people)
            if self.store is not None:
                outbox.change_links(session, self.wave, taken, 1)
        self._outcomes.clear()
        if self.store is not None:
            self.store.unsent.erase([self._links[person].token.hash for person in taken])
        underway: dict[Future[None], Recipient] = {}
        unexpected: list[BaseException] = []
        try:
            for recipient in recipients:
                if recipient.person in taken:
                    underway[self.pool.submit(self._deliver, recipient)] = recipient
            wait(underway)
        finally:
            # Also when the program is stopped: messages under way are waited for and recorded.
            never_left = {future for future in underway if future.cancel()}
            wait(set(underway) - never_left)
            unsent = {underway[future].person for future in never_left}
            unsent |= taken - {recipient.person for recipient in underway.values()}
            self._outcomes |= dict.fromkeys(unsent, Outcome("waiting"))
            for future, recipient in underway.items():
                if future not in never_left:
                    outcome = self._outcome(recipient, future.exception(), unexpected)
                    self._outcomes[recipient.person] = outcome
            for outcome in self._outcomes.values():
                self.on_outcome(outcome)
        if unexpected:
            raise unexpected[0]

    def _deliver(self, recipient: Recipient) -> None:
        if self.pacing.is_paused(channel := channel_of(recipient.channel)):
            raise DeliveryError("paused", detail=channel, channel_down=True)
        link = self._links.get(recipient.person)
        try:
            self.deliver(self.renderer.render(recipient, self.kind, link.secret if link else None))
        except DeliveryError as fault:
            if fault.code != "paused" and self.pacing.refused(channel, fault):
                message = "nothing more goes by %s now: %s"
                logging.getLogger(__name__).warning(message, channel, fault)
            raise
        self.pacing.accepted(channel)

    def _outcome(
        self, recipient: Recipient, fault: BaseException | None, unexpected: list[BaseException]
    ) -> Outcome:
        """Return the outcome of a message; keep its link in the box only if it may have arrived."""
        if fault is None:
            self._links.pop(recipient.person, None)
            return Outcome("sent")
        link = self._links.pop(recipient.person, None)
        if self.store is not None and link and not self.store.box.withdraw(link.token):
            # The link has been used, so the message arrived, whatever the other side answered.
            return Outcome("sent")
        if not isinstance(fault, DeliveryError):
            unexpected.append(fault)
            return Outcome("waiting" if self.store is not None else "sending")
        if fault.ambiguous and self.store is None:
            return Outcome("sending", fault.stored)
        if fault.channel_down:
            return Outcome("waiting", fault.stored, tried=int(fault.ambiguous))
        if fault.permanent:
            return Outcome("failed", fault.stored, tried=1)
        later = self.now + retry_after(recipient.attempts)
        return Outcome("waiting", fault.stored, tried=1, try_after=later)

    def _record_outcomes(self, session: Session) -> None:
        """Write the outcomes of the last chunk."""
        by_outcome: dict[Outcome, list[UUID]] = defaultdict(list)
        for person, outcome in self._outcomes.items():
            by_outcome[outcome].append(person)
        for outcome, people in by_outcome.items():
            outbox.settle(
                session,
                self.wave,
                self.kind,
                people,
                outcome.state,
                fault=outcome.fault,
                tried=outcome.tried,
                try_after=outcome.try_after,
            )
            if self.store is not None and outcome.state != "sent":
                # It has been withdrawn, or never left.
                outbox.change_links(session, self.wave, people, -1)


def channel_of(channel: str | None) -> str:
    """Return the name of a channel as it is kept; without one, mail."""
    return (channel or MAIL).lower()
