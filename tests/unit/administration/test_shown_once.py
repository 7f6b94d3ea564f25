"""How far long work on a page is."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from dashboard.administration import shown_once
from dashboard.administration.shown_once import progress_bar


@dataclass
class Bar:
    """A progress bar that keeps what it was told."""

    told: list[tuple[int, str]] = field(default_factory=list)
    is_gone: bool = False

    def progress(self, value: int, text: str) -> None:
        self.told.append((value, text))

    def empty(self) -> None:
        self.is_gone = True


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    """The bar that pages show."""
    shown = Bar()

    def progress(value: float) -> Any:
        assert value == 0
        return shown

    monkeypatch.setattr(shown_once.st, "progress", progress)
    return shown


def test_the_browser_hears_of_each_percent_once(bar: Bar) -> None:
    with progress_bar() as report:
        for done in range(1, 50_001):
            report("Counting", done, 50_000)
    assert bar.told == [(percent, "Counting …") for percent in range(101)]
    assert bar.is_gone


def test_another_stage_begins_anew_and_nothing_to_do_is_no_fault(bar: Bar) -> None:
    with progress_bar() as report:
        report("Reading", 1, 1)
        report("Writing", 0, 0)
    assert bar.told == [(100, "Reading …"), (0, "Writing …")]


def test_it_goes_when_the_work_is_refused(bar: Bar) -> None:
    with pytest.raises(ValueError, match="refused"), progress_bar():
        raise ValueError("refused")
    assert bar.is_gone
