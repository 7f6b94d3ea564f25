"""How answers are divided, as a bar."""

import pytest

from dashboard.charts.shares import IN_A_CARD, shares_bar
from surveys.instrument.file import shipped
from surveys.instrument.scales import Choice
from surveys.reading.shares import Shares, choices, groups_of, names_of, shares
from surveys.statistics import InsufficientData
from tests.unit.charts.reports import EN, NL, drawn

WORKLOAD, AMOUNT = shipped().question("wl_1"), shipped().question("wl_c")


def test_the_parts_stand_from_bad_to_good_and_fill_the_bar_with_bounds_in_the_table() -> None:
    found = drawn(shares_bar(shares([1, 2, 3, 8, 6], groups_of(WORKLOAD), 10), EN))
    parts = [float(bar.x[0]) for bar in found.figure.data]
    assert parts == pytest.approx([0.15, 0.15, 0.70])
    texts = [bar.text[0] for bar in found.figure.data]
    assert texts == ["unfavourable<br>15%", "neutral<br>15%", "favourable<br>70%"]
    narrow = drawn(shares_bar(shares([1, 2, 3, 8, 6], groups_of(WORKLOAD), 10), EN, IN_A_CARD))
    texts = [bar.text[0] for bar in narrow.figure.data]
    assert texts == ["15%", "neutral<br>15%", "favourable<br>70%"], (
        "a name that does not fit is left out"
    )
    found = drawn(shares_bar(shares([0, 0, 5, 5, 10], groups_of(WORKLOAD), 10), EN))
    for part, between in zip(found.table["Part"], found.table["Between"], strict=True):
        low, high = (int(bound.strip(" %")) for bound in between.split("–"))
        assert low <= int(part.strip("%")) <= high


def test_too_little_stands_left_of_right_and_too_much_right_of_it() -> None:
    divided = shares([2, 4, 10, 3, 1], groups_of(AMOUNT), 10, names_of(AMOUNT))
    found = drawn(shares_bar(divided, NL))
    assert found.table["Antwoord"] == ["Te weinig", "Precies goed", "Te veel"]
    assert found.table["Deel"] == ["30%", "50%", "20%"]
    assert found.description == divided.in_words("nl")


def test_too_few_answers_and_options_of_which_several_may_be_chosen_are_no_bar() -> None:
    assert shares_bar(Shares(InsufficientData("answers", 4, 10)), EN) is None
    asked = shipped().question("fh_4")
    assert isinstance(asked.scale, Choice)
    chosen = choices([6] * asked.scale.size, 12, asked.scale, 10)
    assert not isinstance(chosen.parts, InsufficientData)
    assert shares_bar(chosen, EN) is None
