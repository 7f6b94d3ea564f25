"""Names for columns whose headings stand in a table more than once. Pure.

The first of two columns called "Week" is "Week (1)", the second "Week (2)", counted from the left;
a column that is really called so keeps its name.
"""

import re
from collections.abc import Sequence

from surveys.names import same_name
from surveys.tables.table import OpenTable

_NUMBERED = re.compile(r"(.+) \(([1-9][0-9]?)\)")


def heading_of(column: str) -> str:
    """Return the heading that a numbered name repeats, or the name itself."""
    numbered = _NUMBERED.fullmatch(column)
    return numbered[1] if numbered else column


def name_repeated(table: OpenTable) -> Sequence[str]:
    """Give each column under a repeated heading its place in a table; return their names."""
    taken = {same_name(title) for title in table.titles}
    named = {
        f"{column} ({number})": [place]
        for column, places in table.places.items()
        if len(places) > 1
        for number, place in enumerate(places, start=1)
    }
    free = {name: place for name, place in named.items() if same_name(name) not in taken}
    table.places |= free
    return [*free]
