"""`peil slips`: cards with codes for the next wave, to print and hand out."""

import os
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import typer

from dashboard.administration.slip_sheet import render_sheet
from dashboard.commands.terminal import FolderOption, installation_of, say
from surveys import waves as slips_of
from surveys.errors import N_, PeilError
from surveys.organisation.turns import load_minutes
from surveys.settings import Settings
from surveys.texts import Texts


class SheetExistsError(PeilError):
    """A file that exists already and may hold the only copy of other codes."""

    texts: ClassVar = {
        "exists": N_("{file} is there already. Move it away, or name another file with --output."),
    }


def slips(
    unit: Annotated[list[str], typer.Option(help="Unit, by name or path; may be repeated.")],
    output: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("slips.html"),
    language: Annotated[Literal["en", "nl"], typer.Option(help="Language of the cards.")] = "en",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take the slips back: personal links again.")
    ] = False,
    lost: Annotated[
        str, typer.Option(help="Replace one lost slip in the open wave; say why.", metavar="REASON")
    ] = "",
    folder: FolderOption = None,
) -> None:
    """Make one paper slip for each person of some units, for the next wave.

    Their people get no personal links then. Slips made before for these units stop working. With
    --lost one more slip is made for the open wave; the unit then needs at least one answer more.
    """
    installation = installation_of(folder)
    if withdraw:
        for path in slips_of.withdraw(installation, unit):
            say(f"{path} gets personal links again; its slips are worth nothing.")
        return
    if output.exists():
        raise SheetExistsError("exists", file=output)
    if lost:
        made = [slips_of.replace_slip(installation, name, lost) for name in dict.fromkeys(unit)]
    else:
        made = slips_of.make_slips(installation, unit)
    minutes = load_minutes(installation, of_open_wave=bool(lost))
    page = render_sheet(made, Settings(), Texts(language), minutes)
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(page)
    for unit_slips in made:
        say(f"{unit_slips.unit}: {len(unit_slips.codes)} slips.")
    say(f"{output} is the only copy of these codes: print it, then delete it.")
