"""The `peil` command lists its subcommands without importing any of them."""

import inspect
import subprocess
import sys
from collections.abc import Sequence

import pytest
import typer.main
from typer.testing import CliRunner

from dashboard.commands.lazy_group import LazyCommand, LazyGroup
from dashboard.commands.main import SUBCOMMANDS, cli

SLOW = ("babel", "numpy", "openpyxl", "pandas", "pydantic", "sqlmodel", "streamlit", "uvicorn")


@pytest.fixture
def group() -> LazyGroup:
    made = typer.main.get_command(cli)
    assert isinstance(made, LazyGroup)
    return made


def imported_by(arguments: Sequence[str]) -> set[str]:
    """Return the modules that a call of `peil` with these arguments leaves in memory."""
    program = (
        "import atexit, sys; "
        "atexit.register(lambda: print(*sys.modules, sep=chr(10), file=sys.stderr)); "
        f"sys.argv = ['peil', *{list(arguments)!r}]; "
        "from dashboard.commands.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_help_imports_no_subcommand() -> None:
    modules = imported_by(["--help"])
    assert "dashboard.commands.main" in modules
    assert modules.isdisjoint(SLOW)
    ours = {name for name in modules if name.startswith(("dashboard.commands.", "surveys."))}
    assert ours == {
        "dashboard.commands.main",
        "dashboard.commands.lazy_group",
        "surveys.errors",
    }


def test_help_of_one_subcommand_imports_no_other() -> None:
    modules = imported_by(["settings", "--help"])
    assert "dashboard.commands.settings" in modules
    assert "dashboard.commands.serve" not in modules


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_a_line_of_the_table_is_the_first_line_of_the_subcommand(
    group: LazyGroup, row: tuple[str, str, str]
) -> None:
    name, _, line = row
    listed = group.commands[name]
    assert isinstance(listed, LazyCommand)
    loaded = listed.load()
    assert inspect.cleandoc(loaded.help or "").splitlines()[0] == line


def test_help_shows_the_whole_line_of_each_subcommand() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    assert shown.exit_code == 0
    text = " ".join(shown.stdout.split())
    assert [row.name for row in SUBCOMMANDS if f"{row.name} {row.help}" not in text] == []


def test_a_subcommand_has_its_own_options_and_errors() -> None:
    run = CliRunner()
    assert "--from-folder" in run.invoke(cli, ["import-people", "--help"]).stdout
    assert "--every" in run.invoke(cli, ["programme", "set", "--help"]).stdout
    wrong = run.invoke(cli, ["tick", "--evry"])
    assert wrong.exit_code == 2
    assert "No such option: --evry" in wrong.stderr


def test_a_mistyped_subcommand_is_answered_with_the_nearest() -> None:
    wrong = CliRunner().invoke(cli, ["tik"])
    assert wrong.exit_code == 2
    assert "Did you mean 'tick'?" in wrong.stderr


def test_a_shell_completes_the_options_of_a_subcommand() -> None:
    environment = {
        "_PEIL_COMPLETE": "complete_bash",
        "COMP_WORDS": "peil serve --p",
        "COMP_CWORD": "2",
    }
    shown = CliRunner().invoke(cli, [], prog_name="peil", env=environment)
    assert "--port" in shown.stdout
