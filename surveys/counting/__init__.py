"""Opens the box of a closed wave, once, and writes only what may be published.

Statistical disclosure control is `disclosure.py`. Also public: `tally`, `variables` and
`envelopes`, which imported history is counted with.
"""

from surveys.counting.counting import (
    CountResult,
    TamperedBoxError,
    close_wave,
    discard_wave,
    publish_tally,
)

__all__ = ["CountResult", "TamperedBoxError", "close_wave", "discard_wave", "publish_tally"]
