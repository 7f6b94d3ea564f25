"""Sends one batch of messages: links are made, messages leave, and what became of each is written.

Before a message leaves `sending` is written, afterwards how it ended. A link that did not get
through is taken out of the box again before anybody gets another one.
"""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from db import outbox
from db.box import Box
from db.engine import reading, writing
from db.outbox import Letter
from surveys.installation.installation import Installation
from surveys.messages.channels import MAIL
from surveys.messages.letters import Writer, Written
from surveys.messages.undeliverable import UndeliverableError
from surveys.waves.waves import new_token, token_hash

TRIES = 3
"""After so many refusals that may pass, nobody is tried any more."""

Deliver = Callable[[Written], None]
State = Literal["waiting", "sending", "sent", "failed"]


@dataclass(frozen=True)
class Ending:
    """How far a message is now, why it is no further, and whether that counts as a try."""

    state: State
    fault: str | None = None
    tried: int = 0


@dataclass
class Link:
    """A secret that somebody is about to get; it exists in memory and in the message."""

    token: str
    hash: bytes


@dataclass
class Batch:
    """Messages of one kind about one wave that are sent together."""

    installation: Installation
    wave: UUID
    kind: str
    box: Box | None
    """Where the rights to answer go; None for messages without a link of one's own."""

    writer: Writer
    deliver: Deliver
    pool: ThreadPoolExecutor
    down: set[str]
    """Channels that take nothing for now; shared by all batches of a run."""

    on_ended: Callable[[Ending], None]
    _links: dict[UUID, Link] = field(default_factory=dict)
    _ended: dict[UUID, Ending] = field(default_factory=dict)
    """How the messages of the last chunk ended; written with the next one, or at the end."""

    def send(self, people: Sequence[UUID], chunk: int) -> None:
        """Send to some people, a chunk at a time.

        Whatever ends it, links that nobody got are taken out of the box.
        """
        with reading(self.installation.engine) as session:
            found = {
                letter.person: letter
                for letter in outbox.letters(session, self.wave, self.kind, people)
            }
        letters = [found[person] for person in people if person in found]
        try:
            self._make_links(letters)
            for first in range(0, len(letters), chunk):
                several = [x for x in letters[first : first + chunk] if _way(x) not in self.down]
                self._send_chunk(several)
        finally:
            with writing(self.installation.engine) as session:
                self._settle(session)
            if self.box is not None:
                self.box.discard([link.hash for link in self._links.values()])

    def _make_links(self, letters: Sequence[Letter]) -> None:
        if self.box is None:
            return
        tokens = {letter.person: new_token() for letter in letters}
        self._links = {person: Link(token, token_hash(token)) for person, token in tokens.items()}
        rows = [(self._links[letter.person].hash, letter.unit) for letter in letters]
        # In another order than the messages, so that neither tells about the other.
        random.SystemRandom().shuffle(rows)
        self.box.add(rows)

    def _send_chunk(self, letters: Sequence[Letter]) -> None:
        if not letters:
            return
        people = [letter.person for letter in letters]
        # How those before ended and that these leave is one write, which has to reach the disk.
        with writing(self.installation.engine) as session:
            self._settle(session)
            taken = outbox.take(session, self.wave, self.kind, people)
        self._ended.clear()
        underway: dict[Future[None], Letter] = {}
        unexpected: list[BaseException] = []
        try:
            for letter in letters:
                if letter.person in taken:
                    underway[self.pool.submit(self._deliver, letter)] = letter
            wait(underway)
        finally:
            # Also when somebody stops the program: what has left already is waited for and noted.
            never_left = {future for future in underway if future.cancel()}
            wait(set(underway) - never_left)
            unsent = {underway[future].person for future in never_left}
            unsent |= taken - {letter.person for letter in underway.values()}
            self._ended |= dict.fromkeys(unsent, Ending("waiting"))
            for future, letter in underway.items():
                if future not in never_left:
                    ending = self._ending(letter, future.exception(), unexpected)
                    self._ended[letter.person] = ending
            for ending in self._ended.values():
                self.on_ended(ending)
        if unexpected:
            raise unexpected[0]

    def _deliver(self, letter: Letter) -> None:
        if (way := _way(letter)) in self.down:
            raise UndeliverableError("paused", detail=way, concerns_everybody=True)
        link = self._links.get(letter.person)
        self.deliver(self.writer.write(letter, self.kind, link.token if link else None))

    def _ending(
        self, letter: Letter, fault: BaseException | None, unexpected: list[BaseException]
    ) -> Ending:
        """Return how a message ended; its link stays in the box only if it may have arrived."""
        if fault is None:
            self._links.pop(letter.person, None)
            return Ending("sent")
        if self.box is not None and not self.box.withdraw(self._links.pop(letter.person).hash):
            # Somebody has used it, so whatever the other side said, it did arrive.
            return Ending("sent")
        if not isinstance(fault, UndeliverableError):
            unexpected.append(fault)
            return Ending("waiting" if self.box is not None else "sending")
        if fault.concerns_everybody and (way := _way(letter)) not in self.down:
            self.down.add(way)
            logging.getLogger(__name__).warning("nothing more goes by %s now: %s", way, fault)
        if fault.perhaps_arrived and self.box is None:
            return Ending("sending", fault.stored)
        if fault.concerns_everybody:
            return Ending("waiting", fault.stored, tried=int(fault.perhaps_arrived))
        over = fault.permanent or letter.attempts + 1 >= TRIES
        return Ending("failed" if over else "waiting", fault.stored, tried=1)

    def _settle(self, session: Session) -> None:
        """Write how the messages of the last chunk ended."""
        same: dict[Ending, list[UUID]] = defaultdict(list)
        for person, ending in self._ended.items():
            same[ending].append(person)
        for ending, people in same.items():
            outbox.settle(
                session,
                self.wave,
                self.kind,
                people,
                ending.state,
                fault=ending.fault,
                tried=ending.tried,
            )


def _way(letter: Letter) -> str:
    return (letter.channel or MAIL).lower()
