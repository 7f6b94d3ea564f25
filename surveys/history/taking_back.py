"""Takes an imported wave back as a whole, until the next wave is counted.

After that, results that rest on it have been shown, and it stays like any other wave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from db import retention
from db import waves as stored_waves
from db.engine import forget_deleted, reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.history.made_units import MadeUnits, remove_made
from surveys.history.publishing import HistoryError, check_may_change_results
from surveys.installation import Installation

_TABLES = ("analysis", "comment", "result", "wave_unit")


@dataclass(frozen=True)
class ImportedWave:
    """A wave that was imported and can still be taken back."""

    title: str
    opens_on: date
    closes_on: date


def waves_to_take_back(installation: Installation) -> Sequence[ImportedWave]:
    """Return the imported waves that can be taken back, oldest first."""
    with reading(installation.engine) as session:
        return [
            ImportedWave(wave.title or "", wave.opens_on, wave.closes_on)
            for wave in sorted(_open_to_it(session), key=lambda wave: wave.opens_on)
        ]


def take_back(installation: Installation, title: str, who: Reader | None = None) -> MadeUnits:
    """Delete an imported wave with everything that was published of it, and units that it made.

    Units that anything uses by then stay, and so do own questions. Returns which units are gone,
    and which stay for what reason. `who` is None for the operator. Raises HistoryError
    for a title that no imported wave has, and once a wave was counted after the import;
    NotAllowedError for anybody but an administrator.
    """
    if who is not None and not who.administers:
        raise NotAllowedError("administrators")
    with writing(installation.engine) as session:
        check_may_change_results(session)
        open_to_it = {wave.title: wave for wave in _open_to_it(session)}
        if title not in open_to_it:
            if any(wave.title == title for wave in _imported(session)):
                raise HistoryError("counted_since", title=title)
            raise HistoryError(
                "not_imported", title=title, known=tuple(map(str, open_to_it)) or "–"
            )
        wave = open_to_it[title].id
        retention.delete_waves(session, [wave])
        units = remove_made(session, str(wave))
        trail.note(session, "history taken back", title, who.person if who else None)
    forget_deleted(installation.engine, _TABLES)
    return units


def last_counted(session: Session) -> int:
    """Return the number of the last wave that was counted, 0 before the first."""
    counted = stored_waves.last_counted(session, 1)
    return (counted[0].number or 0) if counted else 0


def _imported(session: Session) -> list[stored_waves.Wave]:
    waves = stored_waves.closed_waves(session)
    return [wave for wave in waves if wave.imported_after is not None]


def _open_to_it(session: Session) -> list[stored_waves.Wave]:
    last = last_counted(session)
    return [wave for wave in _imported(session) if wave.imported_after == last]
