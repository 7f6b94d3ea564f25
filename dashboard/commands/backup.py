"""`peil backup` and `peil restore`: an installation without its keys, and putting it back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dashboard.clock import now
from dashboard.commands.terminal import (
    FolderOption,
    installation_of,
    progress_bar,
    say,
    say_on_stderr,
)
from surveys.audit import run_audit
from surveys.operations import back_up, expired_waves, new_backup_key
from surveys.operations import restore as restore_from
from surveys.programme import local_date
from surveys.settings import Settings


def backup(
    to: Annotated[
        Path, typer.Option(help="A new file, or a folder that gets one with the day in its name.")
    ] = Path(),
    new_key: Annotated[
        Path | None,
        typer.Option(help="Make a pair of keys instead: the private one in this new file."),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Write a backup of the installation, while it is in use: never with the key of a wave."""
    if new_key is not None:
        public = new_backup_key(new_key)
        say(f"PEIL_BACKUP_KEY={public}")
        say_on_stderr(
            f"Set it as above. Backups then open only with {new_key}: keep that apart from this "
            "machine and from the backups, twice."
        )
        return
    installation = installation_of(folder)
    settings = Settings()
    with progress_bar() as report:
        made = back_up(installation, settings, to, local_date(installation, now()), report)
    say(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")
    if settings.backup_key is None:
        say_on_stderr("It is not sealed: who has it reads names and results. See PEIL_BACKUP_KEY.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    identity: Annotated[
        Path | None, typer.Option(help="File of the private key of a sealed backup.")
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Fill an empty installation from a backup, end all sign-ins, and check it with the audit."""
    settings = Settings() if folder is None else Settings(folder=folder)
    installation, restored = restore_from(settings, file, identity)
    say(f"{installation.name} is as on {restored.made_on:%d %B %Y}. Everybody is signed out.")
    say(
        "People, roles and texts are those of that day: those who have left since, or lost a role, "
        "are back. Import the list of people again, and look at the roles."
    )
    if restored.open_wave is not None:
        number = restored.open_wave
        if restored.has_key:
            say(
                f"Wave {number} goes on. Answers sent after the backup are gone; the links of "
                "those people work again, so that they can answer again."
            )
        else:
            say(
                f"Wave {number} was open then, and its key is not in {installation.keys.path}: it "
                f"has been counted since, or the key lies elsewhere. Nobody can read these "
                f"ballots; `peil discard-wave {number}` closes the wave without results."
            )
    today = local_date(installation, now())
    result = run_audit(installation, lambda: expired_waves(installation, settings.retention, today))
    for finding in result.faults:
        say_on_stderr(f"FAULT {escape(finding.in_words())} {escape(finding.advice() or '')}")
    if not result.passed:
        raise typer.Exit(1)
    say("The audit passed: all that is stored may be stored.")
