"""The files of an export: CSV and Parquet of each table, and their data dictionary. Pure.

The dictionary is a Tabular Data Package (specs.frictionlessdata.io, version 1), so that programs
read types, meanings and keys without asking anybody.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from surveys.exports.tables import Column, ColumnType, DataTable, Value
from surveys.tables.spreadsheet_cells import escape_formula

DICTIONARY = "datapackage.json"
ENDINGS = ("csv", "parquet")

_ARROW: Mapping[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def files_of(
    name: str, title: str, meaning: str, made_on: date, tables: Sequence[DataTable]
) -> dict[str, bytes]:
    """Return the files of an export by name: two of each table, and the dictionary."""
    files = {DICTIONARY: _dictionary(name, title, meaning, made_on, tables)}
    for table in tables:
        files[f"{table.name}.csv"] = as_csv(table)
        files[f"{table.name}.parquet"] = as_parquet(table)
    return files


def as_csv(table: DataTable) -> bytes:
    """Return a table as CSV: UTF-8, commas, decimal points, days as in ISO 8601.

    No cell runs as a formula in a spreadsheet: one that could begins with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return text.getvalue().encode()


def as_parquet(table: DataTable) -> bytes:
    """Return a table as Parquet, with the type and the meaning of each column.

    Texts are as they are stored: no program runs a cell of such a file.
    """
    fields = [
        pa.field(
            column.name,
            _ARROW[column.type],
            nullable=not column.required,
            metadata={"description": column.meaning},
        )
        for column in table.columns
    ]
    schema = pa.schema(fields, metadata={"title": table.title, "description": table.meaning})
    arrays = [
        pa.array([row[place] for row in table.rows], field.type)
        for place, field in enumerate(fields)
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content, compression="zstd")
    return content.getvalue()


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return escape_formula(value)
        case _:
            return repr(value)


def _dictionary(
    name: str, title: str, meaning: str, made_on: date, tables: Sequence[DataTable]
) -> bytes:
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": meaning,
        "created": f"{made_on.isoformat()}T00:00:00Z",
        "resources": [_resource(table) for table in tables],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: DataTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    referring = [
        {
            "fields": column.name,
            "reference": {"resource": column.refers_to[0], "fields": column.refers_to[1]},
        }
        for column in table.columns
        if column.refers_to is not None
    ]
    if referring:
        schema["foreignKeys"] = referring
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.meaning,
    }
    bounds = {"minimum": column.lowest, "maximum": column.highest}
    constraints: dict[str, Any] = {k: bound for k, bound in bounds.items() if bound is not None}
    if column.required:
        constraints["required"] = True
    if constraints:
        field["constraints"] = constraints
    return field
