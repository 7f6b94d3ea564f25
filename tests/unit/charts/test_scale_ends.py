"""The words of both ends of a scale stand clear of numbers, crosses and flags."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.scale_ends import Drawn, Ends, place_ends

FIRST = date(2026, 6, 1)
DAYS = [FIRST + timedelta(weeks=2 * number) for number in range(13)]
ENDS = (1.0, 5.0)
WORDS = ("hard", "easy")


def placed(
    *means: float, crosses: tuple[date, ...] = (), flags: tuple[date, ...] = ()
) -> tuple[str, str, Ends]:
    """Return on which sides the words of the good and of the bad end stand, and everything."""
    numbers = [(day, mean, mean) for day, mean in zip(DAYS, means, strict=True)]
    found = place_ends(WORDS, ENDS, Drawn(DAYS[0], DAYS[-1], numbers, crosses, flags))
    high, low = found.labels
    assert (high.text, low.text) == ("easy", "hard")
    return high.position, low.position, found


def test_words_stand_at_the_beginning_inside_their_lines_where_that_is_free() -> None:
    high, low, found = placed(*[3.0] * 13)
    assert (high, low) == ("bottom right", "top right")
    assert [label.value for label in found.labels] == [5, 1]
    assert (found.above, found.below) == (0, 0)


def test_where_a_number_lies_there_they_stand_at_the_end_of_the_time() -> None:
    high, low, found = placed(4.8, *[3.0] * 12)
    assert (high, low) == ("bottom left", "top right")
    assert found.labels[0].day == DAYS[-1]
    assert placed(1.2, *[3.0] * 12)[:2] == ("bottom right", "top left")


def test_where_numbers_lie_everywhere_they_stand_outside_with_room_for_them() -> None:
    high, low, found = placed(*[4.7] * 13)
    assert (high, low) == ("top right", "top right")
    assert found.above > 0.4
    high, low, found = placed(*[1.2] * 13)
    assert (high, low) == ("bottom right", "bottom right")
    assert found.below > 0.4


def test_a_word_stands_over_a_cross_at_the_foot_and_beside_a_flag() -> None:
    _high, low, found = placed(*[3.0] * 13, crosses=(DAYS[1],))
    assert low == "top right"
    assert found.labels[1].value > 1.1
    assert placed(*[3.0] * 13, crosses=(DAYS[6],))[2].labels[1].value == 1, "it lies elsewhere"
    assert placed(*[3.0] * 13, flags=(DAYS[1],))[:2] == ("bottom left", "top left")
    assert placed(*[3.0] * 13, flags=(DAYS[1], DAYS[-2]))[:2] == ("bottom right", "top right")


@given(st.lists(st.sampled_from([1.0, 1.4, 1.6, 3.0, 4.4, 4.6, 5.0]), min_size=13, max_size=13))
def test_no_number_lies_behind_a_word(means: list[float]) -> None:
    *_sides, found = placed(*means)
    for label in found.labels:
        inside = label.position.startswith("bottom" if label.value == ENDS[1] else "top")
        near = [
            mean
            for day, mean in zip(DAYS, means, strict=True)
            if abs((day - label.day).days) <= 24  # Four letters and half a dot: 26 of 168 days.
        ]
        if inside:
            assert all(abs(mean - label.value) > 0.6 for mean in near)
        else:
            assert max(found.above, found.below) > 0
