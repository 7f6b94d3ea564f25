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

__all__ = ["CountResult", "TamperedBoxError", "close_wave", "discard_wave", "publish_tally"]
