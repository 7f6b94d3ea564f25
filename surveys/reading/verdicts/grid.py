"""What is known of units in waves besides their answers, as the hull of the blur needs it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.reading.participation import Bands
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools, Integers


@dataclass(frozen=True)
class Grid:
    """What is known of units in waves besides their answers, each (units, waves).

    `invited` is NaN where it is unknown or nothing is published, `above` the row of the nearest
    published unit above, or -1; `composed`: other units lay below, published or not.
    """

    bands: Sequence[Bands]
    invited: Floats
    reissued: Integers
    above: Integers
    composed: Bools

    def band_of(self, answers: Integers) -> tuple[Integers, Integers]:
        """Return the fewest and most answers in the band of each shown number of answers."""
        fewest, most = answers.copy(), answers.copy()
        for wave, bands in enumerate(self.bands):
            for again in np.unique(self.reissued[:, wave]).tolist():
                rows = np.flatnonzero(self.reissued[:, wave] == again)
                there = replace(bands, reissued=again)
                both = there.of_answers(answers[rows, wave], self.invited[rows, wave])
                fewest[rows, wave], most[rows, wave] = both
        return fewest, most
