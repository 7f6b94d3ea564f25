"""Around a number: silent people, and a quarter of a small unit."""

from dataclasses import dataclass

from surveys.statistics.quantiles import beta

SILENT_REACH = 0.5
"""By how much silent people may feel better or worse, in points on the scale from 1 to 5."""

_SHOWN_BELOW, _SHOWN_ABOVE = 2 / 3, 100

WAVES_OF_QUARTER = 3
_AGREEMENT = 0.5
"""How far answers of one person in two waves of a quarter are taken to agree."""


@dataclass(frozen=True)
class Interval:
    """An interval of a share (0 to 1)."""

    low: float
    high: float


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


def worth_of_quarter(answers: int, participation: float) -> float:
    """Return what the answers of a quarter are worth: n_eff = n / (1 + (J - 1) (1 - f) / 2).

    The same people answer in more than one of the J = 3 waves. `participation` f is the lower edge
    of the class of participation that is shown.
    """
    return answers / (1 + (WAVES_OF_QUARTER - 1) * _AGREEMENT * (1 - participation))


def share_of_quarter(share: float, n_eff: float) -> Interval:
    """Return the 95 % interval of a share (0 to 1) in a quarter whose answers are worth `n_eff`.

    Exact (Clopper & Pearson 1934, Biometrika 26:404).
    """
    chosen = share * n_eff
    return Interval(
        beta(chosen, n_eff - chosen + 1, 0.025) if share > 0 else 0.0,
        beta(chosen + 1, n_eff - chosen, 0.975) if share < 1 else 1.0,
    )
