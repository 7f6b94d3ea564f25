"""Numbers of the verdict's model that were computed independently, and what its tests share."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from surveys.counting.disclosure import coarsen
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Cells, cells, window
from surveys.statistics.verdict.conditional import Conditional, condition_on_others, information
from surveys.statistics.verdict.covariance import KnownChange, Parameters, known_changes
from surveys.statistics.verdict.evidence import (
    Whitened,
    candidate_rates,
    limits,
    median_answers,
    size_classes,
    whiten,
)
from surveys.statistics.verdict.hull import FIVE_POINTS, Scale

COMPUTED: dict[str, Any] = json.loads(Path(__file__).with_name("computed.json").read_text())
SIX_UNITS, ONE_UNIT, SIX_QUESTIONS = (COMPUTED[name] for name in "ABC")
PARAMETERS = Parameters(**SIX_UNITS["params"])
NOTHING = np.zeros((1, 1, 1))


def cells_of(counts: object, days: Sequence[float], scale: Scale = FIVE_POINTS) -> Cells:
    return cells(np.asarray(counts, dtype=float), window(days)[1], scale)


def questions() -> list[Cells]:
    """Return the cells of three units and six questions."""
    counts = np.asarray(SIX_QUESTIONS["counts"], dtype=float)
    return [cells_of(counts[:, place], SIX_QUESTIONS["days"]) for place in range(6)]


def conditional(of: Cells, changes: Sequence[KnownChange] = ()) -> Conditional:
    known = known_changes(changes, np.arange(len(of.answers)), of.answers.shape[1])
    return condition_on_others(of, PARAMETERS, known, information(of, PARAMETERS, changes))


def whitened(of: Cells) -> Whitened:
    limit = limits(size_classes(median_answers(of.answers)))
    return whiten(conditional(of), limit, candidate_rates(of.present, of.timing))


def logs(rows: object) -> Floats:
    """Return logs of evidence; what is null is minus infinity."""
    table = np.asarray(rows, dtype=float)
    return np.where(np.isnan(table), -np.inf, table)


def simulated(
    units: int,
    waves: int,
    *,
    seed: int,
    questions: int = 1,
    falls: dict[tuple[int, int], list[tuple[int, float]]] | None = None,
    missing: float = 0.0,
) -> Floats:
    """Return counts (questions, units, waves, options) of teams of eight, as published.

    `falls` has, by question and unit, the waves from which on its level moves, and by how much.
    """
    rng = np.random.default_rng(seed)
    level = 3.3 + rng.normal(0, 0.3, (questions, units, 1)) + np.zeros((1, 1, waves))
    for (question, unit), steps in (falls or {}).items():
        for wave, size in steps:
            level[question, unit, wave:] += size
    people = rng.normal(0, 0.5, (questions, units, 1, 8))
    noise = rng.normal(0, 0.6, (questions, units, waves, 8))
    answers = np.clip(np.rint(level[..., None] + people + noise), 1, 5)
    counts = np.stack([(answers == value).sum(axis=-1) for value in range(1, 6)], axis=-1)
    gone = rng.random((1, units, waves, 1)) < missing
    for table in counts.reshape(-1, 5):
        table[:] = coarsen(table.tolist(), int(table.sum()), one_sided=FIVE_POINTS.one_sided)
    return np.where(gone, 0, counts).astype(float)
