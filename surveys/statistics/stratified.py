"""Post-stratified mean of a whole whose parts have different response rates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import Moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN
from surveys.statistics.quantiles import student


@dataclass(frozen=True)
class Stratum:
    """One of the groups that make up the whole: its answers and its number of people."""

    answers: Moments
    people: int


@dataclass(frozen=True)
class WeightedMean:
    """A mean weighted by the people of each stratum, not by its answers; 95 % interval."""

    mean: float
    error: float
    low: float
    high: float


def weighted_mean(strata: Sequence[Stratum]) -> WeightedMean | InsufficientData:
    """Return the post-stratified mean: sum (N_t / N) m_t.

    SE^2 = sum (N_t / N)^2 s_t^2 / n_t (Cochran, Sampling Techniques, 3rd ed., section 5A.9, without
    the term for the random sizes and without the finite population correction, see `levels`), t
    with (answers - strata) degrees of freedom.
    Every stratum has 2 answers or more, and not more answers than people. Needs 5 answers in all.
    Raises ValueError for an impossible stratum.
    """
    answers = sum(stratum.answers.n for stratum in strata)
    if answers < MIN_ANSWERS_FOR_MEAN:
        return InsufficientData("answers", answers, MIN_ANSWERS_FOR_MEAN)
    for stratum in strata:
        if not 2 <= stratum.answers.n <= stratum.people:
            msg = f"a stratum of {stratum.people} people cannot have {stratum.answers.n} answers"
            raise ValueError(msg)
    whole = sum(stratum.people for stratum in strata)
    mean, variance = 0.0, 0.0
    for stratum in strata:
        part, n = stratum.people / whole, stratum.answers.n
        mean += part * stratum.answers.mean
        variance += part**2 * stratum.answers.sd**2 / n
    error = math.sqrt(variance)
    reach = student(answers - len(strata)) * error
    return WeightedMean(mean, error, mean - reach, mean + reach)
