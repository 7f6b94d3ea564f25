"""`peil bench`: one table of what is asked and what was measured, and a document that has it."""

import io
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dashboard.commands import bench
from dashboard.commands.bench import BEGIN, END, BenchError, as_markdown, as_table, placed
from dashboard.commands.machine import LIBRARIES, machine_in_words
from tests.benchmarks import figures
from tests.benchmarks.figures import Figure
from tests.benchmarks.measuring import note_missing, noted
from tests.refusals import code
from tests.serving import PEIL

ROOT = Path(__file__).parents[3]
ROWS = [
    {"group": "A", "name": "one | two", "asked": "at most 2", "measured": "1.5 (x)", "met": True},
    {"group": "A", "name": "three", "asked": "at least 5", "measured": "4", "met": False},
    {"group": "B", "name": "[four]", "asked": "stated", "measured": None, "met": None},
]


def test_the_document_names_every_figure_with_what_is_asked_of_it() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    table = text.partition(BEGIN)[2].partition(END)[0]
    told = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    named = {(name, asked) for name, _measured, asked, *_ in told if name != "figure"}
    assert named == {(figure.name, figure.asked) for figure in figures.ALL}
    assert {f"**{figure.group}**" for figure in figures.ALL} <= set(table.splitlines())


def test_no_two_figures_have_one_name() -> None:
    named = [(figure.group, figure.name) for figure in figures.ALL]
    assert len(set(named)) == len(named) > 60


def test_every_figure_is_noted_by_a_benchmark() -> None:
    """By its constant; a figure that nobody measures would stand in the table for ever."""
    sources = [file.read_text() for file in (ROOT / "tests/benchmarks").glob("test_*.py")]
    constants = [
        name for name, value in vars(figures).items() if is_noted(value) and name.isupper()
    ]
    assert [name for name in constants if not any(f"figures.{name}" in s for s in sources)] == []


def is_noted(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(isinstance(one, Figure) for one in value.values())
    return isinstance(value, Figure)


@pytest.mark.parametrize(
    ("figure", "value", "met"),
    [
        (Figure("G", "ratio", most=1.2), 1.2, True),
        (Figure("G", "ratio", most=1.2), 1.21, False),
        (Figure("G", "speed", least=150, unit="/s"), 150, True),
        (Figure("G", "speed", least=150, unit="/s"), 149, False),
        (Figure("G", "size", unit="MB"), 1e9, None),
    ],
)
def test_a_figure_is_met_within_its_bound(figure: Figure, value: float, met: bool | None) -> None:
    assert figure.met(value) is met


def test_the_table_has_every_row_once_and_nothing_as_markup() -> None:
    output = io.StringIO()
    Console(file=output, width=160).print(as_table(ROWS))
    printed = output.getvalue()
    for row in ROWS:
        assert printed.count(str(row["name"])) == 1
    assert "not measured" in printed
    lines = as_markdown(ROWS, ["On a machine."]).splitlines()
    assert "| one / two | 1.5 (x) | at most 2 | yes |" in lines
    assert "| three | 4 | at least 5 | no |" in lines
    assert lines[-1] == "On a machine."


@given(st.text(st.characters(exclude_characters="<>")), st.text(), st.text())
def test_a_document_keeps_everything_but_its_table(before: str, old: str, new: str) -> None:
    once = placed(before, old)
    assert once.startswith(before)
    assert old in once
    after = f"{once}More below."
    if END not in old:
        assert placed(after, new) == f"{before}{BEGIN}\n\n{new}\n\n{END}\nMore below."


def test_the_machine_is_told_with_the_versions_of_what_runs_on_it() -> None:
    told = " ".join(machine_in_words(quick=True))
    assert all(f"{library} " in told for library in LIBRARIES)
    assert "quick" in told.lower()


def test_without_source_or_tools_it_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BenchError, check=code("no_source")):
        bench._check_can_run(tmp_path)
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(BenchError, check=code("no_tools")):
        bench._check_can_run(ROOT)


@pytest.mark.slow
@pytest.mark.only_in_full
def test_it_runs_benchmarks_and_writes_their_table(tmp_path: Path) -> None:
    """With one small benchmark, in a process that knows an installation which is left alone."""
    to = tmp_path / "figures.md"
    env = {"PEIL_FOLDER": str(tmp_path / "own"), "PATH": str(Path(sys.executable).parent)}
    command = [PEIL, "bench", "--quick", "--only", "kappa", "--to", str(to)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert figures.KAPPA.name in to.read_text(encoding="utf-8")
    assert "Python" in done.stdout
    assert not (tmp_path / "own").exists()
    nothing = subprocess.run(
        [PEIL, "bench", "--only", "no_such_name"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert nothing.returncode == 1
    assert "no_such_name" in nothing.stderr


def test_notes_have_the_figures_that_were_not_measured_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    notes.touch()
    monkeypatch.setenv("PEIL_BENCH_NOTES", str(notes))
    noted(figures.KAPPA, 1.5, "of it")
    note_missing()
    rows = [orjson.loads(line) for line in notes.read_bytes().splitlines()]
    assert [row["name"] for row in rows] == [figure.name for figure in figures.ALL]
    measured = [row for row in rows if row["measured"] is not None]
    assert [(row["name"], row["measured"]) for row in measured] == [
        (figures.KAPPA.name, "1.5 s (of it)")
    ]
