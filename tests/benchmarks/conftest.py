"""Notes figures: what was measured of each, and what is asked of it."""

import os
import time

import pytest

from tests.benchmarks.figures import Figure
from tests.benchmarks.measuring import Note, Said, note_missing, noted

# An installation keeps what it has compiled; without that, every start would compile it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def note(capsys: pytest.CaptureFixture[str]) -> Note:
    """A function that notes one figure, and prints it past the capture of pytest."""

    def note_figure(figure: Figure, value: float, detail: str = "") -> None:
        with capsys.disabled():
            print(f"\n  {noted(figure, value, detail)}")  # noqa: T201

    return note_figure


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """A function that says what a long benchmark has done, and when, so that one sees it go on."""
    start = time.monotonic()

    def say(done: str) -> None:
        with capsys.disabled():
            print(f"\n    {time.monotonic() - start:5.0f} s: {done}", end="", flush=True)  # noqa: T201

    return say


def pytest_sessionfinish() -> None:
    """Note the figures that were not measured, so that a table never leaves one out."""
    note_missing()
