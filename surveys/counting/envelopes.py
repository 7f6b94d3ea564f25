"""The sealed ballots of a box, opened one by one during the count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from nacl.exceptions import CryptoError

from db.box import receipt_hash
from surveys.answering import Answers
from surveys.answering.ballot import Ballot, BallotError

Progress = Callable[[int, int], None]
"""Called with the number of ballots done and the total number."""

_NO_ANSWERS: Answers = {}


class Envelopes:
    """The ballots of the units of a wave; an iterable to be consumed once.

    After the last one, `comments` has the ballots without their answers, and `unreadable` is the
    number of those that were damaged or planted by somebody else: a ballot counts only with a
    receipt whose hash takes the place of a token of its unit, and only once.
    """

    def __init__(
        self,
        bodies: Sequence[bytes],
        decrypt: Callable[[bytes], bytes],
        decode: Callable[[bytes], Ballot],
        issued: Mapping[bytes, UUID],
        progress: Progress,
    ) -> None:
        """Store the sealed bodies and the functions that decrypt and decode them.

        `issued` has the unit of every token by the hash of its receipt, or its own if not used.
        """
        self._bodies, self._decrypt, self._decode = bodies, decrypt, decode
        self._issued, self._progress = dict(issued), progress
        self.comments: list[Ballot] = []
        self.unreadable = 0

    def __iter__(self) -> Iterator[Ballot]:
        """Yield the ballots in the order of the bodies, skipping damaged ones."""
        for done, body in enumerate(self._bodies, start=1):
            # One damaged envelope must not cost everybody else their answers.
            with suppress(CryptoError, BallotError):
                ballot = self._decode(self._decrypt(body))
                if self._issued.pop(receipt_hash(ballot.receipt), None) == ballot.unit:
                    self.comments.append(Ballot(ballot.unit, _NO_ANSWERS, ballot.comments))
                    yield ballot
            self._progress(done, len(self._bodies))
        self.unreadable = len(self._bodies) - len(self.comments)
