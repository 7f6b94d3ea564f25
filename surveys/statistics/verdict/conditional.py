"""One unit given all others: what they say about the common part, and what is left of the unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools, Cells, Integers, Timing
from surveys.statistics.verdict.covariance import (
    KnownChange,
    Parameters,
    common_covariance,
    kernel,
    known_changes,
    own_covariance,
    restricted,
)
from surveys.statistics.verdict.likelihood import Information

BLOCK = 250
"""Units that are worked on at once, so that memory stays small with thousands of units."""


@dataclass(frozen=True)
class Conditional:
    """Units of one question, each given all others; the waves are those of the window.

    `common` (units, waves) is the expected common part and `common_covariance` (units, waves,
    waves) its covariance; `residual` (units, waves) is mean - 3.4 - common, 0 where there is no
    mean; `covariance` V that of the residual, with a unit matrix where there is none. `level` is
    the covariance of the unit's level and mood, without noise and hull (units, waves, waves).
    """

    timing: Timing
    present: Bools
    common: Floats
    common_covariance: Floats
    residual: Floats
    covariance: Floats
    level: Floats

    def without(self, term: Floats) -> "Conditional":
        """Return the same with known changes of these units left out of their own covariance.

        `term` (units, waves, waves) as `covariance.known_changes`.
        """
        both = self.present[:, :, None] & self.present[:, None, :]
        return replace(self, covariance=self.covariance - term * both, level=self.level - term)

    def of(self, units: Integers) -> "Conditional":
        """Return some units."""
        return replace(
            self,
            present=self.present[units],
            common=self.common[units],
            common_covariance=self.common_covariance[units],
            residual=self.residual[units],
            covariance=self.covariance[units],
            level=self.level[units],
        )


def blocks(units: int) -> Iterator[Integers]:
    """Yield the positions of units, at most 250 at a time."""
    for start in range(0, units, BLOCK):
        yield np.arange(start, min(start + BLOCK, units), dtype=np.int64)


def information(
    cells: Cells, parameters: Parameters, changes: Sequence[KnownChange] = ()
) -> Information:
    """Return what all units together say about the common part, with its prior.

    The precision Lambda (waves, waves) and h (waves,); `changes` are the known ones.
    """
    waves = cells.answers.shape[1]
    prior = np.linalg.inv(common_covariance(parameters.row[None], waves))[0]
    everybody = Information(prior, np.zeros(waves))
    for units in blocks(len(cells.answers)):
        known = known_changes(changes, units, waves)
        everybody = everybody.plus(own_information(cells.of(units), parameters, known))
    return everybody


def own_information(cells: Cells, parameters: Parameters, known: Floats) -> Information:
    """Return what these units say about the common part, without its prior."""
    own, data = _own(cells, parameters.row[None], known)
    return Information(own.sum(axis=0), data.sum(axis=0))


def condition_on_others(
    cells: Cells, parameters: Parameters, known: Floats, everybody: Information
) -> Conditional:
    """Return each unit of `cells`, which may be a block of all, given all others.

    C_t = (Lambda - P_t)^-1, c_t = C_t (h - P_t y_t), z_t = y_t - c_t and V_t = Sigma_t + C_t on the
    unit's own waves; for one unit alone C_t is the prior. `known` belongs to these units, and
    `everybody` (`information`) includes them with the same known changes.
    """
    rows = parameters.row[None]
    own, data = _own(cells, rows, known)
    spread = np.linalg.inv(everybody.precision - own)
    spread = (spread + spread.swapaxes(1, 2)) / 2
    common = np.einsum("tij,tj->ti", spread, everybody.weighted - data)
    residual = np.where(cells.present, cells.deviations - common, 0.0)
    covariance = own_covariance(rows, cells, known)[0] + restricted(spread, cells)
    level = np.broadcast_to(kernel(rows, cells.timing)[0] + known, spread.shape)
    return Conditional(cells.timing, cells.present, common, spread, residual, covariance, level)


def _own(cells: Cells, rows: Floats, known: Floats) -> tuple[Floats, Floats]:
    """Return P_t and P_t y_t of each unit."""
    precision = restricted(np.linalg.inv(own_covariance(rows, cells, known))[0], cells)
    return precision, np.einsum("tij,tj->ti", precision, cells.deviations)
