"""The context of one page run: a reader, one read transaction, and shared data."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from uuid import UUID

from cachetools import LRUCache, cached
from numpy.linalg import LinAlgError
from sqlmodel import Session

from db import people, waves
from db import verdicts as stored_verdicts
from db.engine import reading
from surveys.access import NotAllowedError, ReadableUnit, Reader, check_may_read, readable_units
from surveys.installation import Installation, published
from surveys.instrument import Instrument
from surveys.organisation import badges_by_chance_of, instrument_of
from surveys.reading.baseline import Baseline, read_baseline
from surveys.reading.verdicts import keeping
from surveys.reading.verdicts.judging import Outcome
from surveys.reading.verdicts.verdict import Edition as VerdictEdition
from surveys.reading.verdicts.verdict import Verdict

Edition = tuple[int, date | None, date | None, str, int]
"""Counted waves, closing day of the first and of the last, what verdicts rest on, imports.

It changes with every count, import, deletion and renewal of verdicts, and so with every report.
"""

WAVES_IN_SHORT = 6
"""Number of waves in the small lines beside the numbers of all units."""

MAX_AT_ONCE = 2_000
"""Maximum number of units times waves for which a page works out verdicts that are not kept yet.

It takes a second or two; more of them are left to the clock.
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
    replica: Session | None = None
    """A session of a replica that has the same published results, if there is one."""
    _open: set[UUID] = field(default_factory=set, init=False, repr=False)

    @property
    def published(self) -> Session:
        """The session to read published results with, of the replica if there is one.

        Rights, names, settings and what people have just written are read with `session`.
        """
        return self.replica or self.session

    @cached_property
    def _kept_key(self) -> str:
        return stored_verdicts.edition_key(self.published) or ""

    @cached_property
    def _counted(self) -> tuple[int, date | None, date | None, int]:
        return waves.edition(self.published)

    @cached_property
    def _organisation(self) -> people.Facts | None:
        return people.facts_of_organisation(self.session)

    @cached_property
    def edition(self) -> Edition:
        """The edition of the published results."""
        number, first, last, imports = self._counted
        return number, first, last, self._kept_key, imports

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument with the organisation's own questions."""
        return instrument_of(self._organisation)

    @cached_property
    def baseline(self) -> Baseline:
        """The results of all units in the newest waves; read once per edition."""
        return _baseline(self)

    @cached_property
    def verdict_key(self) -> str:
        """What verdicts have to rest on to be up to date."""
        chance = badges_by_chance_of(self._organisation)
        return keeping.key_of(self._counted, self.instrument, chance)

    @cached_property
    def verdict_edition(self) -> VerdictEdition | None:
        """What was worked out for all units; None while that is still to be done."""
        if self._are_kept:
            return _kept_edition(self)
        return worked_out.edition if (worked_out := _worked_out(self)) else None

    @cached_property
    def all_verdicts(self) -> Mapping[tuple[UUID, str], Verdict]:
        """All verdicts by unit and question, without their lines; once per edition.

        Only for what leaves out units that are not open to the reader.
        """
        return _all_verdicts(self)

    @cached_property
    def newest_levels(self) -> Mapping[tuple[UUID, str], tuple[float, ...]]:
        """The levels of all verdicts in the newest waves, oldest first; once per edition.

        Only for what leaves out units that are not open to the reader.
        """
        return _newest_levels(self)

    def verdicts_of(self, unit: UUID) -> Mapping[str, Verdict]:
        """Return the verdicts on a unit that is open to the reader, by question.

        Empty before the first result, and while verdicts are still to be worked out.
        """
        self.check_may_read(unit)
        if self._are_kept:
            return keeping.kept_of_unit(self.published, unit)
        worked_out = _worked_out(self)
        verdicts = worked_out.verdicts.items() if worked_out else ()
        return {question: one for (of_unit, question), one in verdicts if of_unit == unit}

    @property
    def _are_kept(self) -> bool:
        return self.edition[3] == self.verdict_key

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

    def may_read(self, unit: UUID) -> bool:
        """Return whether a unit is open to the reader."""
        try:
            self.check_may_read(unit)
        except NotAllowedError:
            return False
        return True

    def by(self, who: Reader) -> "Reading":
        """Return the same transaction as another reader sees it."""
        return replace(self, who=who)


@contextmanager
def open_reading(installation: Installation, who: Reader) -> Iterator[Reading]:
    """Open a read transaction in which somebody reads results."""
    with reading(installation.engine) as session, published(installation, session) as replica:
        yield Reading(installation, session, who, replica)


def forget() -> None:
    """Empty the caches."""
    _baseline.cache_clear()
    _worked_out.cache_clear()
    _kept_edition.cache_clear()
    _all_verdicts.cache_clear()
    _newest_levels.cache_clear()


def _edition_key(reading: Reading) -> tuple[Installation, Edition]:
    return reading.installation, reading.edition


@cached(LRUCache(8), key=_edition_key, lock=Lock())
def _baseline(reading: Reading) -> Baseline:
    return read_baseline(reading.published, reading.instrument)


def _verdict_key(reading: Reading) -> tuple[Installation, str, str]:
    return reading.installation, reading.edition[3], reading.verdict_key


@cached(LRUCache(8), key=_verdict_key, lock=Lock())
def _kept_edition(reading: Reading) -> VerdictEdition | None:
    kept = stored_verdicts.edition(reading.published)
    return None if kept is None else keeping.kept_edition(kept[2])


@cached(LRUCache(8), key=_verdict_key, lock=Lock())
def _all_verdicts(reading: Reading) -> Mapping[tuple[UUID, str], Verdict]:
    if reading.edition[3] == reading.verdict_key:
        return keeping.kept_of_all(reading.published)
    return worked_out.verdicts if (worked_out := _worked_out(reading)) else {}


@cached(LRUCache(8), key=_verdict_key, lock=Lock())
def _newest_levels(reading: Reading) -> Mapping[tuple[UUID, str], tuple[float, ...]]:
    if reading.edition[3] == reading.verdict_key:
        return keeping.newest_levels(reading.published, WAVES_IN_SHORT)
    worked_out = _worked_out(reading)
    return {
        key: tuple(point.level for point in verdict.line[-WAVES_IN_SHORT:])
        for key, verdict in (worked_out.verdicts if worked_out else {}).items()
    }


@cached(LRUCache(8), key=_verdict_key, lock=Lock())
def _worked_out(reading: Reading) -> Outcome | None:
    """Return verdicts that are not kept yet, where that takes a moment only."""
    number, *_ = reading.edition
    if not number or number * len(reading.baseline.units) > MAX_AT_ONCE:
        return None
    try:
        worked_out = keeping.work_out(reading.published, reading.instrument)
    except LinAlgError:
        # The page has its averages still; the clock fails on the same numbers, and says so.
        logging.getLogger(__name__).exception("no verdicts can be worked out on these results")
        return None
    return worked_out and worked_out[0]
