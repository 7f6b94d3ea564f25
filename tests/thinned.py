"""Tables of cases of which some run with `-m slow` only.

The short form takes each value of each axis at least once; all combinations run with `-m slow`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product
from typing import Any

import pytest

Marked = Callable[[Any], Any]


def only_in_full(*values: object, id: str | None = None) -> Any:
    """Return a case that runs with `-m slow` only."""
    return pytest.param(*values, id=id, marks=(pytest.mark.slow, pytest.mark.only_in_full))


def always(*values: object, id: str | None = None) -> Any:
    """Return a case of a table of which others run with `-m slow` only."""
    return pytest.param(*values, id=id, marks=pytest.mark.slow)


def short_form(
    name: str, values: Iterable[object], chosen: Collection[object], ids: Sequence[str] = ()
) -> Marked:
    """Return the mark of one axis of which the short form takes the chosen values."""
    every = list(values)
    assert set(chosen) <= set(every)
    named = list(ids) or [None] * len(every)
    cases = [
        (always if value in chosen else only_in_full)(value, id=name_of)
        for value, name_of in zip(every, named, strict=True)
    ]
    return pytest.mark.parametrize(name, cases)


def each_value_once(names: Sequence[str], *axes: Collection[object]) -> Marked:
    """Return the mark of several axes of which the short form has each value at least once.

    The n-th case of it takes the n-th value of each axis, and shorter axes begin again.
    """
    values = [list(axis) for axis in axes]
    number = max(map(len, values))
    short = {tuple(axis[n % len(axis)] for axis in values) for n in range(number)}
    cases = [(always if case in short else only_in_full)(*case) for case in product(*values)]
    return pytest.mark.parametrize(tuple(names), cases)
