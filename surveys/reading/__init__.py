"""Typed reports with words, made from published histograms; pages show them and compute nothing.

`Reading` is the context of every function here: one transaction, one reader, one edition. Types of
reports are public in `team_report`, `trend`, `wave_of_unit`, `shares`, `quarter`, `wave_reports`,
`organisation`, `comparisons`, `highlights`, `themes`, `participation`, `bands` and `response`,
their words in `sentences`. Results are read through `shown`, which lets nothing out that would tell
who took part.
"""

from surveys.reading.comments import read_comments, shown_with_comments
from surveys.reading.comparisons import (
    is_too_small,
    nearest_published_ancestor,
    read_comparisons,
)
from surveys.reading.counted_waves import read_waves
from surveys.reading.highlights import highlights_of
from surveys.reading.organisation import read_organisation
from surveys.reading.perception_gaps import read_perception_gaps
from surveys.reading.quarter import read_quarter
from surveys.reading.reading import WAVES_IN_SHORT, Edition, Reading, open_reading
from surveys.reading.themes import read_loop, read_themes
from surveys.reading.unit import read_unit
from surveys.reading.verdicts.keeping import renew_verdicts
from surveys.reading.wave import read_wave
from surveys.reading.weakest import weakest_indicator
from surveys.reading.whole import read_whole, whole_in_words

__all__ = [
    "WAVES_IN_SHORT",
    "Edition",
    "Reading",
    "highlights_of",
    "is_too_small",
    "nearest_published_ancestor",
    "open_reading",
    "read_comments",
    "read_comparisons",
    "read_loop",
    "read_organisation",
    "read_perception_gaps",
    "read_quarter",
    "read_themes",
    "read_unit",
    "read_wave",
    "read_waves",
    "read_whole",
    "renew_verdicts",
    "shown_with_comments",
    "weakest_indicator",
    "whole_in_words",
]
