"""Verdicts of every kind, for tests of their words."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from surveys.reading.verdicts.verdict import (
    Change,
    FoundChange,
    LinePoint,
    Onset,
    PastChange,
    Verdict,
)
from surveys.statistics.verdict.levels import level_verdict
from surveys.statistics.verdict.statement import Sureness

WAVE = UUID(int=1)
MONTH, LONG_AGO = Onset(date(2026, 9, 3), date(2026, 9, 24)), date(2025, 9, 3)
ONSETS = [
    MONTH,
    Onset(date(2026, 8, 6), date(2026, 9, 3)),
    Onset(date(2025, 12, 3), date(2026, 2, 3)),
    Onset(date(2026, 5, 7), date(2026, 9, 3)),
    Onset(date(2026, 10, 1), date(2026, 10, 29), open_ended=True),
    Onset(date(2026, 6, 4), date(2026, 9, 3), open_ended=True),
]
SURENESS: list[Sureness] = ["less sure", "probably", "very probably", "almost certainly"]
FOUND = [
    FoundChange(better, onset, least, most, sureness, date(2026, 11, 5), as_whole)
    for better, onset, (least, most), sureness, as_whole in itertools.product(
        (True, False), ONSETS, ((0.3, 0.8), (None, 0.9)), SURENESS, (False, True)
    )
]
CHANGES: list[tuple[Change, FoundChange | None]] = [
    ("too early", None),
    ("unclear", None),
    *(("better" if change.better else "worse", change) for change in FOUND),
]
PASTS = [
    None,
    PastChange(better=True, onset=Onset(LONG_AGO, LONG_AGO), why="steady"),
    PastChange(better=False, onset=replace(MONTH, open_ended=True), why="steady"),
    *(PastChange(better=False, onset=onset, why="no longer visible") for onset in ONSETS[:5]),
]
LEVELS = [
    None,
    *(
        level_verdict(bad, good, share)
        for bad, good, share in (
            *((0.95, 0.0, 0.0), (0.3, 0.2, 0.5), (0.0, 0.8, 0.5), (0.0, 0.95, 0.0)),
            *((0.02, 0.03, 0.0), (0.7, 0.1, 0.0), (0.1, 0.7, 0.0), (0.2, 0.2, 0.0)),
        )
    ),
]
POINT = LinePoint(WAVE, 3.6, 3.2, 4.0)
LINES = [[], [POINT], [replace(POINT, silent_low=2.9, silent_high=4.3)]]


def worse(**changes: Any) -> Verdict:
    """Return a verdict on the workload that got worse since September, with other parts."""
    heavier = FoundChange(
        better=False,
        onset=MONTH,
        least=0.3,
        most=0.8,
        sureness="probably",
        confirmed_on=date(2026, 11, 5),
    )
    return Verdict(WAVE, "wl_1", "worse", replace(heavier, **changes))
