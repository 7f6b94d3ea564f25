"""The `peil` command: its subcommands, and refusals as one sentence without a traceback."""

import ctypes
import importlib
import os
import resource
import sys
import traceback
from typing import NoReturn

import typer

from dashboard.commands.lazy_group import LazyGroup, Subcommand
from surveys.errors import PeilError

SUBCOMMANDS = (
    Subcommand(
        "demo",
        "demo:demo",
        "Show Peil with an example organisation: 13 counted waves and one that is open.",
    ),
    Subcommand(
        "init",
        "init:init",
        "Set up the organisation and its first administrator; asks for what is left out.",
    ),
    Subcommand(
        "serve",
        "serve:serve",
        "Serve the pages of this installation (its folder is set by PEIL_FOLDER).",
    ),
    Subcommand(
        "sign-in-link",
        "people:sign_in_link",
        "Print a link that signs somebody in once, within fifteen minutes, and their roles.",
    ),
    Subcommand(
        "confirm-role",
        "people:confirm_role",
        "Confirm a role that reads results or the trail, while nobody else can; list what waits.",
    ),
    Subcommand(
        "open-wave",
        "waves:open_wave",
        "Open the next wave and print one line per person: name, e-mail address and personal link.",
    ),
    Subcommand("programme", "programme:commands", "The rhythm of the waves."),
    Subcommand(
        "slips",
        "slips:slips",
        "Make one paper slip for each person of some units, for the next wave.",
    ),
    Subcommand("run", "clock:run", "Do what is due whenever it is due, until it is stopped."),
    Subcommand(
        "tick",
        "clock:tick",
        "Do once what is due (open, remind, count, publish, delete), from cron or a timer.",
    ),
    Subcommand(
        "close-wave",
        "waves:close_wave",
        "Count the open wave, publish what may be published, destroy ballots, tokens and key.",
    ),
    Subcommand(
        "keys", "keys:commands", "Where the key of a wave lies, and the keepers it is sealed for."
    ),
    Subcommand(
        "discard-wave",
        "waves:discard_wave",
        "Give up a wave that cannot be counted: it closes without results.",
    ),
    Subcommand(
        "bounces",
        "delivery:bounces",
        "List people whose mail bounced as not reached; the page Messages shows them.",
    ),
    Subcommand(
        "result-links",
        "delivery:result_links",
        "Print one line per person: name, e-mail address, and the link to their unit's results.",
    ),
    Subcommand(
        "scim-token",
        "scim_token:scim_token",
        "Print a new token with which an identity provider synchronises people, by SCIM 2.0.",
    ),
    Subcommand(
        "api-token", "api_token:commands", "Applications that read results through the API."
    ),
    Subcommand(
        "import-people",
        "import_people:import_people",
        "Bring people and units in line with files; people missing from the file have left.",
    ),
    Subcommand(
        "import-history",
        "import_history:import_history",
        "Count past answers as a closed wave; the answers themselves are not stored.",
    ),
    Subcommand(
        "import-aggregates",
        "import_aggregates:import_aggregates",
        "Import numbers of whole units; importing from the same source again replaces them.",
    ),
    Subcommand(
        "audit",
        "audit:audit",
        "Show what is stored and what never is, look for faults, and end with a verdict.",
    ),
    Subcommand(
        "trail",
        "audit:trail",
        "Print the audit trail as CSV, newest first: day, by whom, what, and to what.",
    ),
    Subcommand(
        "backup",
        "backup:backup",
        "Write a backup of the installation, while it is in use: never with the key of a wave.",
    ),
    Subcommand(
        "restore",
        "backup:restore",
        "Fill an empty installation from a backup, end all sign-ins, and check it with the audit.",
    ),
    Subcommand(
        "upgrade",
        "upgrade:upgrade",
        "Bring the database to this version, after a backup; or say what that will do (--check).",
    ),
    Subcommand(
        "upkeep",
        "clock:upkeep",
        "Delete comments and results past their retention; `peil serve` does it by itself.",
    ),
    Subcommand(
        "doctor",
        "doctor:doctor",
        "Check database, keys, mail, time, address, sign-in, clock and more; say how to fix them.",
    ),
    Subcommand(
        "bench",
        "bench:bench",
        "Measure every figure that is asked of Peil on this machine, in one table.",
    ),
    Subcommand(
        "experiment",
        "experiment:commands",
        "Draw again from the record of an experiment, and say whether it holds.",
    ),
    Subcommand(
        "report",
        "report:report",
        "Write the results of a unit or of the organisation as slides, workbook, page or PDF.",
    ),
    Subcommand(
        "export",
        "export:export",
        "Write published results as data: CSV and Parquet, with a data dictionary.",
    ),
    Subcommand(
        "council-pack",
        "export:council_pack",
        "Write what a works council takes home: attestation, trail and documents, in one file.",
    ),
    Subcommand(
        "documents",
        "documents:documents",
        "Write privacy and AI statement, impact assessment (DPIA) and model regulation.",
    ),
    Subcommand(
        "settings",
        "settings:settings",
        "Show every setting with its value, where that comes from, and what it does.",
    ),
    Subcommand(
        "postgresql-script",
        "init:postgresql_script",
        "Print the SQL that makes roles and schemas: `peil postgresql-script | psql peil`.",
    ),
)


_PR_SET_DUMPABLE = 4
"""See prctl(2)."""


class Peil(LazyGroup):
    """The group behind `peil`."""

    subcommands = SUBCOMMANDS


cli = typer.Typer(
    cls=Peil,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain text: Typer's frames take three times as long to import as everything else here.
    rich_markup_mode=None,
)


@cli.callback()
def peil() -> None:
    """Peil: a pulse on well-being at work that cannot tell whose answer is whose."""


def main() -> NoReturn:
    """Run the command line; what a user can correct is one message, anything else a traceback."""
    forbid_core_dumps()
    calculate_in_one_thread()
    try:
        cli()
    except PeilError as refusal:
        _refuse(str(refusal))
    except ValueError as error:
        # Imported only now: `peil --help` reads no settings.
        origins = importlib.import_module("surveys.settings.origins")
        if not origins.is_about_settings(error):
            raise
        _refuse("\n".join(origins.describe_errors(error)))
    except Exception as fault:
        # A full disk, a database that is away: these too can be mended by the reader. What
        # the command holds of memory is given back, so that it can still be said.
        if isinstance(fault, MemoryError):
            traceback.clear_frames(fault.__traceback__)
        why = importlib.import_module("surveys.operations.failures").in_words_if_known(fault)
        if why is None:
            raise
        _refuse(f"{why} Nothing was done by half: run the command again after that.")
    sys.exit(0)


def calculate_in_one_thread() -> None:
    """Let numpy calculate in the thread that asks, unless the environment says otherwise.

    The matrices of verdicts are small: with two threads a fit takes two and a half times as much of
    the processor, which waits for itself. Numpy reads this once, when it is first imported.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def forbid_core_dumps() -> None:
    """Make sure that a crash leaves no image of memory, in which keys and tokens would stand.

    The limit is for files; programs that collect images may ignore it, but on Linux they get none
    of a process that is marked like this.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _refuse(why: str) -> NoReturn:
    typer.secho("Not done.", fg="red", bold=True, err=True, nl=False)
    typer.echo(f" {why}", err=True)
    sys.exit(1)
