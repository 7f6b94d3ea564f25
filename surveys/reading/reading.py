"""The context of one page run: a reader, one read transaction, and shared data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from uuid import UUID

from cachetools import LRUCache, cached
from sqlmodel import Session

from db import results
from db.engine import reading
from surveys.access import ReadableUnit, Reader, Scope, check_may_read, readable_units
from surveys.installation import Installation
from surveys.instrument import Instrument
from surveys.organisation import load_instrument_in
from surveys.reading.baseline import Baseline, read_baseline
from surveys.reading.significance import Significance, judged_together

Edition = tuple[int, date | None, date | None]
"""Number of counted waves, closing day of the first and of the last.

It changes with every count and every deletion, and so with every report.
"""


@dataclass(frozen=True, eq=False)
class Reading:
    """A reader of results of an installation, in one read transaction.

    Everything read through it is of one moment. Shared data (edition, instrument, baseline, …) is
    read at its first use, and access to a unit is checked once.
    """

    installation: Installation
    session: Session
    who: Reader
    _open: set[UUID] = field(default_factory=set, init=False, repr=False)

    @cached_property
    def edition(self) -> Edition:
        """The edition of the published results."""
        return results.edition(self.session)

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument with the organisation's own questions."""
        return load_instrument_in(self.session)

    @cached_property
    def baseline(self) -> Baseline:
        """The results of all units in the newest waves; read once per edition."""
        return _baseline(self)

    @cached_property
    def significance(self) -> Significance:
        """The significance of the changes that this reader sees; once per edition and scope."""
        return _significance(self)

    @cached_property
    def units(self) -> list[ReadableUnit]:
        """The units that are open to the reader, each under its parent, by name."""
        units = readable_units(self.session, self.who)
        self._open.update(unit.id for unit in units)
        return units

    def check_may_read(self, unit: UUID) -> None:
        """Raise NotAllowedError unless a unit is open to the reader; looked up once per unit."""
        if unit not in self._open:
            check_may_read(self.session, self.who, unit)
            self._open.add(unit)

    def by(self, who: Reader) -> "Reading":
        """Return the same transaction as another reader sees it."""
        return replace(self, who=who)


@contextmanager
def open_reading(installation: Installation, who: Reader) -> Iterator[Reading]:
    """Open a read transaction in which somebody reads results."""
    with reading(installation.engine) as session:
        yield Reading(installation, session, who)


def forget() -> None:
    """Empty the caches."""
    _baseline.cache_clear()
    _significance.cache_clear()


def _edition_key(reading: Reading) -> tuple[Installation, Edition]:
    return reading.installation, reading.edition


def _scope_key(reading: Reading) -> tuple[Installation, Edition, Scope]:
    return reading.installation, reading.edition, reading.who.scope


@cached(LRUCache(8), key=_edition_key, lock=Lock())
def _baseline(reading: Reading) -> Baseline:
    return read_baseline(reading.session, reading.instrument)


@cached(LRUCache(200), key=_scope_key, lock=Lock())
def _significance(reading: Reading) -> Significance:
    return judged_together(reading.baseline, {unit.id for unit in reading.units})
