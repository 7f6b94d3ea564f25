"""Prints figures as a small table: a measured value, and the value asked for."""

from collections.abc import Callable

import pytest

Figure = Callable[[str, str, str], None]
"""Prints what was measured, its value, and the value asked for."""


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Figure:
    """A function that prints one figure past the capture of pytest."""

    def print_figure(what: str, measured: str, asked: str) -> None:
        with capsys.disabled():
            print(f"\n  {what:<58} {measured:>16}   asked: {asked}")  # noqa: T201

    return print_figure
