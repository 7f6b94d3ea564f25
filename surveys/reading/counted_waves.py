"""The counted waves with their thresholds, which are the same for every unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import published
from surveys.access import NotAllowedError
from surveys.reading.reading import Reading


@dataclass(frozen=True)
class WaveInShort:
    """A counted wave; `number` is None for imported history.

    `k`, `k_distribution` and `k_comment` are the answers that it needs for a number, for a
    distribution and for comments.
    """

    id: UUID
    number: int | None
    title: str | None
    opens_on: date
    closes_on: date
    k: int
    k_distribution: int
    k_comment: int


def read_waves(reading: Reading) -> Sequence[WaveInShort]:
    """Return the counted waves, oldest first.

    Raises NotAllowedError for somebody who reads no results.
    """
    if not reading.who.reads_results:
        raise NotAllowedError("results")
    return [WaveInShort(*tuple(row)) for row in published.waves_in_short(reading.published)]
