"""Whether settings are misspelt, and others can read the secrets in their files."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.settings.origins import DEFAULT, InForce
from surveys.settings.sources import Stray


def check(
    found: Sequence[InForce], unknown: Sequence[Stray], files: Sequence[Path]
) -> Iterator[Verdict]:
    """Look at the settings in force, unknown variables, and the files that settings stand in."""
    for stray in unknown:
        yield warning(stray.said(), "Correct the name, or remove the variable.")
    for file in files:
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield fault(
                f"Others on this machine may read {file}, which may hold passwords.",
                f"Run: chmod 600 {file}",
            )
    given = sum(each.origin != DEFAULT for each in found)
    yield ok(
        f"{len(found)} settings are valid, {given} of them set here; `peil settings` lists them."
    )
