"""Cells of tables as text: numbers as spreadsheets show them, cells that cannot be used. Pure.

Formats of numbers are those of ECMA-376, part 1, 18.8.31.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from surveys.names import same_name

Record = tuple[int, list[str]]
"""A row: the line that it starts on, and its cells."""


class Unusable(str):
    """A cell that is refused where it is read; `code` is that of the refusal."""

    __slots__ = ()
    code = "error_value"


class Formula(Unusable):
    """A cell with a formula."""

    __slots__ = ()
    code = "formula"


_ERROR = re.compile(
    r"#(N/?[ABDV]|ND|NV|I/T|¿NOMBRE\?|[^\W\d_][\w/]{1,15}[!?]|¡[\w/]{2,15}!)|#{3,}|Err:[0-9]{3}"
)
"""Errors of formulas in the languages of spreadsheets, and a column that was too narrow."""

_HIDDEN_PARTS = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
_MIN_ZEROS = 2
_OF_TEXT = 2
"""The quotation marks of a formula that is nothing but a text."""


def tidy(text: str) -> str:
    """Return a text without surrounding spaces and with single spaces inside."""
    return " ".join(text.split())


def unquoted(text: str) -> str:
    """Return the text of a cell such as ="0012", which keeps a spreadsheet from dropping zeros."""
    if text.startswith('="') and text.endswith('"') and text.count('"') == _OF_TEXT:
        return text[2:-1]
    return text


def normalised(cell: str) -> str:
    """Return a cell in the form used for comparison: as names, numbers without trailing zeros."""
    cell = same_name(cell)
    if re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", cell):
        return f"{float(cell.replace(',', '.')):.12g}"
    return cell


def is_error(cell: str) -> bool:
    """Return whether a cell holds the error that a formula ended in, as a spreadsheet shows it."""
    return cell.startswith(("#", "Err:")) and _ERROR.fullmatch(cell.strip()) is not None


def shown(value: object, number_format: str | None = None) -> str:
    """Return a value as a spreadsheet shows it: 00123, whole numbers without decimals, 09:30.

    Only a format that fills up with zeros changes a number: that is how keys are written. Others
    round, and answers are read as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"
    template = _filled_up(number_format)
    if template is None or value < 0:
        return str(int(value))
    digits = str(int(value))
    pieces: list[str] = []
    for sign in reversed(template):
        if sign != "0":
            pieces.append(sign)
        elif digits:
            pieces.append(digits[-1])
            digits = digits[:-1]
        else:
            pieces.append("0")
    # Digits that the format has no place for stand before its first place.
    first = template.index("0")
    text = "".join(reversed(pieces))
    return text[:first] + digits + text[first:]


@lru_cache(maxsize=1_000)
def _filled_up(number_format: str) -> str | None:
    r"""Return a format that fills up with zeros as zeros and literals, None for any other.

    "P"0000 becomes P0000, 00\-00 becomes 00-00.
    """
    literals: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\x00"

    plain = _HIDDEN_PARTS.sub(set_aside, number_format).split(";")[0]
    if plain.count("0") < _MIN_ZEROS or not re.fullmatch(r"[0#? \-()/:\x00]*", plain):
        return None
    waiting = iter(literals)
    whole = "".join(next(waiting) if sign == "\x00" else sign for sign in plain)
    return re.sub("[#?]", "", whole) if "0" not in "".join(literals) else None
