"""Notes figures: what was measured of each, and what is asked of it."""

import pytest

from tests.benchmarks.figures import Figure
from tests.benchmarks.measuring import Note, note_missing, noted


@pytest.fixture
def note(capsys: pytest.CaptureFixture[str]) -> Note:
    """A function that notes one figure, and prints it past the capture of pytest."""

    def note_figure(figure: Figure, value: float, detail: str = "") -> None:
        with capsys.disabled():
            print(f"\n  {noted(figure, value, detail)}")  # noqa: T201

    return note_figure


def pytest_sessionfinish() -> None:
    """Note the figures that were not measured, so that a table never leaves one out."""
    note_missing()
