"""Opens waves, issues tokens and paper slips, names keepers, finishes an interrupted count."""

from surveys.organisation.next_waves import Thresholds
from surveys.waves.keepers import (
    KeeperState,
    keeper_state,
    keeper_state_in,
    note_sealed,
    protect_keys,
    unprotect_keys,
)
from surveys.waves.links import answer_link, token_in
from surveys.waves.slips import SlipsOfUnit, make_slips, replace_slip, withdraw
from surveys.waves.so_far import SoFar, note_participation, participation_so_far
from surveys.waves.tokens import in_groups, new_code, new_token, token_hash
from surveys.waves.waves import (
    OpenedWave,
    Period,
    WaveError,
    destroy_counted_boxes,
    open_number,
    open_wave,
)

__all__ = [
    "KeeperState",
    "OpenedWave",
    "Period",
    "SlipsOfUnit",
    "SoFar",
    "Thresholds",
    "WaveError",
    "answer_link",
    "destroy_counted_boxes",
    "in_groups",
    "keeper_state",
    "keeper_state_in",
    "make_slips",
    "new_code",
    "new_token",
    "note_participation",
    "note_sealed",
    "open_number",
    "open_wave",
    "participation_so_far",
    "protect_keys",
    "replace_slip",
    "token_hash",
    "token_in",
    "unprotect_keys",
    "withdraw",
]
