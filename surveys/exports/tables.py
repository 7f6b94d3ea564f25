"""A table of an export: its columns with their meaning, and its rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

ColumnType = Literal["string", "number", "integer", "boolean", "date"]
"""The types of columns, by their names in the Table Schema of Frictionless Data."""

Value = str | float | int | bool | date | None
"""A cell; None where a number is not shown, or there is none."""


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its type and what it means.

    `lowest` and `highest` bound its numbers; `refers_to` is a table and column that has each of its
    values.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    lowest: float | None = None
    highest: float | None = None
    refers_to: tuple[str, str] | None = None


@dataclass(frozen=True)
class DataTable:
    """A table: `key` are the columns that tell its rows apart."""

    name: str
    title: str
    meaning: str
    columns: Sequence[Column]
    key: Sequence[str]
    rows: Sequence[Sequence[Value]]
