"""A number in a figure is the number in the words beside it, in its last digit too."""

from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.charts.chart import as_shown
from surveys.texts import Texts

EN = Texts("en")


@given(value=st.floats(1, 5))
@example(value=2.45)
@example(value=1.05)
@example(value=4.65)
def test_it_is_rounded_as_it_is_written(value: float) -> None:
    assert f"{as_shown(value):.1f}" == EN.number(value)


@given(total=st.integers(5, 5_000), answers=st.integers(5, 1_000))
def test_so_is_an_average_of_answers(total: int, answers: int) -> None:
    assert f"{as_shown(total / answers):.1f}" == EN.number(total / answers).replace(",", "")
