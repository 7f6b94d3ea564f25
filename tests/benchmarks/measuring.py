"""What benchmarks share: how a figure is noted, and how much is measured for it.

`peil bench` reads the notes from the file that `PEIL_BENCH_NOTES` names; without it they are only
printed. With `PEIL_BENCH_QUICK` most workloads are a tenth as large, and say so.
"""

import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from tests.benchmarks import figures
from tests.benchmarks.figures import Figure

Size = TypeVar("Size")

QUICK = bool(os.environ.get("PEIL_BENCH_QUICK"))

MEGABYTE = 1e6


class Note(Protocol):
    """Notes what was measured of a figure, and what explains it."""

    def __call__(self, figure: Figure, value: float, detail: str = "") -> None: ...


class Said(Protocol):
    """Says what a long benchmark has done so far."""

    def __call__(self, done: str) -> None: ...


def noted(figure: Figure, value: float, detail: str = "") -> str:
    """Return a figure in one line, and write it to the file of notes, if there is one."""
    said = figure.said(value) + (f" ({detail})" if detail else "")
    _write(figure, said, met=figure.met(value))
    return f"{figure.name:<76} {said:>24}   asked: {figure.asked}"


def note_missing() -> None:
    """Write the figures that no benchmark has noted to the file of notes, and put it in order."""
    if notes := os.environ.get("PEIL_BENCH_NOTES"):
        file = Path(notes)
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        known = {(row["group"], row["name"]): row for row in rows}
        for figure in figures.ALL:
            known.setdefault((figure.group, figure.name), _row(figure, None, met=None))
        ordered = [known[figure.group, figure.name] for figure in figures.ALL]
        file.write_text("".join(f"{json.dumps(row)}\n" for row in ordered), encoding="utf-8")


def _write(figure: Figure, said: str, *, met: bool | None) -> None:
    if notes := os.environ.get("PEIL_BENCH_NOTES"):
        with Path(notes).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(_row(figure, said, met=met))}\n")


def _row(figure: Figure, said: str | None, *, met: bool | None) -> dict[str, str | bool | None]:
    asked = {"group": figure.group, "name": figure.name, "asked": figure.asked}
    return {**asked, "measured": said, "met": met}


def sized(whole: Size, quick: Size) -> Size:
    """Return the size of a workload: the whole one, or that for a quick look."""
    return quick if QUICK else whole


def seconds(doing: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    doing()
    return time.perf_counter() - start


def cpu_seconds(doing: Callable[[], object]) -> float:
    """Return the processor time of this process and its children that something takes."""

    def spent() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    start = spent()
    doing()
    return spent() - start


def median(doing: Callable[[], object], rounds: int = 15) -> float:
    """Return how many seconds something takes, after having been done once."""
    doing()
    return statistics.median(seconds(doing) for _ in range(rounds))


def p95(taken: Sequence[float]) -> float:
    """Return what one in twenty is longer than."""
    return statistics.quantiles(taken, n=20)[-1]
