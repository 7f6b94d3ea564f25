"""`peil bench`: every figure that is asked of Peil, measured on this machine, in one table.

What is measured are the benchmarks of the source, `tests/benchmarks`: they fill boxes, start
servers and forge nothing that an installation should be able to, so the product has none of it.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.commands.machine import machine_in_words
from dashboard.commands.terminal import say, say_on_stderr
from surveys.errors import N_, PeilError

BENCHMARKS = Path("tests", "benchmarks")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
"""Between these, the table in a document is replaced."""

NOTHING_FITS = 5
"""The code with which pytest ends when it has run nothing."""

Row = Mapping[str, str | bool | None]
"""A figure: its `group` and `name`, what was `asked` and `measured`, and whether that is `met`."""


class BenchError(PeilError):
    """Benchmarks that cannot be run, or that failed."""

    texts: ClassVar = {
        "no_source": N_(
            "The benchmarks come with the source, and {folder} has none. Run `peil bench` in a "
            "clone of Peil."
        ),
        "no_tools": N_(
            "The benchmarks need the tools for developers. Install them with `uv sync`, then run "
            "`uv run peil bench`."
        ),
        "nothing": N_("No benchmark has {only} in its name."),
        "failed": N_("Some benchmarks failed; what went wrong is printed above."),
    }


def bench(
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Most workloads at a tenth of their size."),
    ] = False,
    only: Annotated[
        str | None, typer.Option(help="Only benchmarks with this in their name, such as pages.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="A folder that keeps the large workload, which takes long to make."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Also write the table into a file, as Markdown.")
    ] = None,
) -> None:
    """Measure every figure that is asked of Peil on this machine, in one table.

    Works in folders of its own, whatever the settings name, and leaves nothing behind. Most figures
    are ratios of two measurements in one run, which mean the same on any machine. Needs the source
    and the tools for developers.
    """
    root = Path(__file__).parents[2]
    _check_can_run(root)
    with tempfile.TemporaryDirectory(prefix="peil-bench-") as folder:
        notes = Path(folder) / "notes"
        say_on_stderr(f"Measuring{' in short' if quick else ''}; each figure as it is known:")
        code = _run(root, notes, quick=quick, only=only, keep=keep)
        rows = [orjson.loads(line) for line in notes.read_bytes().splitlines()]
    if only is not None:
        rows = [row for row in rows if row["measured"] is not None]
    machine = machine_in_words(quick=quick)
    if rows:
        Console(highlight=False).print(as_table(rows))
        for line in machine:
            say(escape(line))
        if to is not None:
            before = to.read_text(encoding="utf-8") if to.exists() else ""
            to.write_text(placed(before, as_markdown(rows, machine)), encoding="utf-8")
    if code == NOTHING_FITS:
        raise BenchError("nothing", only=only)
    if code:
        raise BenchError("failed")


def as_table(rows: Sequence[Row]) -> Table:
    """Return figures as a table for a terminal, in groups."""
    table = Table("figure", "measured", "asked", "")
    for place, row in enumerate(rows):
        if place == 0 or row["group"] != rows[place - 1]["group"]:
            table.add_section()
            table.add_row(f"[bold]{escape(str(row['group']))}[/]")
        said = (str(row["name"]), str(row["measured"] or "not measured"), str(row["asked"]))
        table.add_row(*map(escape, said), _mark(row))
    return table


def as_markdown(rows: Sequence[Row], machine: Sequence[str]) -> str:
    """Return figures as tables of Markdown, one for each group, and below them the machine."""
    lines: list[str] = []
    for place, row in enumerate(rows):
        if place == 0 or row["group"] != rows[place - 1]["group"]:
            lines += ["", f"**{row['group']}**", ""]
            lines += ["| figure | measured | asked | met |", "|---|---|---|---|"]
        said = (row["name"], row["measured"] or "not measured", row["asked"], _mark(row))
        lines.append(f"| {' | '.join(str(part).replace('|', '/') for part in said)} |")
    return "\n".join([*lines, "", *machine]).strip()


def placed(document: str, table: str) -> str:
    """Return a document with a table in the place of the one that it had, else at its end."""
    before, found, rest = document.partition(BEGIN)
    after = rest.partition(END)[2] if found else "\n"
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def _check_can_run(root: Path) -> None:
    """Raise BenchError where the source or the tools for developers are missing."""
    if not (root / BENCHMARKS).is_dir():
        raise BenchError("no_source", folder=root)
    if any(importlib.util.find_spec(name) is None for name in ("pytest", "pytest_benchmark")):
        raise BenchError("no_tools")


def _run(root: Path, notes: Path, *, quick: bool, only: str | None, keep: Path | None) -> int:
    """Run the benchmarks in a process without any setting of this installation."""
    notes.touch()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PEIL_")}
    ours["PEIL_BENCH_NOTES"] = str(notes)
    if quick:
        ours["PEIL_BENCH_QUICK"] = "1"
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        ours["PEIL_BENCH_FOLDER"] = str(keep.absolute())
    # The choices of the project are for its tests: two at once would measure each other.
    command = [sys.executable, "-m", "pytest", str(BENCHMARKS), "-o", "addopts="]
    command += ["--import-mode=importlib", "--benchmark-only", "--benchmark-columns=mean", "-q"]
    # A warning ends a test, as it should; it should not end an hour of measuring.
    command += ["-W", "default", "-p", "no:cacheprovider"]
    command += ["-k", only] if only is not None else []
    return subprocess.call(command, cwd=root, env=ours, stdout=sys.stderr)  # noqa: S603 - pytest


def _mark(row: Row) -> str:
    if row["met"] is None:
        return ""
    return "yes" if row["met"] else "no"
