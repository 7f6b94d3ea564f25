"""On which days people work: no weekend, no public holiday, no period that is closed. Pure."""

import functools
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from surveys.texts import LANGUAGES, Texts

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
_SEARCHED = 366
"""After so many days without work nobody works here any more."""

_NAMES_IN = {"en": "en_US", "nl": "nl"}
"""Our languages, as the calendar of holidays calls them."""


@dataclass(frozen=True)
class ClosedDays:
    """Days on which this organisation is closed, the first and the last included."""

    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Obstacle:
    """Why nobody works on a day; `names` has the holiday or closed period by language."""

    kind: Literal["weekend", "holiday", "closed"]
    on: date
    names: tuple[tuple[str, str], ...] = ()

    def in_words(self, language: str) -> str:
        """Name it: the weekend, a holiday, or a period as somebody called it."""
        if self.kind == "weekend":
            return Texts(language).gettext("weekend")
        return dict(self.names)[language]


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of an organisation: public holidays of a country (None: none), closed days."""

    country: str | None = None
    closed: tuple[ClosedDays, ...] = ()

    def obstacle(self, day: date) -> Obstacle | None:
        """Return why nobody works on a day, None when people do."""
        for closed in self.closed:
            if closed.first_on <= day <= closed.last_on:
                return Obstacle("closed", day, tuple((code, closed.name) for code in LANGUAGES))
        return _public(self.country, day)

    def first_from(self, day: date) -> date | None:
        """Return a day, or the next one on which people work; None when there is none in a year."""
        candidates = (day + number * DAY for number in range(_SEARCHED))
        return next((found for found in candidates if self.obstacle(found) is None), None)


@functools.cache
def countries() -> frozenset[str]:
    """Return the codes of the countries whose public holidays are known."""
    return frozenset(_library().list_supported_countries(include_aliases=False))


def _library() -> Any:
    """Return the library of public holidays: it takes a second to load, and few need it."""
    return importlib.import_module("holidays")


@functools.lru_cache(maxsize=10_000)
def _public(country: str | None, day: date) -> Obstacle | None:
    if country is None:
        return Obstacle("weekend", day) if day.weekday() >= 5 else None
    calendars = _calendars(country)
    named = calendars["en"]
    if day in named:
        return Obstacle("holiday", day, tuple((code, c[day]) for code, c in calendars.items()))
    return None if named.is_working_day(day) else Obstacle("weekend", day)


@functools.lru_cache(maxsize=16)
def _calendars(country: str) -> Mapping[str, "HolidayBase"]:
    """Return the public holidays of a country by our languages; others have the country's own."""
    made = _library().country_holidays
    return {code: made(country, language=_NAMES_IN[code]) for code in LANGUAGES}
