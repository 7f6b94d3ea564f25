"""Quantiles of the distributions behind intervals, cached because few different ones are used."""

import functools

CACHE_SIZE = 20_000

NORMAL_975 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""

NORMAL_95 = 1.6448536269514722
"""The 95 % quantile of the standard normal distribution."""


@functools.lru_cache(maxsize=CACHE_SIZE)
def student(freedom: float, probability: float = 0.975) -> float:
    """Return a quantile of Student's t distribution; `freedom` > 0 need not be an integer."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(freedom, probability))


def student_p(t: float, freedom: float) -> float:
    """Return the two-sided p-value of a t statistic."""
    from scipy.special import stdtr  # noqa: PLC0415

    return float(2 * stdtr(freedom, -abs(t)))


def fisher(numerator: float, denominator: float, probability: float) -> float:
    """Return a quantile of Fisher's F distribution."""
    from scipy.special import fdtri  # noqa: PLC0415

    return float(fdtri(numerator, denominator, probability))


def beta(first: float, second: float, probability: float) -> float:
    """Return a quantile of the beta distribution with two shape parameters above 0."""
    from scipy.special import betaincinv  # noqa: PLC0415

    return float(betaincinv(first, second, probability))
