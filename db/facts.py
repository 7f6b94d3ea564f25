"""Plain facts about a database, as the audit compares them with what may be."""

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
    """What is in a database: tables, views, triggers and functions, settings, and rights.

    `settings` are those in force on a connection that matter to the promise; `surplus_rights` what
    a role may do although it need not: (role, right, table or function).
    """

    tables: tuple[Table, ...]
    programs: tuple[str, ...]
    settings: Mapping[str, str]
    surplus_rights: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)
