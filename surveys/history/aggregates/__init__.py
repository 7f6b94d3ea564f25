"""Imports numbers of whole units from another tool, for people who have no single answers."""

from surveys.history.aggregates.importing import (
    AggregatesResult,
    StoredNumber,
    import_aggregates,
    imported_sources,
    remove_aggregates,
)
from surveys.history.aggregates.table import LEFT_OUT
from surveys.history.aggregates.writing import Stored

__all__ = [
    "LEFT_OUT",
    "AggregatesResult",
    "Stored",
    "StoredNumber",
    "import_aggregates",
    "imported_sources",
    "remove_aggregates",
]
