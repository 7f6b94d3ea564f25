"""All of the model at once: a family of units, fitted and calibrated once per edition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Cells, Integers
from surveys.statistics.verdict.conditional import (
    Conditional,
    blocks,
    condition_on_others,
    information,
)
from surveys.statistics.verdict.covariance import KnownChange, Parameters, known_changes
from surveys.statistics.verdict.evidence import (
    Evidence,
    Whitened,
    candidate_rates,
    correlation,
    evidence,
    limits,
    median_answers,
    size_classes,
    whiten,
)
from surveys.statistics.verdict.fitting import fit
from surveys.statistics.verdict.likelihood import FIRST_CANDIDATE, Information
from surveys.statistics.verdict.posterior import Posterior, posterior
from surveys.statistics.verdict.register import Break, Told, known_of, restarts
from surveys.statistics.verdict.thresholds import Calibration, CommonSpread, Design, calibrate

BUDGET = 0.10
"""Share of team-years with a badge though nothing changes; an organisation may choose 0.25."""


@dataclass(frozen=True)
class Family:
    """The cells of each question in a family of units, and what is known about changes in it.

    All questions have the same units, sorted by id, and the same waves.
    """

    questions: Sequence[Cells]
    told: Sequence[Told] = ()
    breaks: Sequence[Break] = ()

    @property
    def units(self) -> int:
        """The number of units."""
        return len(self.questions[0].answers)

    @property
    def waves(self) -> int:
        """The number of waves in the window."""
        return len(self.questions[0].timing.days)

    def known(self, question: int) -> list[KnownChange]:
        """Return the changes that are part of the model of a question."""
        return known_of(question, self.told, self.breaks)

    def median_answers(self, *, last_year: bool = False) -> Floats:
        """Return the median answers of each unit's cells, all questions together, (units,)."""
        chosen = self.questions[0].timing.in_last_year if last_year else slice(None)
        return median_answers(np.hstack([one.answers[:, chosen] for one in self.questions]))


@dataclass(frozen=True)
class Model:
    """A family with its parameters and thresholds.

    `parameters` and `everybody` (what all units say about the common part) have an entry per
    question, `rho` is the correlation of questions; `classes` (units,) are the size classes of
    limits, `year_classes` those of thresholds, -1 without a mean in the last year; `designs` and
    `calibrations` have an entry per class that occurs.
    """

    family: Family
    parameters: Sequence[Parameters]
    everybody: Sequence[Information]
    rho: float
    classes: Integers
    year_classes: Integers
    designs: dict[int, Design]
    calibrations: dict[int, Calibration]

    def thresholds(self, budget: float = BUDGET) -> Floats:
        """Return the threshold of each unit, (units,); infinite without a mean in the last year."""
        by_class = {place: one.threshold(budget) for place, one in self.calibrations.items()}
        return np.array([by_class.get(place, np.inf) for place in self.year_classes.tolist()])

    def known(self, question: int, units: Integers) -> Floats:
        """Return the known changes of some units as `covariance.known_changes`."""
        return known_changes(self.family.known(question), units, self.family.waves)

    def conditional(self, question: int, units: Integers) -> Conditional:
        """Return some units of a question, each given all others."""
        cells = self.family.questions[question].of(units)
        known = self.known(question, units)
        return condition_on_others(
            cells, self.parameters[question], known, self.everybody[question]
        )

    def rates(self, question: int, units: Integers) -> Floats:
        """Return pi_k of some units of a question, (units, candidates)."""
        cells = self.family.questions[question]
        last = restarts(self.family.known(question), self.family.units)
        return candidate_rates(cells.present[units], cells.timing, last[units])

    def whitened(self, question: int, units: Integers) -> Whitened:
        """Return the whitened values of some units of a question."""
        limit = limits(self.classes[units])
        return whiten(self.conditional(question, units), limit, self.rates(question, units))

    def charts(self, units: Integers) -> list[Whitened]:
        """Return the whitened values of some units, question by question."""
        return [self.whitened(question, units) for question in range(len(self.parameters))]

    def evidence(self, units: Integers) -> Evidence:
        """Return the evidence of some units after each wave."""
        return evidence(self.charts(units), self.rho)

    def posterior(self, question: int, units: Integers) -> Posterior:
        """Return the posterior of some units of a question at the newest wave."""
        return posterior(self.conditional(question, units), self.rates(question, units))


def model(
    family: Family,
    *,
    parameters: Sequence[Parameters] | None = None,
    r_parts: Sequence[float | None] | None = None,
    history: int | None = None,
) -> Model:
    """Fit and calibrate a family.

    `parameters` skips the fit; `r_parts` fixes r / s2 per question (None: free) at that of the
    lowest units, for the other families. `history` is the number of waves before the year that
    thresholds are for, by default those before the last year. In a programme's first two years that
    number grows with each wave, and thresholds with it, so that more than the chosen share of years
    has a badge without cause; a least number of waves keeps them nearly constant.
    """
    known = [family.known(question) for question in range(len(family.questions))]
    if parameters is None:
        parts = [None] * len(known) if r_parts is None else r_parts
        parameters = [
            fit(cells, changes, r_part=part).parameters
            for cells, changes, part in zip(family.questions, known, parts, strict=True)
        ]
    everybody = [
        information(cells, fitted, changes)
        for cells, fitted, changes in zip(family.questions, parameters, known, strict=True)
    ]
    classes = size_classes(family.median_answers())
    answers = family.median_answers(last_year=True)
    year_classes = np.where(answers > 0, size_classes(answers), -1)
    plain = Model(family, parameters, everybody, 0.0, classes, year_classes, {}, {})
    rho, common = _shared(plain)
    timing = family.questions[0].timing
    before = int((~timing.in_last_year).sum()) if history is None else history
    designs = {
        place: Design(
            parameters,
            common,
            rho,
            place,
            float(np.median(answers[year_classes == place])),
            min(before, timing.per_year),
            timing.per_year,
            timing.gap,
        )
        for place in np.unique(year_classes[year_classes >= 0]).tolist()
    }
    # Without candidates there is nothing to calibrate.
    calibrations = (
        {place: calibrate(design) for place, design in designs.items()}
        if family.waves > FIRST_CANDIDATE
        else {}
    )
    return replace(plain, rho=rho, designs=designs, calibrations=calibrations)


def _shared(plain: Model) -> tuple[float, list[CommonSpread]]:
    """Return the correlation of questions, and the mean spread of each one's common part."""
    family = plain.family
    present = np.stack([cells.present for cells in family.questions])
    values = np.zeros(present.shape)
    sums = np.zeros((len(values), 2))
    for question in range(len(values)):
        for units in blocks(family.units):
            conditional = plain.conditional(question, units)
            chart = whiten(conditional, limits(plain.classes[units]), plain.rates(question, units))
            values[question, units] = chart.values
            each = np.einsum("tii->", conditional.common_covariance)
            sums[question] += [conditional.common_covariance.sum() - each, each]
    waves = family.waves
    sums /= family.units * np.array([max(waves * (waves - 1), 1), waves])
    return correlation(values, present), [CommonSpread(*row) for row in sums.tolist()]
