"""Secrets that the processes of an installation share: table and queries."""

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import MainTable


class Secret(MainTable, table=True):
    """A random secret by its purpose; whoever knows it can forge Peil's signatures."""

    name: str = Field(primary_key=True)
    value: bytes


def secret(session: Session, name: str) -> bytes | None:
    """Return a secret, or None when there is none yet."""
    return session.execute(sa.select(col(Secret.value)).where(col(Secret.name) == name)).scalar()


def add(session: Session, name: str, value: bytes) -> None:
    """Store a new secret. Raises IntegrityError when there is one with this name."""
    session.execute(sa.insert(Secret), {"name": name, "value": value})


def remove(session: Session, name: str) -> bool:
    """Delete a secret; return whether there was one."""
    gone = session.execute(sa.delete(Secret).where(col(Secret.name) == name))
    return bool(getattr(gone, "rowcount", 0))
