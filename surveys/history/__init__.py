"""Imports answers of an earlier survey, under the same disclosure control as a wave.

Also public: `aggregates`, for numbers of whole units.
"""

from surveys.history.importing import import_history

__all__ = ["import_history"]
