"""Checks that settings are spelled correctly and that only Peil can read their files."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.settings.origins import DEFAULT, EffectiveSetting
from surveys.settings.sources import UnknownName


def check(
    settings: Sequence[EffectiveSetting], unknown: Sequence[UnknownName], files: Sequence[Path]
) -> Iterator[Verdict]:
    """Check the settings in force, unknown variables, and the files that contain settings."""
    for name in unknown:
        yield warning(name.in_words(), "Correct the name, or remove the variable.")
    for file in files:
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield fault(
                f"Others on this machine may read {file}, which may hold passwords.",
                f"Run: chmod 600 {file}",
            )
    changed = sum(each.origin != DEFAULT for each in settings)
    yield ok(
        f"{len(settings)} settings are valid, {changed} of them set here; "
        "`peil settings` lists them."
    )
