"""The columns of a table that say how many people chose each option of a scale. Pure.

Other tools call an option otherwise, most often the one in the middle. A run of neighbouring
columns is taken for a scale when both ends and more than half of it are called as the options, each
in its place, and the rest hold numbers of people.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.history.coding import options_by_label
from surveys.instrument import Instrument
from surveys.tables.cells import normalised

_PEOPLE = re.compile(r"[0-9]+(\.0+)?")


def option_columns(
    columns: Mapping[str, int], cells: Mapping[str, Sequence[str]], instrument: Instrument
) -> list[str]:
    """Return the columns of the options of one scale, the first shown first; empty without any.

    `columns` has the place of each title in the file, `cells` has the different cells by title.
    """
    titles = sorted(columns, key=lambda title: columns[title])
    best: tuple[int, list[str]] = (0, [])
    for question in instrument.questions():
        if question.scale.max_choices > 1:
            continue
        options, size = options_by_label(question), question.scale.size
        named = {options[normalised(t)]: t for t in titles if normalised(t) in options}
        if len(named) == size > best[0]:
            best = size, [named[option] for option in range(size)]
        for run in _runs(titles, columns, size):
            found = [options.get(normalised(title)) for title in run]
            unknown = [title for title, option in zip(run, found, strict=True) if option is None]
            in_place = [option == place for place, option in enumerate(found)]
            right = sum(in_place)
            if (
                right + len(unknown) == size
                and in_place[0]
                and in_place[-1]
                and right > max(size / 2, best[0])
                and all(_counts_people(cells.get(title, ())) for title in unknown)
            ):
                best = right, run
    return best[1]


def _runs(titles: Sequence[str], columns: Mapping[str, int], size: int) -> Iterator[list[str]]:
    """Yield each run of neighbouring columns as long as a scale, as it stands and turned round."""
    for start in range(len(titles) - size + 1):
        run = [*titles[start : start + size]]
        if columns[run[-1]] - columns[run[0]] == size - 1:
            yield run
            yield run[::-1]


def _counts_people(cells: Sequence[str]) -> bool:
    """Return whether cells that begin with a figure are whole numbers, and there is one."""
    figures = [cell for cell in cells if cell[:1].isdigit()]
    return bool(figures) and all(_PEOPLE.fullmatch(cell) for cell in figures)
