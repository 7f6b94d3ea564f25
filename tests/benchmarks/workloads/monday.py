"""Monday morning: invitations to everybody at nine, and half of all people answering soon."""

import math

import numpy as np

INVITED = 100_000
ANSWERING = 0.5
MEAN_MINUTES = 20.0
"""They come at times that are exponentially distributed after nine, with this mean."""

BUSY = 0.5
"""How much of its time a process may be at work, so that hardly anybody waits for another."""


def busiest() -> float:
    """Return how many people a second come in the first minute, which is the busiest one."""
    return INVITED * ANSWERING * (1 - math.exp(-1 / MEAN_MINUTES)) / 60


def processes(capacity: float) -> int:
    """Return how many processes the busiest minute takes, of so many people a second each."""
    return math.ceil(busiest() / (BUSY * capacity))


def arrivals(rate: float, number: int, seed: int = 9) -> list[float]:
    """Return the seconds at which people come, by chance, at a rate as in one minute of it."""
    gaps = np.random.default_rng(seed).exponential(1 / rate, number)
    return [float(moment) for moment in np.cumsum(gaps)]
