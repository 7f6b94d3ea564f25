"""Cohen's kappa against published tables, another library, and its properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from surveys.statistics import InsufficientData
from surveys.statistics.kappa import Kappa, cohens_kappa

FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
"""Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, table 18.1."""

CELLS = arrays.arrays(float, st.integers(2, 5).map(lambda k: (k, k)), elements=st.integers(0, 60))


def known(table: object, least: int = 1) -> Kappa:
    found = cohens_kappa(np.array(table, dtype=float), least=least)
    assert isinstance(found, Kappa)
    return found


def test_the_example_of_fleiss_gives_the_published_kappa() -> None:
    found = known(FLEISS)
    assert found.n == 100
    assert found.observed == pytest.approx(0.89)
    assert found.expected == pytest.approx(0.66)
    assert round(found.kappa, 2) == 0.68


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
    ],
)
def test_worked_examples(table: list[list[int]], kappa: float) -> None:
    assert round(known(table).kappa, 4) == kappa


def test_too_few_cases_and_codes_that_never_differ_have_no_kappa() -> None:
    assert cohens_kappa(np.array([[10.0, 2], [3, 14]])) == InsufficientData("answers", 29, 30)
    assert cohens_kappa(np.array([[40.0, 0], [0, 0]])) == InsufficientData("differences", 0, 1)
    assert cohens_kappa(np.zeros((2, 2)), least=0) == InsufficientData("answers", 0, 1)


@pytest.mark.parametrize("table", [np.ones((2, 3)), -np.ones((2, 2))])
def test_an_impossible_table_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match="square table"):
        cohens_kappa(table)


@given(CELLS)
def test_swapping_the_coders_changes_nothing_and_the_interval_holds_the_value(
    table: np.ndarray,
) -> None:
    found, swapped = cohens_kappa(table, least=1), cohens_kappa(table.T, least=1)
    if isinstance(found, InsufficientData):
        assert found == swapped
        return
    assert isinstance(swapped, Kappa)
    assert found.kappa == pytest.approx(swapped.kappa)
    assert found.error == pytest.approx(swapped.error, abs=1e-9)
    assert -1 <= found.low <= found.kappa <= found.high <= 1


@given(CELLS)
def test_complete_agreement_is_one(table: np.ndarray) -> None:
    found = cohens_kappa(np.diag(np.diag(table)), least=1)
    if isinstance(found, Kappa):
        assert found.kappa == pytest.approx(1.0)
        assert found.error == pytest.approx(0.0, abs=1e-6)


@given(CELLS)
def test_another_library_agrees(table: np.ndarray) -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    found = cohens_kappa(table, least=1)
    if isinstance(found, Kappa):
        # It divides by an error of nothing where no agreement is possible.
        with np.errstate(all="ignore"):
            theirs = inter_rater.cohens_kappa(table)
        assert found.kappa == pytest.approx(theirs.kappa, abs=1e-9)
        # Its variance of nothing may be a little below it, and has no root then.
        if not np.isnan(theirs.std_kappa):
            assert found.error == pytest.approx(theirs.std_kappa, abs=1e-6)
