"""The days on which a survey was answered, from the times in its file. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, datetime
from itertools import chain

from surveys.names import same_name
from surveys.tables.table import OpenTable

_TIMES = frozenset(
    {"submitdate", "date submitted", "datum verzonden", "recordeddate", "enddate", "timestamp"}
    | {"completion time", "tijdstempel", "tijd van voltooien"}
)
_DAY = re.compile(r"(\d{4})[/-](\d\d?)[/-](\d\d?)(?!\d)|(\d{1,2})([/.-])(\d{1,2})\5(\d{4})")


def written_days(
    table: OpenTable, titles: Sequence[str], sample: Sequence[Mapping[str, str]]
) -> dict[str, set[str]]:
    """Return the different days in columns of times, of the first rows and of all others.

    The last answers of a survey stand at the end of its file.
    """
    times = [title for title in titles if same_name(title) in _TIMES]
    days: dict[str, set[str]] = {title: set() for title in times}
    if not days:
        return days
    for row in chain(sample, (cells for _, cells in table.read(times, lambda fault: None))):
        for title, found in days.items():
            if day := _DAY.match(row[title]):
                found.add(day[0])
    return days


def read_days(written: Set[str]) -> Iterator[date]:
    """Yield the days of a column of times as dates; none that may be a month."""
    yield from days_of(written).values()


def days_of(written: Set[str]) -> dict[str, date]:
    """Return the day of each text that begins with one; none that may be a month.

    Whether day or month comes first shows in all of them together.
    """
    found = {text: match for text in written if (match := _DAY.match(text))}
    dutch = any(match[4] and int(match[4]) > 12 for match in found.values())
    english = any(match[4] and int(match[6]) > 12 for match in found.values())
    days: dict[str, date] = {}
    for text, match in found.items():
        if match[1]:
            day, form = "-".join(match.group(1, 2, 3)), "%Y-%m-%d"
        elif dutch != english:
            day = "-".join((match[4], match[6], match[7]))
            form = "%d-%m-%Y" if dutch else "%m-%d-%Y"
        else:
            continue
        with suppress(ValueError):
            days[text] = datetime.strptime(day, form).date()  # noqa: DTZ007 - as it is written
    return days
