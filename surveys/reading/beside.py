"""Reads the larger units around one: what a unit is compared with, and shown with while hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db import published
from db.engine import reading
from surveys.access.access import Reader, check_may_read
from surveys.installation.installation import Installation
from surveys.organisation.organisation import load_instrument
from surveys.reading import comparison_sentences
from surveys.reading.comparison import compared
from surveys.reading.landscape import edition, landscape, shown_as_trend, values
from surveys.statistics.histogram import moments
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Level, level
from surveys.statistics.pooling import Position
from surveys.texts import Texts


@dataclass(frozen=True)
class LargerUnit:
    """A published unit around another: its means by question and wave (5 = good on 1 to 5).

    `latest` has the levels in the newest wave of the unit that is compared with it.
    """

    unit: UUID
    name: str
    is_whole: bool
    means: Mapping[str, Mapping[UUID, float]]
    latest: Mapping[str, Level]


@dataclass(frozen=True)
class Beside:
    """What stands beside a unit: the published units above it, from near to far, and its places.

    `positions`: where it probably stands among all lowest units, by question; never which place.
    """

    above: Sequence[LargerUnit]
    positions: Mapping[str, Position]

    def in_words(self, question: str, language: str) -> str:
        """Say what the larger units have on a question, and whether this one differs from all."""
        texts = Texts(language)
        said = [
            texts.gettext("{unit}: {mean}.").format(
                unit=larger.name, mean=texts.number(larger.latest[question].mean)
            )
            for larger in self.above
            if question in larger.latest
        ]
        if question in self.positions:
            said.append(comparison_sentences.position(self.positions[question], texts) + ".")
        return " ".join(said)


def read_beside(installation: Installation, who: Reader, unit: UUID) -> Beside:
    """Return the unit right above one and the whole organisation, as far as they are published.

    Their numbers are open to who may read the unit: a team may know how the whole is doing. Never
    those of other teams. Raises NotAllowedError when the unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    now = edition(installation)
    around = landscape(installation, now)
    in_wave = {row.id: row for row in around.newest.units}
    path = [u for u in _above(unit, in_wave) if in_wave[u].ballots is not None]
    asked = shown_as_trend(load_instrument(installation))
    with reading(installation.engine) as session:
        found = {u: published.of_unit(session, u) for u in dict.fromkeys([*path[:1], *path[-1:]])}
    larger = []
    for above, results in found.items():
        means: dict[str, dict[UUID, float]] = {}
        latest: dict[str, Level] = {}
        for question in asked:
            worth = values(question)
            for wave, counts in results.histograms.get(question.id, {}).items():
                if sum(counts) >= MIN_ANSWERS_FOR_MEAN:
                    means.setdefault(question.id, {})[wave] = moments(counts, worth).mean
            newest = around.newest.histograms.get(question.id, {}).get(above)
            line = newest and level(newest, worth, in_wave[above].invited)
            if line and not isinstance(line, InsufficientData):
                latest[question.id] = line
        row = in_wave[above]
        larger.append(LargerUnit(above, row.name, row.parent_id is None, means, latest))
    positions = {}
    for question in asked:
        estimate = compared(installation, now, question.id).units.get(unit)
        if estimate is not None:
            positions[question.id] = estimate.position
    return Beside(larger, positions)


def shown_instead(installation: Installation, who: Reader, unit: UUID) -> tuple[UUID, str] | None:
    """Return the nearest unit above one that is published in the newest wave, and its name.

    None where the unit itself is published, or nothing above it. Raises NotAllowedError when the
    unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    around = landscape(installation, edition(installation))
    in_wave = {row.id: row for row in around.newest.units}
    if unit not in in_wave or in_wave[unit].ballots is not None:
        return None
    for above in _above(unit, in_wave):
        if in_wave[above].ballots is not None:
            return above, in_wave[above].name
    return None


def _above(unit: UUID, in_wave: Mapping[UUID, Any]) -> list[UUID]:
    """Return the units above one in a wave, from near to far."""
    path: list[UUID] = []
    above = in_wave[unit].parent_id if unit in in_wave else None
    while above is not None and above in in_wave:
        path.append(above)
        above = in_wave[above].parent_id
    return path
