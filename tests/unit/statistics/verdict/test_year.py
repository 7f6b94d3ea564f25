"""A family of units over the waves: what is told, what stands, what a list of all units says."""

from dataclasses import replace

import numpy as np
import pytest

from surveys.statistics.verdict.conditional import blocks
from surveys.statistics.verdict.edition import Family, Model, model
from surveys.statistics.verdict.evidence import evidence
from surveys.statistics.verdict.register import (
    Break,
    Told,
    badges,
    directions_and_onset,
    is_break,
    restarts,
    status,
    told_size,
)
from surveys.statistics.verdict.year import (
    untold_evidence,
    walk,
    year_evidence,
    yearly_p,
)
from tests.unit.statistics.verdict.computed import cells_of, simulated

MONTHLY = [30.0 * wave for wave in range(20)]
UNITS, FALLING, RETURNING = 9, 4, 6
FALLS = {(0, FALLING): [(12, -1.4)], (1, RETURNING): [(5, -1.5), (13, 1.5)]}


def family(waves: int = 20, **options: float) -> Family:
    counts = simulated(UNITS, 20, seed=9, questions=2, falls=FALLS, **options)  # type: ignore[arg-type]
    return Family([cells_of(table[:, :waves], MONTHLY[:waves]) for table in counts])


@pytest.fixture(scope="module")
def start() -> Model:
    return model(family())


@pytest.fixture(scope="module")
def told(start: Model) -> list[Told]:
    return walk(start)


@pytest.fixture(scope="module")
def after(start: Model, told: list[Told]) -> Model:
    return model(replace(start.family, told=told), parameters=start.parameters)


def test_a_fall_is_told_once_with_its_onset(told: list[Told]) -> None:
    fall = [one for one in told if one.unit == FALLING]
    assert [(one.question, one.sign) for one in fall] == [(0, -1)]
    assert fall[0].onset == 12
    assert fall[0].onset <= fall[0].confirmed <= 15


def test_the_way_back_is_told_after_the_fall(told: list[Told]) -> None:
    both = [one for one in told if one.unit == RETURNING]
    assert [(one.question, one.sign) for one in both] == [(1, -1), (1, 1)]
    assert both[0].confirmed < both[1].onset <= both[1].confirmed


def test_nothing_else_is_told(told: list[Told]) -> None:
    assert {one.unit for one in told} == {FALLING, RETURNING}


def test_wave_by_wave_the_same_changes_are_told_as_in_one_walk(
    start: Model, told: list[Told]
) -> None:
    register: list[Told] = []
    for waves in range(3, 21):
        part = replace(family(waves), told=register)
        # Today's parameters and thresholds, as in a walk.
        now = model(part, parameters=start.parameters)
        now = replace(
            now,
            rho=start.rho,
            classes=start.classes,
            year_classes=start.year_classes,
            calibrations=start.calibrations,
        )
        register = register + walk(now, first=waves - 1)
    assert [(one.unit, one.question, one.sign) for one in register] == [
        (one.unit, one.question, one.sign) for one in told
    ]
    for one, other in zip(register, told, strict=True):
        # What later waves say about the common part moves a walk's past a little.
        assert abs(one.confirmed - other.confirmed) <= 1


def test_a_told_change_is_not_told_again_and_starts_the_search_anew(after: Model) -> None:
    assert not [one for one in walk(after, first=19) if one.unit == FALLING]
    fall = next(one for one in after.family.told if one.unit == FALLING)
    rates = after.rates(0, np.array([FALLING]))[0]
    assert not rates[: fall.confirmed + 1].any()
    assert rates[fall.confirmed + 1 :].all()


def test_telling_a_change_does_not_take_it_off_the_list_of_all(start: Model, after: Model) -> None:
    before, now = yearly_p(start), yearly_p(after)
    assert before[FALLING] < 0.01
    assert now[FALLING] < 0.01
    quiet = [unit for unit in range(UNITS) if unit not in {FALLING, RETURNING}]
    assert min(now[quiet]) > 0.02
    fall = next(one for one in after.family.told if one.unit == FALLING)
    units = np.array([FALLING])
    assert after.evidence(units).chart[0, 0, -1] < np.log(after.thresholds()[FALLING])
    assert untold_evidence(after, units).chart[0, 0, fall.confirmed] > np.log(
        after.thresholds()[FALLING]
    )


def test_how_sure_a_second_change_is_does_not_rest_on_the_first(after: Model) -> None:
    units = np.array([RETURNING])
    fall, back = (one for one in after.family.told if one.unit == RETURNING)
    first_known = replace(after.family, told=[one for one in after.family.told if one != back])
    expected = model(first_known, parameters=after.parameters).evidence(units).chart[1, 0, -1]
    assert untold_evidence(after, units, back.confirmed).chart[1, 0, -1] == pytest.approx(
        expected, rel=0.02
    )
    both_untold = untold_evidence(after, units, fall.confirmed).chart[1, 0, -1]
    assert abs(both_untold - expected) > 0.5


def test_size_and_onset_of_what_was_told(after: Model) -> None:
    for one in after.family.told:
        conditional = after.conditional(one.question, np.arange(UNITS))
        size = told_size(conditional, one, after.family.known(one.question))
        assert size is not None
        true = 1.4 if one.unit == FALLING else 1.5
        assert size.low < size.mean < size.high
        assert size.low - 0.2 < one.sign * true < size.high + 0.2
        assert size.onset_from <= one.onset <= size.onset_to
        expected = "followed by another" if one.onset < 8 else "told"
        timing = conditional.timing
        assert status(one, size, after.family.told, timing) == expected


def test_how_long_a_change_stands(after: Model) -> None:
    fall = next(one for one in after.family.told if one.unit == FALLING)
    timing = after.family.questions[0].timing
    conditional = after.conditional(0, np.arange(UNITS))
    size = told_size(conditional, fall, after.family.known(0))
    assert size is not None
    old = replace(fall, onset=3)
    assert status(old, size, [old], timing) == "steady"
    assert status(replace(fall, onset=-1), size, [], timing) == "steady"
    assert status(fall, replace(size, better=0.3), [fall], timing) == "no longer visible"
    assert status(fall, None, [fall], timing) == "no longer visible"
    better = replace(fall, sign=1)
    assert status(better, replace(size, better=0.95), [better], timing) == "told"


def test_a_badge_needs_a_direction_of_the_charts_own(start: Model) -> None:
    """Beside questions that fall, one that stays looks better; the team's evidence is for all."""
    units = np.arange(UNITS)
    charts = start.charts(units)
    certain = evidence(charts, start.rho)
    certain = replace(
        certain, chart=np.full_like(certain.chart, 5), team=np.full_like(certain.team, 5)
    )
    told = badges(charts, certain, np.ones(UNITS), 14)
    sure = np.stack([np.maximum(*directions_and_onset(chart, 14)[:2]) >= 0.9 for chart in charts])
    assert {(one.question, one.unit) for one in told} == set(zip(*np.nonzero(sure), strict=True))
    assert 0 < len(told) < sure.size


def test_a_known_break_is_no_badge(start: Model) -> None:
    broken = replace(start.family, breaks=[Break(FALLING, 12)])
    told = walk(model(broken, parameters=start.parameters))
    assert FALLING not in {one.unit for one in told}
    assert restarts(broken.known(0), UNITS)[FALLING] == 12


@pytest.mark.parametrize(
    ("before", "after_", "moved", "answers", "expected"),
    [
        (9, 12, 0, 0, False),
        (9, 13, 0, 0, True),
        (12, 7, 0, 0, True),
        (None, 7, 0, 0, False),
        (90, 90, 30, 90, False),
        (90, 90, 31, 90, True),
    ],
)
def test_what_is_a_break(
    before: int | None, after_: int, moved: int, answers: int, expected: bool
) -> None:
    assert is_break(before, after_, moved, answers) is expected


def test_the_same_edition_gives_the_same_numbers(start: Model) -> None:
    again = model(family())
    assert again.parameters == start.parameters
    assert np.array_equal(again.thresholds(), start.thresholds())
    assert np.array_equal(year_evidence(again), year_evidence(start))
    assert walk(again) == walk(start)


def test_thresholds_grow_with_the_waves_before_the_year(start: Model) -> None:
    first, second = (
        model(start.family, parameters=start.parameters, history=history).thresholds()[0]
        for history in (0, 100)
    )
    assert start.designs[int(start.year_classes[0])].history == 7
    assert first < start.thresholds()[0] < second


def test_blocks_change_nothing(start: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = year_evidence(start)
    monkeypatch.setattr("surveys.statistics.verdict.conditional.BLOCK", 2)
    assert [len(units) for units in blocks(UNITS)] == [2, 2, 2, 2, 1]
    again = model(start.family, parameters=start.parameters)
    assert again.rho == pytest.approx(start.rho, abs=1e-12)
    assert again.thresholds() == pytest.approx(start.thresholds(), rel=1e-9)
    assert year_evidence(again) == pytest.approx(expected, rel=1e-9)


def test_a_hidden_wave_changes_no_evidence_and_confirms_nothing(start: Model) -> None:
    hidden = family()
    cells = [replace(one, answers=one.answers.copy()) for one in hidden.questions]
    for one in cells:
        one.answers[FALLING, 14:] = 0
    now = model(replace(hidden, questions=cells), parameters=start.parameters)
    result = now.evidence(np.array([FALLING]))
    assert result.chart[0, 0, 14] == pytest.approx(result.chart[0, 0, 13])
    assert all(one.confirmed < 14 for one in walk(now) if one.unit == FALLING)


def test_one_unit_alone_three_waves_and_a_unit_without_a_mean() -> None:
    counts = simulated(2, 3, seed=3, questions=2)
    counts[:, 1] = 0
    two = model(Family([cells_of(table, MONTHLY[:3]) for table in counts]))
    assert two.thresholds()[0] > 1
    assert two.thresholds()[1] == np.inf
    assert np.isnan(yearly_p(two)[1])
    assert walk(two) == []
    alone = model(Family([cells_of(table[:1], MONTHLY[:3]) for table in counts]))
    assert np.isfinite(alone.posterior(0, np.array([0])).level).all()
    first = model(Family([cells_of(table[:, :1], MONTHLY[:1]) for table in counts]))
    assert walk(first) == []
    assert (first.posterior(0, np.array([0])).no_change == 1).all()


def test_other_families_keep_the_noise_of_the_lowest_units(start: Model) -> None:
    counts = simulated(3, 12, seed=5, questions=2)
    s2 = [one.s2 for one in start.family.questions]
    cells = [
        replace(cells_of(table, MONTHLY[:12]), s2=variance)
        for table, variance in zip(counts, s2, strict=True)
    ]
    parts = [p.r / variance for p, variance in zip(start.parameters, s2, strict=True)]
    other = model(Family(cells), r_parts=parts)
    assert [one.r for one in other.parameters] == pytest.approx([p.r for p in start.parameters])
