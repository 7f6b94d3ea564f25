"""Tables of slides are as large as their slide allows, and are never cut."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dashboard.reports.slide_master import FOOT, TOP
from dashboard.reports.slide_tables import TablePage, _on_a_line, table_pages
from surveys.reports.document import Report, Table

REPORT = Report(
    language="en",
    name="North",
    above="",
    period="Wave 13",
    period_key="2026-11-16",
    file_name="north",
    made_on=date(2026, 11, 30),
    facts=(),
    not_shown="",
    sections=(),
    topics={},
    words={"all_in_workbook": "All rows are in the workbook."},
)
cells = st.text("abc defgh", max_size=120)


def drawn(rows: list[list[str]]) -> list[TablePage]:
    return list(table_pages(Table(["Unit", "About", "In words"], rows), REPORT))


def test_a_table_of_few_rows_is_read_from_the_back_of_a_room() -> None:
    [page] = drawn([["Planning", "Workload", "Heavier since September or October."]])
    assert page.size == 16


def test_a_long_table_goes_over_several_slides_in_small_letters() -> None:
    assert {page.size for page in drawn([["Planning", "Workload", "Heavier."]] * 50)} == {11}


def test_a_date_stays_on_one_line() -> None:
    words = "At the end of the week we look back. " * 4
    [page] = drawn([["5 November 2026", words, words]])
    assert page.size < 16
    assert len("5 November 2026") <= _on_a_line(page.widths[0], page.size)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=30))
def test_rows_stand_once_in_their_order_and_end_above_the_foot(rows: list[list[str]]) -> None:
    pages = drawn(rows)
    kept = [place for place in range(3) if any(row[place] for row in rows)]
    assert [row for page in pages for row in page.rows] == [[row[i] for i in kept] for row in rows]
    assert all(page.height <= int(FOOT) - int(TOP) for page in pages)
