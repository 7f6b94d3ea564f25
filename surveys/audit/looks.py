"""What the audit looks at, read once from the databases."""

from dataclasses import dataclass
from uuid import UUID

from db import inspection
from db.facts import Facts
from db.inspection import BoxFacts
from surveys.audit.allowed import MAIN
from surveys.installation.installation import Installation


@dataclass(frozen=True)
class Seen:
    """What the audit looks at, read once; no wave when tables lack what is needed to read it."""

    main: Facts
    wave: inspection.WaveFacts | None = None
    box: BoxFacts | None = None
    invited: frozenset[UUID] = frozenset()
    too_early_or_small: bool = False


def look(installation: Installation) -> Seen:
    """Read what is in main database and box, as they are now."""
    main = inspection.look(installation.engine)
    there = {(table.name, column.name) for table in main.tables for column in table.columns}
    needed = {
        (t, c)
        for t in ("wave", "wave_unit", "result", "comment", "invitation")
        for c in MAIN[t].columns
    }
    if not needed <= there:
        return Seen(main)
    wave = inspection.open_wave(installation.engine)
    box = _look_into_box(installation, wave)
    if box is None:
        # Perhaps it was counted this very moment.
        wave = inspection.open_wave(installation.engine)
    return Seen(
        main,
        wave,
        box,
        inspection.invited_waves(installation.engine),
        inspection.published_too_early_or_too_small(installation.engine),
    )


def _look_into_box(installation: Installation, wave: inspection.WaveFacts) -> BoxFacts | None:
    if wave.number is None:
        return None
    return inspection.look_into(installation.engine, installation.box(wave.number))
