"""Control of the false discovery rate over a family of tests."""

from collections.abc import Sequence

import numpy as np

MAX_FALSE_DISCOVERY_RATE = 0.10
"""Maximum expected share of false discoveries among all discoveries."""


def adjusted_p_values(p: Sequence[float]) -> list[float]:
    """Return the Benjamini-Hochberg adjusted p-values of one family, in the order of `p`.

    min over j >= i of p_(j) m / j, at most 1 (Benjamini & Hochberg 1995, J R Stat Soc B 57:289);
    valid also under positive dependence of the tests.
    """
    raw = np.asarray(p, dtype=float)
    order = np.argsort(raw, kind="stable")[::-1]
    ranks = np.arange(len(raw), 0, -1)
    smallest = np.minimum.accumulate(raw[order] * len(raw) / ranks)
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(smallest, 1.0)
    return [float(value) for value in adjusted]


def discoveries(p: Sequence[float], q: float = MAX_FALSE_DISCOVERY_RATE) -> list[bool]:
    """Return which tests of one family are rejected at a false discovery rate of `q`."""
    return [value <= q for value in adjusted_p_values(p)]
