"""Secrets of this installation that several processes share: table and queries."""

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import MainTable


class Secret(MainTable, table=True):
    """A random secret by what it is for; whoever knows it can sign what we sign."""

    name: str = Field(primary_key=True)
    value: bytes


def secret(session: Session, name: str) -> bytes | None:
    """Return a secret, None where there is none yet."""
    return session.execute(sa.select(col(Secret.value)).where(col(Secret.name) == name)).scalar()


def add(session: Session, name: str, value: bytes) -> None:
    """Keep a new secret; IntegrityError when there is one with this name."""
    session.execute(sa.insert(Secret), {"name": name, "value": value})


def remove(session: Session, name: str) -> bool:
    """Forget a secret; return whether there was one."""
    gone = session.execute(sa.delete(Secret).where(col(Secret.name) == name))
    return bool(getattr(gone, "rowcount", 0))
