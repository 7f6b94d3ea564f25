"""Published results as they may be shown: read here, and nowhere else in this room.

What is stored is exact. Every histogram that leaves this module has the smallest number of answers
in its band, and every number of ballots has become a `Participation`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from sqlalchemy import Row
from sqlmodel import Session

from db import published, wave_units
from db import waves as stored_waves
from surveys.reading.bands import Bands, Counts
from surveys.reading.composition import UnitInWave
from surveys.reading.participation import Participation
from surveys.reading.wave_of_unit import WaveOfUnit


@dataclass(frozen=True)
class CountedWave:
    """A counted wave of one unit: its place then, what was asked, and the thresholds."""

    wave: WaveOfUnit
    name: str
    parent_id: UUID | None
    questions: Sequence[str]
    bands: Bands
    k_comment: int

    @property
    def invited(self) -> int | None:
        """The people invited behind its numbers; None where unknown, or the unit not published."""
        return None if self.wave.participation is None else self.wave.participation.invited


@dataclass(frozen=True)
class UnitResults:
    """The results of one unit: waves, oldest first; histograms by question and wave."""

    waves: Sequence[CountedWave]
    histograms: Mapping[str, Mapping[UUID, Counts]]


class _Invited(Protocol):
    """A stored unit in a wave: the people invited in it, and those behind its numbers."""

    @property
    def invited(self) -> int | None: ...
    @property
    def covered(self) -> int | None: ...


@dataclass(frozen=True)
class WaveResults:
    """The results of a wave: its units, and histograms by question and unit.

    `stored` has the exact ones, for sums that are reduced afterwards.
    """

    units: Sequence[UnitInWave] = ()
    histograms: Mapping[str, Mapping[UUID, Counts]] = field(default_factory=dict)
    bands: Bands = field(default_factory=lambda: Bands(5, 10))
    stored: published.WaveResults = field(default_factory=lambda: published.WaveResults((), {}))


def of_unit(session: Session, unit: UUID) -> UnitResults:
    """Return the results of one unit over all waves."""
    stored = published.of_unit(session, unit)
    waves = [_counted(row) for row in stored.waves]
    histograms: dict[str, dict[UUID, Counts]] = {}
    for bands in {counted.bands for counted in waves}:
        invited = {
            counted.wave.id: counted.invited
            for counted in waves
            if counted.bands == bands and counted.wave.participation is not None
        }
        for question, by_wave in _reduced(bands, stored.histograms, invited).items():
            histograms.setdefault(question, {}).update(by_wave)
    return UnitResults(waves, histograms)


def of_wave(session: Session, wave_id: UUID, questions: Collection[str]) -> WaveResults:
    """Return the units of a wave, in the order of ids, and their histograms of some questions."""
    stored, wave = (
        published.of_wave(session, wave_id, questions),
        stored_waves.wave(session, wave_id),
    )
    bands = Bands(wave.k, wave.k_distribution)
    bands_of = {u.id: replace(bands, reissued=u.reissued or 0) for u in stored.units}
    units = [
        UnitInWave(
            u.id, u.parent_id, u.name, _behind(u), _participation(bands_of[u.id], u.ballots, u)
        )
        for u in stored.units
    ]
    histograms: dict[str, dict[UUID, Counts]] = {question: {} for question in questions}
    for each in set(bands_of.values()):
        invited = {
            unit.id: unit.invited
            for unit in units
            if bands_of[unit.id] == each and unit.participation is not None
        }
        for question, by_unit in _reduced(each, stored.histograms, invited).items():
            histograms[question].update(by_unit)
    return WaveResults(units, histograms, bands, stored)


def wave_of_unit(session: Session, unit: UUID, wave: UUID) -> CountedWave | None:
    """Return a counted wave of one unit; None if the unit did not exist then."""
    rows = published.of_unit(session, unit).waves
    return next((_counted(row) for row in rows if row.id == wave), None)


def of_unit_in_wave(
    session: Session, unit: UUID, counted: CountedWave, choices: Collection[str] = ()
) -> dict[str, tuple[Counts, int]]:
    """Return (counts, number of answers) by question of one unit in one wave.

    Each number of answers is the smallest in its band. `choices` are the questions to which
    somebody may choose several options. Empty unless the unit is published.
    """
    wave, bands, invited = counted.wave.id, counted.bands, counted.invited
    row = next(iter(wave_units.path_in_wave(session, wave, unit)), None)
    if row is None or row.ballots is None or counted.wave.participation is None:
        return {}
    shown: dict[str, tuple[Counts, int]] = {}
    for question, (counts, skipped) in published.of_unit_in_wave(session, unit, wave).items():
        if question in choices:
            answers = row.ballots - skipped
            fewest = sum(bands.reduce((answers,), invited))
            shown[question] = bands.reduce(counts, invited, answers), fewest
        else:
            reduced = bands.reduce(counts, invited)
            shown[question] = reduced, sum(reduced)
    return shown


def not_applicable_in_wave(session: Session, unit: UUID, counted: CountedWave) -> dict[str, int]:
    """Return to about how many people a question does not apply, by question, where it is shown.

    Each is the difference of two bands' smallest numbers: of those who answered or said so, and of
    those who answered. So at least as many may have answered in all as the band of the ballots
    begins with, and no number in it is excluded.
    """
    wave, bands, invited = counted.wave.id, counted.bands, counted.invited
    if counted.wave.participation is None:
        return {}
    stored = published.not_applicable(session, unit, wave)
    about = {
        question: bands.apart(sum(counts), apart, invited)
        for question, (counts, apart) in stored.items()
    }
    return {question: number for question, number in about.items() if number is not None}


def _counted(row: Row[Any]) -> CountedWave:
    bands = Bands(row.k, row.k_distribution, row.reissued or 0)
    participation = _participation(bands, row.ballots, row)
    wave = WaveOfUnit(row.id, row.number, row.title, row.opens_on, row.closes_on, participation)
    return CountedWave(wave, row.name, row.parent_id, row.questions, bands, row.k_comment)


def _behind(unit: _Invited) -> int | None:
    """Return the people behind a unit's numbers: all of it, where an older version counted it."""
    return unit.invited if unit.covered is None else unit.covered


def _participation(bands: Bands, ballots: int | None, unit: _Invited) -> Participation | None:
    """Return the participation of those behind a unit's numbers, and how many others it has."""
    behind = _behind(unit)
    participation = bands.of(ballots, behind)
    if participation is None or behind is None or unit.invited is None:
        return participation
    return replace(participation, others=max(0, unit.invited - behind))


def _reduced(
    bands: Bands,
    histograms: Mapping[str, Mapping[UUID, Counts]],
    invited: Mapping[UUID, int | None],
) -> dict[str, dict[UUID, Counts]]:
    """Return the histograms of all who are in `invited`, reduced; by question, as they came."""
    cells: dict[int, list[tuple[str, UUID, Counts]]] = {}
    for question, of_question in histograms.items():
        for key, counts in of_question.items():
            if key in invited:
                cells.setdefault(len(counts), []).append((question, key, counts))
    shown: dict[str, dict[UUID, Counts]] = {question: {} for question in histograms}
    # All questions with as many options at once.
    for some in cells.values():
        table = np.array([counts for _, _, counts in some], dtype=float)
        reduced = bands.reduce_all(table, [invited[key] for _, key, _ in some])
        for (question, key, _), counts in zip(some, reduced.astype(int).tolist(), strict=True):
            shown[question][key] = counts
    return shown
