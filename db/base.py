"""What all tables share: column types, the two sets of tables, and ways to insert rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, Table
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

WITHOUT_ROWID = {"sqlite_with_rowid": False}
"""Store rows in the order of their key: a hidden row number would keep the order of arrival."""


class MainTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """A table of the main database: people, results, sign-in."""


class BoxTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """A table of a wave's ballot box, a store of its own that is destroyed after the count."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, stored as UTC; SQLite would drop the zone silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone."""
        del dialect
        if value is not None and value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return a moment with the time zone UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def insert(session: Session, *rows: MainTable) -> None:
    """Insert rows of any tables at once, so that later statements of the transaction see them."""
    session.add_all(rows)
    session.flush()


def insert_many(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows into one table in one statement, each with values for the same columns."""
    if rows:
        session.connection().execute(table_of(model).insert(), rows)


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model, which SQLModel does not declare."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
