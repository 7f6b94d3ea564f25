"""The measures that hold, read once a minute: they change rarely, and many pages show them."""

from threading import Lock

from cachetools import TTLCache, cached

from surveys.installation import Installation
from surveys.measures.catalogue import Measure
from surveys.measures.own import read_measures

FRESH = 60
"""Seconds for which other processes may show what HR has changed meanwhile."""


@cached(TTLCache(100, ttl=FRESH), lock=Lock())
def kept_measures(installation: Installation) -> tuple[Measure, ...]:
    """Return the measures that are shown, as they were a minute ago at most."""
    return read_measures(installation)


def forget() -> None:
    """Read them anew at the next look, because somebody has changed one."""
    kept_measures.cache_clear()
