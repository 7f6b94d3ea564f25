"""Working days: neither a weekend, nor a public holiday, nor in a closed period. Pure."""

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
_MAX_DAYS_SEARCHED = 366
"""Maximum number of days searched for a working day."""

_NAMES_IN = {"en": "en_US", "nl": "nl"}
"""The languages of Peil by their codes in the calendar of holidays."""


@dataclass(frozen=True)
class ClosedDays:
    """Days on which the organisation is closed, including the first and the last."""

    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Obstacle:
    """The reason why a day is not a working day; `names` has its name by language."""

    kind: Literal["weekend", "holiday", "closed"]
    on: date
    names: tuple[tuple[str, str], ...] = ()

    def in_words(self, language: str) -> str:
        """Return the name of the weekend, holiday or closed period."""
        if self.kind == "weekend":
            return Texts(language).gettext("weekend")
        return dict(self.names)[language]


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of an organisation: public holidays of a country, if any, and closed days."""

    country: str | None = None
    closed: tuple[ClosedDays, ...] = ()

    def obstacle(self, day: date) -> Obstacle | None:
        """Return why a day is not a working day; None if it is one."""
        for closed in self.closed:
            if closed.first_on <= day <= closed.last_on:
                return Obstacle("closed", day, tuple((code, closed.name) for code in LANGUAGES))
        return _public(self.country, day)

    def first_from(self, day: date) -> date | None:
        """Return the first working day from a day on; None when there is none within a year."""
        candidates = (day + number * DAY for number in range(_MAX_DAYS_SEARCHED))
        return next((day for day in candidates if self.obstacle(day) is None), None)

    def last_until(self, day: date) -> date | None:
        """Return the last working day until a day; None when there is none within a year."""
        candidates = (day - number * DAY for number in range(_MAX_DAYS_SEARCHED))
        return next((day for day in candidates if self.obstacle(day) is None), None)


@functools.cache
def countries() -> frozenset[str]:
    """Return the codes of the countries whose public holidays are known."""
    return frozenset(_library().list_supported_countries(include_aliases=False))


def _library() -> Any:
    """Return the library of public holidays, loaded late because that takes a second."""
    return importlib.import_module("holidays")


@functools.lru_cache(maxsize=10_000)
def _public(country: str | None, day: date) -> Obstacle | None:
    if country is None:
        return Obstacle("weekend", day) if day.weekday() >= 5 else None
    calendars = _calendars(country)
    holidays = calendars["en"]
    if day in holidays:
        return Obstacle("holiday", day, tuple((code, c[day]) for code, c in calendars.items()))
    return None if holidays.is_working_day(day) else Obstacle("weekend", day)


@functools.lru_cache(maxsize=16)
def _calendars(country: str) -> Mapping[str, "HolidayBase"]:
    """Return the public holidays of a country with names in each language of Peil."""
    country_holidays = _library().country_holidays
    return {code: country_holidays(country, language=_NAMES_IN[code]) for code in LANGUAGES}
