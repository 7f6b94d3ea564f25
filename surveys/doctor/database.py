"""Whether the database answers, is whole, and has the tables of this version."""

from collections.abc import Iterator

from db import health, migrate
from db.engine import on_postgresql
from surveys.doctor.verdict import Verdict, fault, ok
from surveys.installation.installation import Installation

_RESTORE = "Stop Peil, keep a copy of the file, and restore the last backup of the store folder."


def check(installation: Installation) -> Iterator[Verdict]:
    """Look at a database that could be opened."""
    if damage := health.damage_of(installation.engine):
        yield fault(f"The database is damaged: {damage}.", _RESTORE)
        return
    if not migrate.is_newest(installation.engine):
        yield fault(
            "The database has the tables of another version of Peil.",
            "Run `peil upkeep` of this version once (on PostgreSQL with the role peil_clock).",
        )
        return
    log = health.kind_of_log(installation.engine)
    if log not in {None, "wal"}:
        yield fault(
            f"The database cannot keep a write-ahead log (it is {log}), so readers block writers.",
            "Move the store folder to a disk of this machine.",
        )
        return
    kind = "PostgreSQL" if on_postgresql(installation.engine) else "SQLite"
    yield ok(f"{installation.name} answers ({kind}), whole and of this version.")
