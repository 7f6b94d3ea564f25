"""HR's list: the same verdicts as on the units' pages, reasons to look first."""

import pytest

from surveys.reading.highlights import Highlight, Highlights
from surveys.reading.verdicts.verdict import Change, Verdict
from tests.unit.charts.reports import a_column, a_unit, a_verdict

WORKLOAD = a_column("wl_1")


def listed(*verdicts: Verdict, among_all: bool = False) -> Highlight:
    unit = a_unit("Planning", {})
    of_unit = [(WORKLOAD, verdict) for verdict in verdicts]
    return Highlight(unit.id, unit.name, unit.above, among_all, of_unit)


@pytest.mark.parametrize(
    ("change", "needs_attention", "urgency"),
    [
        ("worse", True, 0),
        ("worse", False, 1),
        ("better", True, 2),
        ("unclear", True, 2),
        ("too early", True, 2),
        ("better", False, 3),
        ("unclear", False, 4),
        ("too early", False, 4),
    ],
)
def test_what_got_worse_comes_before_a_bad_level_and_that_before_what_got_better(
    change: Change, needs_attention: bool, urgency: int
) -> None:
    verdict = a_verdict(change, needs_attention=needs_attention)
    assert verdict.urgency == urgency
    assert verdict.is_reason_to_look == (urgency < 3)
    assert verdict.stands_out == (urgency < 4)


def test_a_row_says_in_one_line_what_the_page_says_of_a_verdict() -> None:
    unit = listed(a_verdict("worse", question="wl_1"))
    [told] = unit.verdicts
    summary = Highlights([unit]).summary(told, "en")
    assert (summary.word, summary.tone) == ("Probably heavier", "worse")
    assert summary.told == " since February, by 0.3 to 0.8"
    with pytest.raises(ValueError, match="nothing stands out about wl_1"):
        Highlights().summary((WORKLOAD, a_verdict()), "en")


def test_the_list_has_two_parts_and_says_how_many_badges_come_by_chance() -> None:
    first, second = listed(a_verdict("worse"), among_all=True), listed(a_verdict("better"))
    found = Highlights([first, second], units=30)
    assert (list(found.among_all), list(found.others)) == ([first], [second])
    assert found.by_chance_in_words("en") == (
        "Of 30 units about 3 show a badge in a year in which nothing changes."
    )
    assert "about 8 show" in Highlights(units=30, budget=0.25).by_chance_in_words("en")
    assert "about 1 shows" in Highlights(units=3).by_chance_in_words("en")
