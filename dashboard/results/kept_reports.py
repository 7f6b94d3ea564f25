"""Reports and charts kept until the next count: what they are kept under, and the cache."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import TypeVar
from uuid import UUID

from cachetools import LRUCache, cached

from surveys.access import Scope
from surveys.installation import Installation
from surveys.reading import Edition

Kind = TypeVar("Kind")

CACHE_SIZE = 3_000
"""Maximum number of cached reports and charts."""


class Report(StrEnum):
    """The kinds of cached reports."""

    TEAM = "team"
    ANCESTOR = "ancestor"
    COMPARISONS = "comparisons"
    QUARTER = "quarter"
    WAVE = "wave"
    THEMES = "themes"
    LOOP = "loop"
    WHOLE = "whole"
    OWN_SHARES = "own_shares"
    ORGANISATION = "organisation"
    HIGHLIGHTS = "highlights"
    THRESHOLDS = "thresholds"
    PERCEPTION_GAPS = "perception gaps"
    SIGNALS_BELOW = "signals below"


class Drawing(StrEnum):
    """The kinds of cached charts."""

    TREND = "trend"
    STAND_OUT = "stand out"
    FIRST_WAVE = "first wave"
    SLIDE = "slide"
    SHARES = "shares"
    SPLIT = "split"
    ASKED = "asked"
    REACHABILITY = "reachability"
    RESPONSE = "response"
    MAP = "map"
    DRIVERS = "drivers"
    EXPERIMENT = "experiment"
    THEME = "theme"


@dataclass(frozen=True)
class Visible:
    """The results visible to a reader: installation, edition and scope."""

    installation: Installation
    edition: Edition
    scope: Scope


@dataclass(frozen=True)
class ReportKey:
    """The key of a cached report."""

    visible: Visible
    report: Report
    unit: UUID | None = None
    wave: UUID | None = None


@dataclass(frozen=True)
class ChartKey:
    """The key of a cached chart.

    `details` has everything the figure depends on besides the unit's report.
    """

    visible: Visible
    language: str
    drawing: Drawing
    unit: UUID
    details: tuple[Hashable, ...]


@cached(LRUCache(CACHE_SIZE), key=lambda key, make: key, lock=Lock())
def made_once(key: ReportKey | ChartKey, make: Callable[[], Kind]) -> Kind:
    """Return the cached value of a key, made if it is not (or no longer) cached."""
    del key
    return make()


def forget() -> None:
    """Empty the cache."""
    made_once.cache_clear()
