"""The reports of one run: read through the guards, and kept until another wave is counted."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar
from uuid import UUID

from cachetools import LRUCache, cached

from dashboard.charts.chart import Chart
from dashboard.session import Run
from surveys.access.access import ReadableUnit, Reader, check_may_read, readable_units
from surveys.audit.audit import thresholds
from surveys.follow_up.follow_up import FollowUp, read_follow_up
from surveys.reading.beside import Beside, read_beside, shown_instead
from surveys.reading.comments import read_comments
from surveys.reading.landscape import Edition, edition
from surveys.reading.organisation import OrganisationReport, read_organisation
from surveys.reading.reports import TeamReport
from surveys.reading.unit import read_unit
from surveys.reading.wave import read_wave
from surveys.reading.wave_reports import WaveReport
from surveys.reading.worth_asking import WorthAsking, worth_asking
from surveys.trail.trail import note_reading
from surveys.waves.waves import Thresholds

Kind = TypeVar("Kind")

KEPT = 3_000
"""So many reports and charts are kept in memory."""


@dataclass
class Reports:
    """What somebody may read in this run.

    Every method asks first whether the unit is open to the reader, then takes what is kept: what is
    more than luck depends on all that somebody sees, so nothing is shared between other readers.
    """

    run: Run
    who: Reader
    edition: Edition = field(init=False)
    _sees: tuple[frozenset[Hashable], ...] = field(init=False)
    _open: set[UUID] = field(default_factory=set)
    shown: bool = False
    """Whether the page has been drawn: a part that refreshes alone is drawn again after that."""

    def __post_init__(self) -> None:
        """Look up which edition of the results there is."""
        self.edition = edition(self.run.installation)
        self._sees = (self.who.roles, self.who.managed_units, self.who.link_units)

    def units(self) -> list[ReadableUnit]:
        """Return the units that are open to the reader."""
        found = readable_units(self.run.installation, self.who)
        self._open |= {unit.id for unit in found}
        return found

    def check(self, unit: UUID) -> None:
        """Raise NotAllowedError unless a unit is open to the reader; looked up once a run."""
        if unit not in self._open:
            check_may_read(self.run.installation, self.who, unit)
            self._open.add(unit)

    def team(self, unit: UUID, name: str) -> TeamReport:
        """Return the report of a unit, and note that it was read."""
        self.check(unit)
        note_reading(self.run.installation, self.who, unit, name, self.run.today)
        return self._kept("team", unit, lambda: read_unit(self.run.installation, self.who, unit))

    def instead_of(self, unit: UUID) -> tuple[TeamReport, str] | None:
        """Return the report of the nearest published unit above a hidden one, and its name.

        Its numbers are those that stand beside any unit below it anyway.
        """
        found = shown_instead(self.run.installation, self.who, unit)
        if found is None:
            return None
        above, name = found
        # Who may read a unit may see the published ones above it, and no other.
        reader = Reader(self.who.person, "", None, frozenset(), frozenset(), frozenset({above}))
        return self._kept(
            "above", above, lambda: read_unit(self.run.installation, reader, above)
        ), name

    def beside(self, unit: UUID) -> Beside:
        """Return what a unit is compared with."""
        self.check(unit)
        return self._kept(
            "beside", unit, lambda: read_beside(self.run.installation, self.who, unit)
        )

    def wave(self, unit: UUID, wave: UUID) -> WaveReport | None:
        """Return what a unit answered in one wave."""
        self.check(unit)
        read = (self.run.installation, self.who, unit, wave)
        return self._kept(f"wave {wave}", unit, lambda: read_wave(*read))

    def comments(self, unit: UUID, wave: UUID) -> list[str]:
        """Return what people wrote; read each time, because comments are deleted before results."""
        return read_comments(self.run.installation, self.who, unit, wave)

    def follow_up(self, unit: UUID) -> FollowUp:
        """Return what a unit agreed on and what happened to it."""
        return read_follow_up(self.run.installation, self.who, unit)

    def organisation(self) -> OrganisationReport:
        """Return all units that are open to the reader, side by side."""
        return self._kept("units", None, lambda: read_organisation(self.run.installation, self.who))

    def worth_asking(self, report: OrganisationReport) -> Sequence[WorthAsking]:
        """Return what is worth asking in the organisation, worked out once per edition."""
        return self._kept("worth asking", None, lambda: worth_asking(report))

    def thresholds(self) -> Thresholds:
        """Return how many answers each kind of number takes."""
        return self._kept("thresholds", None, lambda: thresholds(self.run.installation))

    def chart(self, name: str, unit: UUID, draw: Callable[[], Chart | None]) -> Chart | None:
        """Return a chart about a unit, drawn once per edition, reader and language.

        `name` tells it apart from the other charts about the unit.
        """
        return self._kept(f"{self.run.texts.language} {name}", unit, draw)

    def _kept(self, name: str, unit: UUID | None, make: Callable[[], Kind]) -> Kind:
        key = (self.run.installation, self.edition, self._sees, unit, name)
        found: Kind = _made_once(key, make)
        return found


@cached(LRUCache(KEPT), key=lambda key, make: key, lock=Lock())
def _made_once(key: Hashable, make: Callable[[], Kind]) -> Kind:
    """Return what is kept under a key, made where it is not there (any more)."""
    del key
    return make()


def forget() -> None:
    """Let go of everything that is kept."""
    _made_once.cache_clear()
