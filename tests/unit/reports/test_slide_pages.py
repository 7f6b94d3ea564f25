"""Rows are divided over slides evenly: no slide is made for a single thing that was left over."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.reports.slide_pages import divided_evenly

heights = st.lists(st.integers(1, 100), max_size=60)
rooms = st.integers(100, 400)


def loads(rows: list[int], pages: list[int]) -> list[int]:
    ends = [0, *accumulate(pages)]
    return [sum(rows[first:last]) for first, last in pairwise(ends)]


def filled_one_after_the_other(rows: list[int], room: int) -> list[int]:
    pages = [0]
    for row in rows:
        if pages[-1] + row > room:
            pages.append(0)
        pages[-1] += row
    return pages


@given(rows=heights, room=rooms)
def test_everything_stands_once_in_its_order_and_no_page_is_too_full(
    rows: list[int], room: int
) -> None:
    pages = divided_evenly(rows, room)
    assert sum(pages) == len(rows)
    assert all(load <= room for load in loads(rows, pages))
    assert len(pages) == 1 or all(pages)


@given(rows=heights, room=rooms)
def test_it_takes_no_more_pages_and_leaves_none_fuller_than_filling_one_after_the_other(
    rows: list[int], room: int
) -> None:
    usual = filled_one_after_the_other(rows, room)
    pages = divided_evenly(rows, room)
    assert len(pages) == len(usual)
    assert max(loads(rows, pages)) <= max(usual)


def test_forty_rows_of_which_thirteen_fit_leave_no_slide_with_one_row() -> None:
    assert divided_evenly([10] * 40, 130) == [10, 10, 10, 10]


def test_a_paragraph_below_a_full_page_takes_rows_along() -> None:
    assert divided_evenly([10] * 13 + [20], 130) == [8, 6]


def test_what_is_higher_than_a_page_stands_alone() -> None:
    assert divided_evenly([5, 300, 5], 100) == [1, 1, 1]
