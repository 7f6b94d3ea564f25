"""The `peil` command lists its subcommands without importing any of them."""

import inspect
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from dashboard.commands.lazy_group import LazyCommand, LazyGroup
from dashboard.commands.main import SUBCOMMANDS, cli

SLOW = ("babel", "numpy", "openpyxl", "pandas", "pydantic", "sqlmodel", "streamlit", "uvicorn")


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


def test_help_imports_no_subcommand_and_help_of_one_no_other() -> None:
    modules = imported_by(["--help"])
    assert modules.isdisjoint(SLOW)
    ours = {name for name in modules if name.startswith(("dashboard.commands.", "surveys."))}
    lazy = {"dashboard.commands.main", "dashboard.commands.lazy_group", "surveys.errors"}
    assert ours == lazy
    modules = imported_by(["settings", "--help"])
    assert "dashboard.commands.settings" in modules
    assert "dashboard.commands.serve" not in modules


def threads_of_numpy(environment: dict[str, str]) -> tuple[str, int]:
    """Return the limit that numpy finds in a command, and the threads of its process."""
    program = (
        "import os, sys; sys.argv = ['peil', '--help']\n"
        "from dashboard.commands.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import numpy\n"
        "told = os.environ['OPENBLAS_NUM_THREADS'], len(os.listdir('/proc/self/task'))\n"
        "print(*told, file=sys.stderr)"
    )
    inherited = {name: v for name, v in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=inherited | environment,
    )
    limit, threads = done.stderr.split()
    return limit, int(threads)


def test_numpy_calculates_in_one_thread_unless_the_environment_says_otherwise() -> None:
    assert threads_of_numpy({}) == ("1", 1)
    assert threads_of_numpy({"OPENBLAS_NUM_THREADS": "2"})[0] == "2"


def test_help_shows_the_first_line_of_each_subcommand() -> None:
    group = typer.main.get_command(cli)
    assert isinstance(group, LazyGroup)
    shown = CliRunner().invoke(cli, ["--help"])
    assert shown.exit_code == 0
    text = " ".join(shown.stdout.split())
    for name, _, line in SUBCOMMANDS:
        assert f"{name} {line}" in text
        listed = group.commands[name]
        assert isinstance(listed, LazyCommand)
        assert inspect.cleandoc(listed.load().help or "").splitlines()[0] == line


def test_a_subcommand_has_its_own_options_which_a_shell_completes() -> None:
    run = CliRunner()
    assert "--from-folder" in run.invoke(cli, ["import-people", "--help"]).stdout
    assert "--every" in run.invoke(cli, ["programme", "set", "--help"]).stdout

    words = {"COMP_WORDS": "peil serve --p", "COMP_CWORD": "2", "_PEIL_COMPLETE": "complete_bash"}
    assert "--port" in run.invoke(cli, [], prog_name="peil", env=words).stdout


def test_what_is_mistyped_is_answered() -> None:
    answers = {"tick --evry": "No such option: --evry", "tik": "Did you mean 'tick'?"}
    for line, answer in answers.items():
        wrong = CliRunner().invoke(cli, line.split())
        assert wrong.exit_code == 2
        assert answer in wrong.stderr


CRASHING = """
import atexit, ctypes, os, resource, sys
def crash():
    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0
    print(dumpable, resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr, flush=True)
    os.abort()
atexit.register(crash)
sys.argv = ["peil", "--help"]
{line}
"""


def crash(line: str, folder: Path) -> tuple[str, bool]:
    """Let a process crash where it may leave a core; return its limits, and whether it left one."""
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING.format(line=line)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=allow_cores,
    )
    assert process.stderr is not None
    told = process.stderr.readline().strip()
    process.stderr.close()
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert os.WTERMSIG(status) == signal.SIGABRT
    return told, os.WCOREDUMP(status)


def allow_cores() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_a_command_that_crashes_leaves_no_image_of_its_memory(tmp_path: Path) -> None:
    told, dumped = crash("from dashboard.commands.main import main; main()", tmp_path)
    assert told == "0 (0, 0)"
    assert not dumped
    assert not list(tmp_path.iterdir())
    without, _ = crash("", tmp_path)
    assert without.startswith("1 " if sys.platform == "linux" else "0 "), "else this shows nothing"
