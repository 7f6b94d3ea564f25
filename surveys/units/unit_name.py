"""What can never be the name of a unit: errors of spreadsheets, dates, bare numbers. Pure."""

import html
import re
from functools import cache
from typing import ClassVar

from babel.dates import get_month_names

from surveys.errors import N_, PeilError
from surveys.names import as_written, is_readable, same_name

_MAX_SHOWN = 60
_LOCALES = ("en", "nl", "de", "fr", "es", "it", "pt", "pl", "sv", "da")
"""Languages in which spreadsheets write months."""

# In every language of Excel an error is # with capitals, and ! or ? behind them or before.
_ERROR = re.compile(
    r"#+|#\s*[¡¿]?[^\W\d_a-zß-ÿ]{2,}(/0)?\s*[!?]|#(n/?[abdv]|nv|getting_data|n/d|error|err)[!?]?"
    r"|#[¡¿]?[\w/]+\s?!|err:\d+|#¿?(name|naam|nom|nombre|nome)\?"
)
_EMPTY = frozenset(
    {"n/a", "<na>", "nan", "nat", "null", "none", "undefined", "(blank)", "(empty)", "(leeg)"}
)
_TRUTH = frozenset(
    {"true", "false", "waar", "onwaar", "wahr", "falsch", "vrai", "faux", "verdadero", "falso"}
)
_MARKUP = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_NUMBER = re.compile(r"[$€£]?\s*[+-]?\s*\d+([.,' ]\d+)*(e[+-]?\d+)?\s*[%€]?")
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?(z|[+-]\d{2}:?\d{2})?"
_DAY = re.compile(
    rf"({_TIME}|(\d{{4}}[-/.]\d{{1,2}}([-/.]\d{{1,2}})?"
    rf"|\d{{1,2}}[-/. ]\s?\d{{1,2}}[-/. ]\s?(\d{{4}}|\d{{2}}))([t ,]*{_TIME})?)"
)
_MONTH = re.compile(r"(\d{1,4}[-/. ]+)?([^\W\d_]{3,12})\.?([-/. ,]+\d{1,4}){0,2}")


class UnitNameError(PeilError):
    """A text that is not taken for the name of a unit."""

    texts: ClassVar = {
        "spreadsheet_error": N_(
            "“{value}” is what a spreadsheet shows when a formula fails, not the name of a unit. "
            "Correct the cell that it comes from."
        ),
        "stands_for_nothing": N_(
            "“{value}” stands for an empty cell, not for a unit. Write the name of the unit."
        ),
        "truth_value": N_(
            "“{value}” is the yes or no of a spreadsheet, not the name of a unit. Correct the cell."
        ),
        "markup": N_(
            "“{value}” has a sign as web pages write it, such as &amp; for &. Write the name as it "
            "is read."
        ),
        "day": N_(
            "“{value}” is a date or a time, not the name of a unit. A spreadsheet may have made it "
            "of a name: format the column as text, and type the name anew."
        ),
        "bare_number": N_(
            "“{value}” is only a number. If it is the name of a unit, write a word with it, such "
            "as “Unit {value}”; if it is the key of a unit, import a file of units with that key."
        ),
        "no_letter": N_("“{value}” has neither letters nor digits. Write the name of the unit."),
        "control": N_("there are characters here that cannot be read. Type the name anew."),
    }

    def __init__(self, code: str, value: str) -> None:
        """Keep the text, cut short."""
        super().__init__(
            code, value=value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}…"
        )


def refused_name(name: str) -> UnitNameError | None:
    """Return why no new unit can have a name; None for a name that it can have."""
    if not is_readable(name):
        return UnitNameError("control", name)
    compared = as_written(same_name(name))
    if _ERROR.fullmatch(compared) or _ERROR.fullmatch(name):
        return UnitNameError("spreadsheet_error", name)
    if compared in _EMPTY:
        return UnitNameError("stands_for_nothing", name)
    if compared in _TRUTH:
        return UnitNameError("truth_value", name)
    if has_markup(name):
        return UnitNameError("markup", name)
    if _DAY.fullmatch(compared) or _is_month(compared):
        return UnitNameError("day", name)
    if _NUMBER.fullmatch(compared):
        return UnitNameError("bare_number", name)
    # Emoji are a name; punctuation alone is not.
    if not any(sign.isalnum() or ord(sign) > _LAST_OF_PUNCTUATION for sign in compared):
        return UnitNameError("no_letter", name)
    return None


def has_markup(text: str) -> bool:
    """Return whether a text has a sign as web pages write it, such as `&amp;` or `&#233;`."""
    return any(html.unescape(found) != found for found in _MARKUP.findall(text))


def check_unit_name(name: str) -> None:
    """Raise UnitNameError for what can never be the name of a new unit."""
    if (refusal := refused_name(name)) is not None:
        raise refusal


_LAST_OF_PUNCTUATION = 0x20FF


def _is_month(text: str) -> bool:
    """Return whether a text is a month with a day or a year, such as 1-mrt or Mar-24."""
    match = _MONTH.fullmatch(text)
    if match is None or not (match[1] or match[3]):
        return False
    return same_name(match[2]) in _months()


@cache
def _months() -> frozenset[str]:
    return frozenset(
        same_name(name)
        for language in _LOCALES
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, language).values()
    )
