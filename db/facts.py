"""Facts about a database, which the audit compares with what may be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A column with its type as declared, in capitals."""

    name: str
    type: str
    in_key: bool


@dataclass(frozen=True)
class Table:
    """A table, the tables that its foreign keys refer to, and whether it numbers its rows."""

    name: str
    columns: tuple[Column, ...]
    refers_to: tuple[str, ...]
    numbers_rows: bool


@dataclass(frozen=True)
class Facts:
    """The contents of a database: tables, programs, settings, and surplus rights.

    `programs` are views, triggers and functions; `settings` those in force on a connection that
    matter to the privacy promise; `surplus_rights` has (role, right, table or function) for what a
    role may do but does not need.
    """

    tables: tuple[Table, ...]
    programs: tuple[str, ...]
    settings: Mapping[str, str]
    surplus_rights: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)
