"""Opens waves, issues their tokens and paper slips, and finishes an interrupted count."""

from surveys.waves.slips import SlipsOfUnit, make_slips, replace_slip, withdraw
from surveys.waves.tokens import in_groups, new_code, new_token, token_hash
from surveys.waves.waves import (
    OpenedWave,
    Period,
    Thresholds,
    WaveError,
    destroy_counted_boxes,
    open_number,
    open_wave,
)

__all__ = [
    "OpenedWave",
    "Period",
    "SlipsOfUnit",
    "Thresholds",
    "WaveError",
    "destroy_counted_boxes",
    "in_groups",
    "make_slips",
    "new_code",
    "new_token",
    "open_number",
    "open_wave",
    "replace_slip",
    "token_hash",
    "withdraw",
]
