"""Which schema a database has, and whether it is that of this version.

Every process asks at its start, and mostly that is all: Alembic, which would import every migration
and keep 11 MB of memory, is loaded only where something is to be migrated.
"""

import functools
import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from db.engine import on_postgresql

VERSIONS = Path(__file__).with_name("migrations") / "versions"

_REVISION = re.compile(r'^(down_)?revision = "([^"]+)"', re.MULTILINE)


def is_newest(engine: Engine) -> bool:
    """Return whether a database has the schema of this version."""
    with engine.connect() as connection:
        return revision(connection) == newest()


@functools.cache
def newest() -> str:
    """Return the revision of this version: the one that no other comes after.

    Raises ValueError if there are several.
    """
    [last] = _revisions() - _revisions("down_")
    return last


def knows(name: str | None) -> bool:
    """Return whether a revision is one of this version or of a version before."""
    return name is None or name in _revisions()


@functools.cache
def _revisions(prefix: str = "") -> frozenset[str]:
    """Return the revisions of all migrations; with "down_", those that others come after."""
    texts = [file.read_text(encoding="utf-8") for file in VERSIONS.glob("*.py")]
    return frozenset(
        name for text in texts for found, name in _REVISION.findall(text) if found == prefix
    )


def revision(connection: Connection) -> str | None:
    """Return the revision of a database, or None before the first migration."""
    schema = "results" if on_postgresql(connection.engine) else None
    if not sa.inspect(connection).has_table("alembic_version", schema=schema):
        return None
    version = sa.table("alembic_version", sa.column("version_num", sa.String()), schema=schema)
    found: str | None = connection.execute(sa.select(version.c.version_num)).scalar_one_or_none()
    return found
