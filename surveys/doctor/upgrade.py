"""What this version will do to the database, and whether anything stands in its way."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from db import migration_plan, schema_version
from db import trail as stored_trail
from db.engine import on_postgresql, read_connection, reading
from db.migration_plan import CHANGED, COPIED, MADE, ROWS, Migration, Size
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import Installation
from surveys.settings import Settings

DAYS_OF_BACKUP = 1
"""How many days old the last backup may be before an update."""

WHAT_HAPPENS = {
    MADE: "is made",
    COPIED: "is copied whole",
    ROWS: "has its rows rewritten",
    CHANGED: "gets other columns, conditions or indexes",
    "dropped": "is removed",
}


@dataclass(frozen=True)
class Affected:
    """A table that exists and changes: how, and its size."""

    name: str
    how: str
    size: Size


@dataclass(frozen=True)
class UpgradeCheck:
    """From which version to which; the pending migrations, the tables they change, and findings.

    `before` is None where the database has no tables yet or is older than every release.
    """

    before: str | None
    after: str
    migrations: tuple[Migration, ...]
    affected: tuple[Affected, ...]
    findings: tuple[Verdict, ...]

    @property
    def is_refused(self) -> bool:
        """Whether something stands in the way."""
        return any(finding.severity == "fault" for finding in self.findings)


def check_upgrade(installation: Installation, settings: Settings, now: datetime) -> UpgradeCheck:
    """Return what an update to this version will do; changes nothing and may be run at any time.

    `installation` is inspected, not opened: opening it would update it.
    """
    engine, after = installation.engine, version("peil")
    current = migration_plan.revision_of(engine)
    if not schema_version.knows(current):
        newer = fault(
            f"The database was written by a newer version of Peil than this one ({after}).",
            "Install that version again, or restore a backup of this one.",
        )
        return UpgradeCheck(None, after, (), (), (newer,))
    migrations = tuple(migration_plan.pending(current))
    before = migration_plan.release_of(current)
    if not migrations:
        nothing = ok(f"The database has the tables of this version ({after}): nothing to do.")
        return UpgradeCheck(before, after, (), (), (nothing,))
    affected = _affected(engine, migrations)
    findings = (
        *_of_versions(before, current),
        *_of_open_wave(engine, current, migrations),
        *_of_backup(installation, current, now),
        *_of_processes(installation, settings),
        *_of_space(installation, affected),
    )
    return UpgradeCheck(before, after, migrations, affected, findings)


def _affected(engine: Engine, migrations: tuple[Migration, ...]) -> tuple[Affected, ...]:
    """Return the tables that exist and change, with the most that happens to each."""
    order = (CHANGED, ROWS, COPIED, "dropped")
    happens: dict[str, str] = {}
    for migration in migrations:
        for name, how in migration.tables.items():
            if how in order:
                happens[name] = max(happens.get(name, how), how, key=order.index)
    known = migration_plan.sizes(engine, sorted(happens))
    return tuple(Affected(name, happens[name], known[name]) for name in sorted(known))


def _of_versions(before: str | None, current: str | None) -> Iterator[Verdict]:
    if current is None:
        yield ok("The database is empty: its tables are made.")
    elif before is None:
        oldest = next(iter(migration_plan.RELEASES))
        yield warning(
            f"The database is older than {oldest}, the first version that was released.",
            "The update goes through every version since; look at the results of a copy first.",
        )
    else:
        yield ok(f"The database is of {before} or a version after it, and is updated directly.")


def _of_open_wave(
    engine: Engine, current: str | None, migrations: tuple[Migration, ...]
) -> Iterator[Verdict]:
    if current is None:
        return
    with read_connection(engine) as connection:
        # Older schemas lack columns of the model, so it is asked in plain words.
        row = connection.exec_driver_sql(
            "SELECT number, closes_on FROM wave WHERE state = 'open'"
        ).first()
    if row is None:
        yield ok("No wave is open.")
    elif any(migration.refuses_while_open for migration in migrations):
        yield fault(
            f"Wave {row[0]} is open until {row[1]}, and its ballot box has another form.",
            "Go on with the version before until the wave has been counted, then update.",
        )
    else:
        yield warning(
            f"Wave {row[0]} is open until {row[1]}.",
            "It goes on after the update. While Peil stands still nobody can answer: choose a "
            "quiet hour, or wait until it has been counted.",
        )


def _of_backup(installation: Installation, current: str | None, now: datetime) -> Iterator[Verdict]:
    remedy = "Make one first: `peil upgrade --backup-to FOLDER` does, or the tools of your server."
    if current is None or current < "0004":
        return
    with reading(installation.engine) as session:
        last = stored_trail.last_day_of(session, "backup made")
    # In UTC, as the database notes it: in an older schema the zone cannot be asked.
    today = now.date()
    if last is None:
        yield warning("No backup by `peil backup` is noted.", remedy)
    elif (today - last).days > DAYS_OF_BACKUP:
        yield warning(f"The last backup by `peil backup` is of {last}.", remedy)
    else:
        yield ok(f"There is a backup of {last}.")


def _of_processes(installation: Installation, settings: Settings) -> Iterator[Verdict]:
    stop = "Stop every process of Peil (pages, clock), update, then start the new version."
    engine = installation.engine
    if on_postgresql(engine):
        if settings.only is not None:
            yield fault(
                "This role may not change tables.",
                "Let PEIL_DATABASE_URL name the role peil_clock, and unset PEIL_ONLY.",
            )
        if others := migration_plan.others_connected(engine):
            yield fault(f"{others} other connections of Peil use this database.", stop)
        else:
            yield ok("No other process of Peil uses this database.")
        return
    found = processes_with(installation.store_folder / "peil.db")
    if found is None:
        yield warning("Whether other processes use the files cannot be seen here.", stop)
    elif found:
        numbers = ", ".join(map(str, found))
        yield fault(f"Other processes use the files of this installation: {numbers}.", stop)
    else:
        yield ok("No other process of this user uses the files.")


def processes_with(file: Path, proc: Path = Path("/proc")) -> list[int] | None:
    """Return the other processes that have a file open, of those that may be looked at.

    None where the system does not tell, as others than Linux.
    """
    if not (proc / "self" / "fd").is_dir():
        return None
    real, found = file.resolve(), []
    for entry in proc.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            opened = {(entry / "fd" / fd.name).readlink() for fd in (entry / "fd").iterdir()}
        except OSError:
            # Of somebody else, or gone meanwhile.
            continue
        if real in opened:
            found.append(int(entry.name))
    return sorted(found)


def _of_space(installation: Installation, affected: tuple[Affected, ...]) -> Iterator[Verdict]:
    """Yield whether there is room for copies of tables, on SQLite in its log as well."""
    if on_postgresql(installation.engine) or not affected:
        return
    store = installation.store_folder
    needed = 2 * sum(file.stat().st_size for file in store.glob("peil.db*"))
    free = shutil.disk_usage(store).free
    if free < needed:
        yield fault(
            f"The disk has {free / 1e6:,.0f} MB left; the update may need {needed / 1e6:,.0f} MB.",
            "Make room, then try again.",
        )
    else:
        yield ok(f"The disk has room: {free / 1e6:,.0f} MB are free.")
