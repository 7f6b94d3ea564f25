"""Published results as the model of verdicts reads them: families of units over the window.

The lowest published units are one family, all published units between them and the organisation
another, the organisation the third. Everything comes from histograms as pages show them, so that no
verdict tells more about participation than the pages do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

import numpy as np
from sqlmodel import Session

from db import published
from surveys.instrument import Instrument, Question
from surveys.reading import shown
from surveys.reading.bands import Bands
from surveys.reading.baseline import shown_as_trend, values
from surveys.reading.blur import moved_in_shown_union
from surveys.reading.verdicts.grid import Grid, Place, grid_of, places_of
from surveys.statistics.histogram import Floats
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE
from surveys.statistics.verdict.cells import Cells, Timing, cells, window
from surveys.statistics.verdict.hull import Scale
from surveys.statistics.verdict.moved import Moved
from surveys.statistics.verdict.register import Break, is_break


@dataclass(frozen=True)
class Published:
    """All published results of the window, waves from old to new, units by id.

    `places` has, by wave, the published units; `histograms` by question, wave and unit; `bands` are
    those of each wave.
    """

    waves: Sequence[tuple[UUID, date]]
    timing: Timing
    questions: Sequence[Question]
    places: Sequence[Mapping[UUID, Place]]
    histograms: Mapping[str, Sequence[Mapping[UUID, Sequence[int]]]]
    parents: Mapping[UUID, UUID | None] = field(default_factory=dict)
    bands: Sequence[Bands] = ()

    @cached_property
    def newest_place(self) -> Mapping[UUID, Place]:
        """Each unit's place in the newest wave in which it is published."""
        newest: dict[UUID, Place] = {}
        for places in self.places:
            newest |= places
        return newest

    @cached_property
    def whole(self) -> list[UUID]:
        """The organisation, where it is published."""
        return [unit for unit in self.newest_place if self.parents.get(unit) is None]

    @cached_property
    def lowest(self) -> list[UUID]:
        """The units without a published unit below them, by id; never the organisation itself."""
        newest = self.newest_place.items()
        return sorted(u for u, at in newest if not at.lowest_below and u not in self.whole)

    @cached_property
    def between(self) -> list[UUID]:
        """The units between the lowest ones and the organisation, by id."""
        others = {*self.lowest, *self.whole}
        return sorted(unit for unit in self.newest_place if unit not in others)

    def counts(self, question: Question, units: Sequence[UUID]) -> Floats:
        """Return the histograms of some units, (units, waves, options); zeros where none."""
        rows = {unit: row for row, unit in enumerate(units)}
        table = np.zeros((len(units), len(self.waves), question.scale.size))
        least = MIN_ANSWERS_FOR_MEAN if question.sensitive is None else MIN_ANSWERS_FOR_SHARE
        for wave, histograms in enumerate(self.histograms[question.id]):
            chosen = [unit for unit in histograms if unit in rows]
            if not chosen:
                continue
            of_wave = np.array([histograms[unit] for unit in chosen], dtype=float)
            of_wave[of_wave.sum(axis=1) < least] = 0
            table[[rows[unit] for unit in chosen], wave] = of_wave
        return table

    @cached_property
    def grid(self) -> Grid:
        """What is known of the lowest units, those between and the organisation in each wave."""
        units = [*self.lowest, *self.between, *self.whole]
        return grid_of(units, self.places, self.bands)

    def breaks(self, units: Sequence[UUID]) -> list[Break]:
        """Return from which waves on numbers of some units are about clearly other people."""
        breaks: list[Break] = []
        for row, unit in enumerate(units):
            before: int | None = None
            for wave, at in enumerate(self.places):
                if unit not in at:
                    continue
                if before is not None and self._is_break(unit, before, wave):
                    breaks.append(Break(row, wave))
                before = wave
        return breaks

    def _is_break(self, unit: UUID, before: int, after: int) -> bool:
        then, now = self.places[before][unit], self.places[after][unit]
        came = self._without(now.lowest_below, after, then.lowest_below, before)
        went = self._without(then.lowest_below, before, now.lowest_below, after)
        return is_break(
            then.participation.invited,
            now.participation.invited,
            self._fewest(came, after) + self._fewest(went, before),
            now.participation.fewest,
        )

    def _fewest(self, units: Iterable[UUID], wave: int) -> int:
        return sum(self.places[wave][unit].participation.fewest for unit in units)

    def _without(
        self, units: frozenset[UUID], wave: int, others: frozenset[UUID], other: int
    ) -> frozenset[UUID]:
        """Return the units of a wave of which no answers are among those of another wave.

        A unit whose parts are published in its place is the same people, and so are the parts.
        """
        if units == others:
            return frozenset()
        now, then = self.places[wave], self.places[other]
        split = {unit for unit in units if unit in then and then[unit].lowest_below & others}
        parts = {part for whole in others if whole in now for part in now[whole].lowest_below}
        return units - others - split - parts


def scale_of(question: Question) -> Scale:
    """Return the scale of an averaged question as the model reads it."""
    return Scale(tuple(values(question)), question.scale.one_sided)


def read_published(session: Session, instrument: Instrument) -> Published | None:
    """Return the published results of the model's window; None without a counted wave.

    Questions that nobody answered in it are left out.
    """
    waves = list(reversed(published.closed_waves(session)))
    if not waves:
        return None
    days: list[int] = []
    for _, closed in waves:
        # Imported waves may bear the same date; time goes on from one to the next all the same.
        days.append(max(closed.toordinal(), days[-1] + 1 if days else 0))
    kept, timing = window(days)
    waves = waves[kept]
    questions = shown_as_trend(instrument)
    names = [question.id for question in questions]
    histograms: dict[str, list[Mapping[UUID, Sequence[int]]]] = {name: [] for name in names}
    places: list[Mapping[UUID, Place]] = []
    parents: dict[UUID, UUID | None] = {}
    bands: list[Bands] = []
    for wave, _ in waves:
        results = shown.of_wave(session, wave, names)
        parents |= {unit.id: unit.parent_id for unit in results.units}
        places.append(places_of(results))
        bands.append(results.bands)
        for name in names:
            histograms[name].append(results.histograms[name])
    asked = [question for question in questions if any(histograms[question.id])]
    return Published(waves, timing, asked, places, histograms, parents, bands)


@dataclass(frozen=True)
class Hulls:
    """Histograms of one question of all units, and how far each true mean may lie from its own."""

    units: Sequence[UUID]
    counts: Floats
    moved: Moved

    @cached_property
    def rows(self) -> Mapping[UUID, int]:
        """The row of each unit."""
        return {unit: row for row, unit in enumerate(self.units)}


def hulls_of(published: Published, question: Question) -> Hulls:
    """Return the hulls of a question: of single atoms exactly, of sums of atoms as bounds."""
    units = [*published.lowest, *published.between, *published.whole]
    grid, counts = published.grid, published.counts(question, units)
    fewest, most = grid.band_of(counts.sum(axis=2).astype(np.int64))
    moved = moved_in_shown_union(
        counts,
        fewest,
        most,
        grid.above,
        scale_of(question),
        grid.reissued,
        composed=grid.composed,
    )
    return Hulls(units, counts, moved)


def cells_of(
    published: Published,
    question: Question,
    hulls: Hulls,
    units: Sequence[UUID],
    *,
    s2: float | None = None,
) -> Cells:
    """Return what the model reads of a question in a family of units."""
    rows = [hulls.rows[unit] for unit in units]
    hull = hulls.moved.of(rows)
    return cells(hulls.counts[rows], published.timing, scale_of(question), hull=hull, s2=s2)
