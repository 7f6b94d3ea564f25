"""Bands of participation: what may be known of how many people answered. Pure.

Numbers of answers fall into bands, each with two possible numbers or more; the band at the top
holds both everybody and everybody but one. What is shown of a unit follows from the band and from a
histogram with exactly as many answers as the band has at least. Any other number in the band could
have led to the same histogram, so no average, interval or share tells which one it was.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.counting.disclosure import (
    can_be_coarsened,
    coarsen,
    fewest_answers,
    most_in_an_option,
)
from surveys.reading.participation import Participation
from surveys.statistics.histogram import Floats

Ints = NDArray[np.int64]
Counts = Sequence[int]
"""A histogram: the number of answers per oriented option."""

_BAND = 2
"""Numbers of answers in a band; the last one below a threshold, or at the top, may have more."""


@dataclass(frozen=True)
class Bands:
    """The bands of a wave; neither of its thresholds ever lies within one.

    `k` is the minimum number of answers for any number, `k_distribution` that for a distribution.
    Answers with a reissued token count for neither: a unit that is shown has `reissued` more, or
    what coarsening takes.
    """

    k: int
    k_distribution: int
    reissued: int = 0

    @property
    def least(self) -> int:
        """The smallest number of answers of a unit that is shown."""
        return fewest_answers(self.k, self.reissued)

    def of(self, answers: int | None, invited: int | None) -> Participation | None:
        """Return the participation of a unit, None where it must not be shown.

        In a group of `least` people or fewer, any number would tell that all of them answered. What
        was counted by an earlier version with fewer answers is not shown either.
        """
        if answers is None or 0 < answers < self.least:
            return None
        if invited is not None and invited <= self.least:
            return None
        return _band(self.k, self.k_distribution, self.reissued, answers, invited)

    def reduce(self, counts: Counts, invited: int | None, answers: int | None = None) -> Counts:
        """Return a histogram with the smallest number of answers in its band.

        `counts` has the answers per oriented option; where several options may be chosen,
        `answers` is the number of people.
        """
        if answers is None:
            table = self.reduce_all(np.array([counts], dtype=float), [invited])
            return [int(count) for count in table[0]]
        fewest = self.fewest_of(answers, invited)
        if fewest < self.least:
            return counts
        most = most_in_an_option(fewest - self.reissued)
        return [min(round(count * fewest / answers), most) for count in counts]

    def reduce_all(self, counts: Floats, invited: Sequence[int | None]) -> Floats:
        """Return histograms, each with the smallest number of answers in its band.

        `counts` has a row for each histogram and a column for each oriented option, as has what is
        returned; `invited` has an entry for each row.

        Cumulative numbers are scaled and rounded, so the shape stays. Their rounding cells have
        a width of 1 and the scaled numbers lie at most 1 apart: for every number of answers in a
        band, each histogram is the result of some other one. It is coarsened as the count would
        have coarsened that many answers, else a nearly unanimous one would tell that more answered.
        """
        if not counts.size:
            return counts
        answers = counts.sum(axis=1)
        whole = [
            n + _BAND if of is None else max(n, of) for n, of in zip(answers, invited, strict=True)
        ]
        fewest = self._fewest(answers, np.array(whole))[:, None]
        scaled = counts.cumsum(axis=1) * fewest / np.maximum(answers, 1)[:, None]
        # Ties are rounded in the same way from both ends of the scale.
        up, down = np.floor(scaled + 0.5), np.ceil(scaled - 0.5)
        reduced: Floats = np.diff(np.where(scaled < fewest / 2, up, down), axis=1, prepend=0.0)
        numbers = fewest[:, 0].astype(int).tolist()
        most = {number: most_in_an_option(number - self.reissued) for number in set(numbers)}
        # Without reissued tokens, what is not one-sided does not become so.
        extreme = reduced.max(axis=1) > [most[number] for number in numbers]
        for row in np.flatnonzero(extreme | bool(self.reissued)).tolist():
            if numbers[row] >= self.least:
                reduced[row] = self._coarsened([int(n) for n in reduced[row]], numbers[row])
        return reduced

    def _coarsened(self, counts: Counts, answers: int) -> Counts:
        if not can_be_coarsened(counts, answers, self.reissued):
            # The count would not have shown so few answers either.
            return [0] * len(counts)
        one_sided = sides(len(counts)) if self.reissued else ()
        return coarsen(counts, answers, one_sided=one_sided, reissued=self.reissued)

    def fewest_of(self, answers: int, invited: int | None) -> int:
        """Return the smallest number in the band of a number of answers."""
        whole = answers + _BAND if invited is None else max(answers, invited)
        return int(self._fewest(np.array([float(answers)]), np.array([float(whole)]))[0])

    def apart(self, answers: int, not_applicable: int, invited: int | None) -> int | None:
        """Return about how many people a question does not apply to; None where it is not shown.

        Only two bands are told: that of `answers`, and that of `answers` and `not_applicable`
        together. Both begin with numbers that their reader must take for possible.
        """
        about = self.fewest_of(answers + not_applicable, invited) - self.fewest_of(answers, invited)
        return about if about >= self.k + self.reissued else None

    def of_answers(self, answers: Ints, invited: Floats) -> tuple[Ints, Ints]:
        """Return the fewest and most answers in the band of each shown number of answers.

        Arrays of one shape: `answers` as in the histograms that are shown, each the fewest of its
        band, and `invited`, NaN where it is unknown.
        """
        unknown = np.isnan(invited)

        def fewest_of(number: Ints) -> Floats:
            whole = np.where(unknown, number + _BAND, np.maximum(number, np.nan_to_num(invited)))
            return self._fewest(number.astype(float), whole)

        fewest, most = fewest_of(answers).astype(int), answers.copy()
        while True:
            larger = (fewest_of(most + 1) == fewest) & (unknown | (most < invited)) & (answers > 0)
            if not larger.any():
                return fewest, most
            most = most + larger

    def _fewest(self, answers: Floats, invited: Floats) -> Floats:
        """Return the smallest number in the band of each number of answers."""
        start = self._start(answers)
        # A band of one number, that of all people, would be certain: it joins the one below.
        start = np.where(start >= invited, self._start(invited - 1), start)
        return np.where(answers <= self.least, answers, start)

    def _start(self, answers: Floats) -> Floats:
        start = self.least + (answers - self.least) // _BAND * _BAND
        between = self.k_distribution - self.least
        if between < _BAND:
            return start
        start = np.minimum(start, self.least + (between // _BAND - 1) * _BAND)
        above = self.k_distribution + (answers - self.k_distribution) // _BAND * _BAND
        return np.where(answers < self.k_distribution, start, above)


def sides(options: int) -> tuple[frozenset[int], frozenset[int]]:
    """Return the options below and above the middle of a scale with a number of options."""
    return frozenset(range(options // 2)), frozenset(range((options + 1) // 2, options))


@functools.lru_cache(maxsize=20_000)
def _band(
    k: int, k_distribution: int, reissued: int, answers: int, invited: int | None
) -> Participation:
    """Return the band of a number of answers; the same few occur in many units and waves."""
    bands = Bands(k, k_distribution, reissued)
    fewest = most = bands.fewest_of(answers, invited)
    while (invited is None or most < invited) and bands.fewest_of(most + 1, invited) == fewest:
        most += 1
    return Participation(fewest, most, invited)
