"""Imports numbers of whole units from another tool, for people who have no single answers."""

from surveys.history.aggregates.importing import (
    AggregatesResult,
    import_aggregates,
    remove_aggregates,
)

__all__ = ["AggregatesResult", "import_aggregates", "remove_aggregates"]
