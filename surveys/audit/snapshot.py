"""A snapshot of the databases for the audit."""

from dataclasses import dataclass
from uuid import UUID

from db import inspection, wave_units
from db.engine import reading
from db.facts import Facts
from db.inspection import BoxFacts
from surveys.audit.allowed import MAIN
from surveys.audit.confirmations import ConfirmationFacts, look_at_confirmations
from surveys.installation import Installation


@dataclass(frozen=True)
class Snapshot:
    """The facts that the audit checks; without a wave when tables that describe it are missing."""

    main: Facts
    wave: inspection.WaveFacts | None = None
    box: BoxFacts | None = None
    invited: frozenset[UUID] = frozenset()
    too_early_or_small: bool = False
    confirmations: ConfirmationFacts | None = None


def take_snapshot(installation: Installation) -> Snapshot:
    """Read the facts about the main database and the box."""
    main = inspection.look(installation.engine)
    present = {(table.name, column.name) for table in main.tables for column in table.columns}
    needed = {
        (t, c)
        for t in (
            *("wave", "wave_unit", "result", "comment", "invitation"),
            *("organisation", "confirmed_place", "place_change"),
        )
        for c in MAIN[t].columns
    }
    if not needed <= present:
        return Snapshot(main)
    wave = inspection.open_wave(installation.engine)
    box = _look_into_box(installation, wave)
    if box is None:
        # It may have just been counted.
        wave = inspection.open_wave(installation.engine)
    return Snapshot(
        main,
        wave,
        box,
        inspection.invited_waves(installation.engine),
        inspection.published_too_early_or_too_small(installation.engine),
        look_at_confirmations(installation, wave),
    )


def _look_into_box(installation: Installation, wave: inspection.WaveFacts) -> BoxFacts | None:
    if wave.number is None or wave.id is None:
        return None
    with reading(installation.engine) as session:
        invited = wave_units.own_invited(session, wave.id)
    return inspection.look_into(installation.engine, installation.box(wave.number), invited)
