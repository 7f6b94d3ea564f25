"""Compares all lowest published units with each other, question by question. Once per edition."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from surveys.installation.installation import Installation
from surveys.organisation.organisation import load_instrument
from surveys.reading.landscape import Edition, landscape, table, values
from surveys.statistics.histogram import many_moments
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.pooling import Estimate, Pooling, Reliability, pool, reliability


@dataclass(frozen=True)
class Comparison:
    """How units differ on a question in the newest wave, and what is known of each of them."""

    pooling: Pooling | InsufficientData
    reliability: Reliability | InsufficientData
    units: Mapping[UUID, Estimate] = field(default_factory=dict)


@functools.lru_cache(maxsize=200)
def compared(installation: Installation, edition: Edition, question_id: str) -> Comparison:
    """Return how the lowest published units differ on a question that has an average."""
    around, question = (
        landscape(installation, edition),
        load_instrument(installation).question(question_id),
    )
    given = around.newest.histograms.get(question_id, {})
    teams = [unit for unit in around.teams if sum(given.get(unit, ())) >= 2]
    found = many_moments(table(question, [given[unit] for unit in teams]), values(question))
    within = around.of(question).within_sd
    pooled = pool(found.mean.tolist(), (within**2 / found.n).tolist())
    real = reliability(found.n.astype(int).tolist(), found.mean.tolist(), found.sd.tolist())
    if isinstance(pooled, InsufficientData):
        return Comparison(pooled, real)
    return Comparison(pooled, real, dict(zip(teams, pooled.units, strict=True)))
