"""Imports answers of an earlier survey, under the same disclosure control as a wave.

Also public: `aggregates`, for numbers of whole units.
"""

from surveys.history.importing import ImportResult, import_history
from surveys.history.made_units import MadeUnits
from surveys.history.preview import LEFT_OUT, Preview
from surveys.history.taking_back import ImportedWave, take_back, waves_to_take_back
from surveys.units import NewName

__all__ = [
    "LEFT_OUT",
    "ImportResult",
    "ImportedWave",
    "MadeUnits",
    "NewName",
    "Preview",
    "import_history",
    "take_back",
    "waves_to_take_back",
]
