"""What a year showed: badges wave by wave, and yearly p-values."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools, Integers
from surveys.statistics.verdict.conditional import BLOCK, blocks, own_information
from surveys.statistics.verdict.covariance import known_changes
from surveys.statistics.verdict.edition import BUDGET, Model
from surveys.statistics.verdict.evidence import Evidence, evidence, limits, whiten
from surveys.statistics.verdict.register import Told, badges, known_of

_MAX_LOG = 700.0


def evidence_of_all(model: Model) -> Evidence:
    """Return the evidence of all units after each wave, worked out in blocks of units."""
    parts = [model.evidence(units) for units in blocks(model.family.units)]
    own, beside, chart = (
        np.concatenate([getattr(part, name) for part in parts], axis=1)
        for name in ("own", "beside", "chart")
    )
    return Evidence(own, beside, chart, np.concatenate([part.team for part in parts]))


def walk(
    model: Model, budget: float = BUDGET, first: int = 0, seen: Evidence | None = None
) -> list[Told]:
    """Return the changes to tell in the waves from `first` on, one wave after the other.

    With today's parameters: for the newest wave alone, or for all waves where there is no register
    yet. Once a change is told, the unit is judged anew with that change known; so are all others in
    families of at most 250 units, in which one unit matters for the common part. `seen` is the
    evidence of all units, where it is known already.
    """
    family, limit = model.family, model.thresholds(budget)
    log_limit = np.log(limit)
    every = np.arange(family.units, dtype=np.int64)
    seen = evidence_of_all(model) if seen is None else seen
    chart, team = seen.chart.copy(), seen.team.copy()
    for wave in range(first, family.waves):
        crossed = (chart[..., wave] >= log_limit).any(axis=0) | (team[:, wave] >= log_limit)
        units = np.nonzero(crossed)[0]
        if not len(units):
            continue
        charts = model.charts(units)
        crossing = Evidence(chart[:, units], chart[:, units], chart[:, units], team[units])
        if not (new := _of(badges(charts, crossing, limit[units], wave), units)):
            continue
        model = with_told(model, new)
        changed = np.array(sorted({one.unit for one in new}), dtype=np.int64)
        if wave < family.waves - 1:
            _judge(model, every if family.units <= BLOCK else changed, chart, team)
    return list(model.family.told[len(family.told) :])


def with_told(model: Model, new: Sequence[Told]) -> Model:
    """Return the model with more changes known, and the others' say about the common part."""
    units = np.array(sorted({one.unit for one in new}), dtype=np.int64)
    family = replace(model.family, told=[*model.family.told, *new])
    after = replace(model, family=family)
    everybody = []
    for question, information in enumerate(model.everybody):
        cells, fitted = family.questions[question].of(units), model.parameters[question]
        old, now = (
            own_information(cells, fitted, one.known(question, units)) for one in (model, after)
        )
        everybody.append(information.minus(old).plus(now))
    return replace(after, everybody=everybody)


def year_evidence(model: Model, seen: Evidence | None = None) -> Floats:
    """Return the largest evidence of each unit's charts and team in the last year, (units,).

    Not the logarithm; 0 without candidates. For units to which a change was told within the year it
    is that of `untold_evidence`, if larger: telling a change must not take it off the list of all
    units. `seen` is the evidence of all units, where it is known already.
    """
    family = model.family
    in_year = family.questions[0].timing.in_last_year
    largest = _largest(evidence_of_all(model) if seen is None else seen, in_year)
    units = np.array(sorted({one.unit for one in _recent(model)}), dtype=np.int64)
    for block in blocks(len(units)):
        again = _largest(untold_evidence(model, units[block]), in_year)
        largest[units[block]] = np.maximum(largest[units[block]], again)
    return largest


def untold_evidence(model: Model, units: Integers, first: int | None = None) -> Evidence:
    """Return the evidence of some units as if no change had been told to them in the last year.

    With `first`, as if none had been told from this wave on: what was told before stays known. It
    says how sure a change is that was told: the search begins anew after it, so the evidence of
    the model itself is about another change. What all others say stays the same.
    """
    family = model.family
    told = model.family.told
    recent = _recent(model) if first is None else [one for one in told if one.confirmed >= first]
    earlier = [one for one in family.told if one not in recent]
    before = replace(model, family=replace(family, told=earlier))
    charts = []
    for question in range(len(family.questions)):
        term = known_changes(known_of(question, recent, ()), units, family.waves)
        conditional = model.conditional(question, units).without(term)
        charts.append(
            whiten(conditional, limits(model.classes[units]), before.rates(question, units))
        )
    return evidence(charts, model.rho)


def yearly_p(model: Model, seen: Evidence | None = None) -> Floats:
    """Return the yearly p-value of each unit's change, (units,); NaN without a mean this year."""
    largest = year_evidence(model, seen)
    p = np.full(len(largest), np.nan)
    for place, calibration in model.calibrations.items():
        units = model.year_classes == place
        p[units] = calibration.p_values(largest[units])
    return p


def _recent(model: Model) -> list[Told]:
    """Return the changes that were confirmed in the last year."""
    first = int(np.argmax(model.family.questions[0].timing.in_last_year))
    return [one for one in model.family.told if one.confirmed >= first]


def _judge(model: Model, units: Integers, chart: Floats, team: Floats) -> None:
    """Write the evidence of some units into `chart` and `team`."""
    for block in blocks(len(units)):
        result = model.evidence(units[block])
        chart[:, units[block]], team[units[block]] = result.chart, result.team


def _largest(result: Evidence, in_year: Bools) -> Floats:
    most = np.maximum(result.chart.max(axis=0), result.team)[:, in_year].max(axis=1)
    return np.asarray(np.exp(np.minimum(most, _MAX_LOG)))


def _of(result: list[Told], units: Integers) -> list[Told]:
    """Return changes of a selection of units with the units' own positions."""
    return [replace(one, unit=int(units[one.unit])) for one in result]
