"""Texts, numbers and dates in the language of their reader.

The source strings are English; other languages have a catalogue in `locales/`.
"""

import datetime
import functools
import gettext
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from babel.core import Locale, negotiate_locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

LANGUAGES = {"en": "English", "nl": "Nederlands"}
DEFAULT = "en"

_LOCALES = Path(__file__).with_name("locales")
_FORMATS = {"en": "en_GB", "nl": "nl_NL"}

_MARKUP = re.compile(r"[\\`*_\[\]<>$~]")
_BEGINS_LINK_OR_ICON = re.compile(r"(?i)(?<=www)(?=\.)|(?<=:)(?=//)|(?<=:)(?!(?<=\d:)\d)(?=[\w+-])")
"""The beginning of an address, icon or colour, where a backslash has no effect."""
_WORD_JOINER = "\u2060"

_ABOUT_HALF = 1e-6
"""So near to half, the error of a multiplication may decide to which side a number is rounded."""


@dataclass(frozen=True)
class Texts:
    """Texts, numbers and dates in one language; the methods have the names that Babel expects."""

    language: str

    def gettext(self, message: str) -> str:
        """Return a text in this language."""
        return _translations(self.language).gettext(message)

    def ngettext(self, one: str, many: str, number: int, **others: str) -> str:
        """Return the singular or plural text for a number, which replaces `{n}`."""
        return _translations(self.language).ngettext(one, many, number).format(n=number, **others)

    def number(self, value: float, decimals: int = 1) -> str:
        """Return a number with a fixed number of decimals."""
        return _number(value, decimals, self.language)

    def minutes(self, number: int) -> str:
        """Return a number of minutes in words: 1 minute, 3 minutes."""
        return self.ngettext("{n} minute", "{n} minutes", number)

    def in_words(self, number: int) -> str:
        """Return a number within a sentence: as a word from two to twelve, else its digits."""
        _ = self.gettext
        words = (
            *(_("two"), _("three"), _("four"), _("five"), _("six"), _("seven")),
            *(_("eight"), _("nine"), _("ten"), _("eleven"), _("twelve")),
        )
        return words[number - 2] if 2 <= number < 2 + len(words) else self.number(number, 0)

    def percent(self, part: float) -> str:
        """Return a part of 1 as whole percents."""
        return _percent(part, self.language)

    def date(self, day: datetime.date) -> str:
        """Return a whole date, such as 3 September 2026."""
        return _date(day, self.language)

    def closing(self, day: datetime.date) -> str:
        """Return the day at whose end a wave closes: Monday 7 December."""
        return format_date(day, "EEEE d MMMM", locale=_FORMATS[self.language])

    def weekday(self, day: datetime.date) -> str:
        """Return a day with its weekday, for lists: Mon 7 Dec."""
        return format_skeleton("MMMEd", day, locale=_FORMATS[self.language])

    def days(self, first: datetime.date, last: datetime.date) -> str:
        """Return a range of days, such as 3–7 Sept 2026."""
        return _days(first, last, self.language)

    @property
    def day_format(self) -> Literal["DD/MM/YYYY", "DD-MM-YYYY"]:
        """How a day is typed into a field."""
        return "DD-MM-YYYY" if self.language == "nl" else "DD/MM/YYYY"

    def short_date(self, day: datetime.date) -> str:
        """Return day and month, such as 3 Sep."""
        return _short_date(day, self.language)

    def month(self, day: datetime.date, *, year: bool = False) -> str:
        """Return the month of a day, such as September, or September 2026."""
        return _month(day, "LLLL y" if year else "LLLL", self.language)

    def short_month(self, day: datetime.date) -> str:
        """Return the month of a day in a few letters, such as Sept."""
        return _month(day, "LLL", self.language)

    def moment(self, moment: datetime.datetime) -> str:
        """Return weekday, date and local time of a moment: Mon 2 Mar 2026, 09:00."""
        day = format_date(moment, "EEE d MMM y", locale=_FORMATS[self.language])
        return f"{day}, {moment:%H:%M}"

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts as words: Planning, Sales and Support."""
        return format_list(parts, locale=_FORMATS[self.language])

    def country(self, code: str) -> str:
        """Return the name of a country; the code itself where it has none."""
        return str(Locale.parse(_FORMATS[self.language]).territories.get(code, code))


def rounded(value: float, decimals: int = 1) -> float:
    """Return a number rounded as `Texts.number` writes it, for tables, files and applications.

    Half goes to the even digit, and what is half is read off the shortest decimal notation: 2.45 is
    2.4, although the nearest binary number, of which `round` takes the digits, is a little more.
    """
    factor = 10**decimals
    scaled = value * factor
    whole: int = round(scaled)
    if abs(abs(scaled - whole) - 0.5) < _ABOUT_HALF:
        return float(round(Decimal(str(value)), decimals))
    return float(whole / factor)


def escape_markdown(text: str) -> str:
    """Return a text that a person typed, escaped so that it has no Markdown, link or picture.

    An e-mail address may become a link to write to it. Where a web address or the name of an icon
    begins, an invisible word joiner is put in.
    """
    return _BEGINS_LINK_OR_ICON.sub(_WORD_JOINER, _MARKUP.sub(r"\\\g<0>", text))


def negotiated(*requested: str | None) -> str:
    """Return the first of some requested languages that Peil has texts in, else English."""
    codes = [code.replace("_", "-") for code in requested if code]
    return negotiate_locale(codes, list(LANGUAGES), sep="-") or DEFAULT


@functools.lru_cache(maxsize=10_000)
def _number(value: float, decimals: int, language: str) -> str:
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=digits, locale=_FORMATS[language])


@functools.lru_cache(maxsize=10_000)
def _percent(part: float, language: str) -> str:
    return str(format_percent(part, locale=_FORMATS[language]))


@functools.lru_cache(maxsize=10_000)
def _short_date(day: datetime.date, language: str) -> str:
    return format_skeleton("dMMM", day, locale=_FORMATS[language])


@functools.lru_cache(maxsize=10_000)
def _date(day: datetime.date, language: str) -> str:
    return format_date(day, "long", locale=_FORMATS[language])


@functools.lru_cache(maxsize=10_000)
def _days(first: datetime.date, last: datetime.date, language: str) -> str:
    return format_interval(first, last, "yMMMd", locale=_FORMATS[language])


@functools.lru_cache(maxsize=10_000)
def _month(day: datetime.date, form: str, language: str) -> str:
    return format_date(day, form, locale=_FORMATS[language])


@functools.cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == DEFAULT:
        return gettext.NullTranslations()
    return gettext.translation("peil", str(_LOCALES), languages=[language])
