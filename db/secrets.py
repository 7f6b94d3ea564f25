"""Secrets that the processes of an installation share: table and queries."""

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable


class Secret(MainTable, table=True):
    """A random secret by its purpose; anybody who knows it can forge Peil's signatures."""

    name: str = Field(primary_key=True)
    value: bytes


class SetUpCode(MainTable, table=True):
    """A code with which somebody may set up this installation: only its hash."""

    __tablename__ = "set_up_code"
    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)


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


def add_set_up_code(session: Session, code_hash: bytes) -> None:
    """Store the hash of a code for set-up."""
    session.execute(sa.insert(SetUpCode), {"hash": code_hash})


def set_up_codes(session: Session) -> list[bytes]:
    """Return the hashes of the codes that are valid for set-up."""
    return list(session.execute(sa.select(col(SetUpCode.hash))).scalars())


def remove_set_up_codes(session: Session) -> None:
    """Delete all codes for set-up."""
    session.execute(sa.delete(SetUpCode))
