"""Which of many differences are more than luck, for somebody who looks at all of them."""

from collections.abc import Sequence

import numpy as np

Q = 0.10
"""At most so many of all flags are false, on average."""


def adjusted(p: Sequence[float]) -> list[float]:
    """Return the p-values of one family, adjusted by Benjamini and Hochberg.

    min over j >= i of p_(j) m / j, at most 1 (Benjamini & Hochberg 1995, J R Stat Soc B 57:289);
    right also where the tests depend on each other positively. In the order given.
    """
    given = np.asarray(p, dtype=float)
    order = np.argsort(given, kind="stable")[::-1]
    places = np.arange(len(given), 0, -1)
    smallest = np.minimum.accumulate(given[order] * len(given) / places)
    found = np.empty_like(given)
    found[order] = np.minimum(smallest, 1.0)
    return [float(value) for value in found]


def discoveries(p: Sequence[float], q: float = Q) -> list[bool]:
    """Return which tests of one family are rejected at a false discovery rate of `q`."""
    return [value <= q for value in adjusted(p)]
