"""Opens the box of a closed wave, once, and writes only what may be published.

Also public: `disclosure` (statistical disclosure control), which results are read with as well, and
`tally`, `variables` and `envelopes`, which imported history is counted with.
"""

from surveys.counting.counting import (
    CountResult,
    TamperedBoxError,
    close_wave,
    discard_wave,
    publish_tally,
)
from surveys.counting.desk import can_hand_in, hand_in, outcome_of, take_handed_in
from surveys.counting.keepers_turn import (
    TurnResult,
    take_turn,
    waits_for_keepers,
)

__all__ = [
    "CountResult",
    "TamperedBoxError",
    "TurnResult",
    "can_hand_in",
    "close_wave",
    "discard_wave",
    "hand_in",
    "outcome_of",
    "publish_tally",
    "take_handed_in",
    "take_turn",
    "waits_for_keepers",
]
