"""The days on which a survey was answered, from the times in its file. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
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
    found = [match for day in written if (match := _DAY.match(day))]
    dutch = any(match[4] and int(match[4]) > 12 for match in found)
    english = any(match[4] and int(match[6]) > 12 for match in found)
    for match in found:
        if match[1]:
            text, form = "-".join(match.group(1, 2, 3)), "%Y-%m-%d"
        elif dutch != english:
            text = "-".join((match[4], match[6], match[7]))
            form = "%d-%m-%Y" if dutch else "%m-%d-%Y"
        else:
            continue
        try:
            yield datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, as it is written
        except ValueError:
            continue
