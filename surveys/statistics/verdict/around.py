"""Around a number: silent people, and a quarter of a small unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import check_histogram
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN
from surveys.statistics.quantiles import beta

SILENT_REACH = 0.5
"""By how much silent people may feel better or worse, in points on the scale from 1 to 5."""

_SHOWN_BELOW, _SHOWN_ABOVE = 2 / 3, 100

WAVES_OF_QUARTER = 3
_AGREEMENT = 0.5
"""How far answers of one person in two waves of a quarter are taken to agree."""


@dataclass(frozen=True)
class QuarterShare:
    """The part of a quarter's answers on one side (0 to 1), and its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Quarter:
    """Three shares of a unit over three waves; `n_eff` is what its `n` answers are worth."""

    n: int
    n_eff: float
    unfavourable: QuarterShare
    neutral: QuarterShare
    favourable: QuarterShare


def silent_reach(participation: float) -> float:
    """Return by how much silent people may move a level up or down, on the scale from 1 to 5.

    Half a point times the share that did not answer: .5 (1 - f). `participation` f is the lower
    edge of the class of participation that is shown, never n / N, which the width of a band would
    tell.
    """
    return SILENT_REACH * (1 - participation)


def shows_silent(participation: float, invited: int) -> bool:
    """Return whether the band of silent people is shown: f under two thirds, or over 100 people."""
    return participation < _SHOWN_BELOW or invited > _SHOWN_ABOVE


def quarter_of(wave: int) -> range:
    """Return the waves of the quarter of a wave; numbers count from 0, the programme's first.

    Quarters are fixed blocks of three waves, never rolling: two that overlap would show the
    difference of two single waves.
    """
    first = wave - wave % WAVES_OF_QUARTER
    return range(first, first + WAVES_OF_QUARTER)


def quarter(
    tables: Sequence[Sequence[int]],
    unfavourable: Collection[int],
    favourable: Collection[int],
    participation: float,
) -> Quarter | InsufficientData:
    """Return the three shares of a unit's answers over the waves of a quarter.

    `tables` are the published histograms of its three waves. The same people answer more than once,
    so n_eff = sum n / (1 + (J - 1) (1 - f) / 2) for J waves, with f the lower edge of the class of
    participation that is shown; exact intervals at n_eff (Clopper & Pearson 1934, Biometrika
    26:404). Needs all three waves, with 5 answers each.
    """
    if len(tables) != WAVES_OF_QUARTER:
        return InsufficientData("waves", len(tables), WAVES_OF_QUARTER)
    for table in tables:
        check_histogram(table, len(tables[0]))
    if (fewest := min(map(sum, tables))) < MIN_ANSWERS_FOR_MEAN:
        return InsufficientData("answers", fewest, MIN_ANSWERS_FOR_MEAN)
    counts = [sum(column) for column in zip(*tables, strict=True)]
    n = sum(counts)
    n_eff = n / (1 + (len(tables) - 1) * _AGREEMENT * (1 - participation))
    neutral = set(range(len(counts))) - {*unfavourable, *favourable}
    shares = [
        _quarter_share(sum(counts[option] for option in side) / n, n_eff)
        for side in (unfavourable, neutral, favourable)
    ]
    return Quarter(n, n_eff, *shares)


def _quarter_share(part: float, n: float) -> QuarterShare:
    chosen = part * n
    low = beta(chosen, n - chosen + 1, 0.025) if part > 0 else 0.0
    high = beta(chosen + 1, n - chosen, 0.975) if part < 1 else 1.0
    return QuarterShare(part, low, high)
