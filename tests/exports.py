"""Exports as independent libraries read them: pandas and pyarrow, by their data dictionary."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

_PANDAS = {
    "string": "string",
    "number": "float64",
    "integer": "Int64",
    "boolean": "boolean",
    "date": "string",
}


def dictionary(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the data dictionary."""
    described: dict[str, Any] = json.loads(files["datapackage.json"])
    return described


def from_csv(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """Return every table as pandas reads its CSV with the types of the dictionary."""
    return {
        resource["name"]: pd.read_csv(
            io.BytesIO(files[resource["path"]]),
            dtype={f["name"]: _PANDAS[f["type"]] for f in resource["schema"]["fields"]},
            keep_default_na=False,
            na_values=resource["schema"]["missingValues"],
            encoding=resource["encoding"],
        )
        for resource in dictionary(files)["resources"]
    }


def from_parquet(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """Return every table as pyarrow reads its Parquet file."""
    return {
        name.removesuffix(".parquet"): pq.read_table(io.BytesIO(content)).to_pandas()
        for name, content in files.items()
        if name.endswith(".parquet")
    }
