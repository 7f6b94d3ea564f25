"""Scale scores estimated from the questions of a scale that were asked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Offset:
    """By how much people answer one question more favourably than the whole scale."""

    offset: float
    error: float = 0.0


MAX_OFFSET_DRIFT = 0.15
"""Offsets that move by more make a comparison with the previous cycle uncertain."""


def offsets(question_means: Mapping[str, float], scale_mean: float) -> dict[str, float]:
    """Return the offset of each question in a wave that asked the whole scale: m_j - m_scale.

    All means are of the same people and oriented so that 5 is good.
    """
    return {question: mean - scale_mean for question, mean in question_means.items()}


def adjusted_mean(
    means: Mapping[str, float], errors: Mapping[str, float], known: Mapping[str, Offset]
) -> tuple[float, float]:
    """Return a scale mean and its error from the questions asked: the mean of m_j - offset_j.

    Var = (sum Var(m_j) + sum Var(offset_j)) / J^2 for J questions. Raises KeyError for a question
    without an offset, ValueError without any question.
    """
    if not means:
        msg = "an index needs a question that was asked"
        raise ValueError(msg)
    corrected = [mean - known[question].offset for question, mean in means.items()]
    variance = sum(errors[question] ** 2 + known[question].error ** 2 for question in means)
    return sum(corrected) / len(corrected), math.sqrt(variance) / len(corrected)
