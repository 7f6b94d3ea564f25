"""The ballot box of one wave: a store of its own that holds tokens and sealed ballots.

No time, no number in order of arrival, nothing that leads to a person. On SQLite a box is a file
(`db/box_file.py`), on PostgreSQL the schema `box` (`db/box_schema.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from sqlmodel import Field

from db.base import WITHOUT_ROWID, BoxTable


class Token(BoxTable, table=True):
    """The right to cast one ballot: the hash of a secret, and the unit it counts in."""

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


class Ballot(BoxTable, table=True):
    """One sealed set of answers, of the same length as every other."""

    __table_args__ = (WITHOUT_ROWID,)
    id: bytes = Field(primary_key=True, max_length=16)
    body: bytes


class Box(Protocol):
    """Access to the box of one wave; there is one from opening the wave until its count."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files in the store folder; none when it is no file."""

    @property
    def exists(self) -> bool:
        """Whether there is a box: a wave is open, or its count was interrupted."""

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order given."""

    def add(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Put more rights to answer into the box of an open wave, in the order given."""

    def withdraw(self, token_hash: bytes) -> bool:
        """Take a token out that nobody received; False when it was used, so was received."""

    def discard(self, token_hashes: Sequence[bytes]) -> None:
        """Take tokens out that were never given to anybody, in one transaction."""

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""

    def exchange(self, token_hash: bytes, seal_for: Callable[[UUID], bytes]) -> bool:
        """Take a token out and put a ballot in, in one transaction; False when it was spent.

        `seal_for` makes the ballot for the unit of the token; if it raises, nothing has changed.
        """

    def seal_off(self) -> None:
        """Take all tokens out, so that nothing can be cast any more, by any process."""

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""

    def destroy(self) -> None:
        """Empty the box, so that nothing of it stays readable anywhere."""
