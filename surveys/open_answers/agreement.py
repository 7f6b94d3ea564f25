"""How far two coders agree on each theme of the comments that both have read. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.kappa import Kappa, cohens_kappa

Codes = Mapping[bytes, Sequence[str]]
"""The themes that one coder gave each comment, by its id."""


def agreement(
    first: Codes, second: Codes, themes: Sequence[str]
) -> dict[str, Kappa | InsufficientData]:
    """Return Cohen's kappa by theme: has a comment the theme or not, says the one and the other.

    Comments that only one of them has read count for nothing.
    """
    both = sorted(first.keys() & second.keys())
    return {
        theme: cohens_kappa(
            _table(
                np.array([theme in first[comment] for comment in both], dtype=bool),
                np.array([theme in second[comment] for comment in both], dtype=bool),
            )
        )
        for theme in themes
    }


def _table(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the square table of two coders: with and without the theme."""
    return np.array(
        [
            [(first & second).sum(), (first & ~second).sum()],
            [(~first & second).sum(), (~first & ~second).sum()],
        ],
        dtype=float,
    )
