"""The map of all units: what reaches the browser."""

import json
import re
from dataclasses import replace
from typing import Any

from dashboard.components import text_beside
from dashboard.results.unit_map_view import map_rows
from surveys.reading.organisation import Cell
from surveys.statistics import InsufficientData
from surveys.texts import Texts
from tests.scales import on_scale
from tests.unit.charts.reports import EN, NL, a_column, a_level, a_unit, a_verdict

QUESTIONS = [a_column("mood_1"), a_column("wl_1")]
FEW = InsufficientData("answers", 0, 5)

LOW = a_unit(
    "Planning",
    {
        "mood_1": Cell(a_level(3.8), a_verdict(), (3.6, 3.7)),
        "wl_1": Cell(a_level(1.8), a_verdict("worse", needs_attention=True), (2.9, 1.9)),
    },
)
HIGH = a_unit("Sales", {"mood_1": Cell(a_level(4.4), a_verdict("better"))}, above=LOW.id)
HIDDEN = a_unit("Night shift", None)


def sent(*units: Any, texts: Texts = EN, questions: Any = QUESTIONS) -> Any:
    return json.loads(map_rows(questions, units, texts))


def values(row: list[Any]) -> list[float | None]:
    """Return the number that each cell shows: that of the last of its six waves."""
    shown = [row[4][place] for place in range(5, len(row[4]), 6)]
    return [None if sign == " " else (ord(sign) - 40) / 10 for sign in shown]


def test_a_cell_has_the_level_of_the_units_page_its_last_waves_and_a_mark_of_what_is_told() -> None:
    low, hidden, high = sent(LOW, HIDDEN, HIGH)["units"]
    assert (low[0], low[1], low[5]) == ("Planning", 0, ".W")
    assert low[4] == "    LM    E;"
    assert values(low) == [3.7, 1.9], "the level, not the average of the wave"
    assert (high[1], high[5], values(high)) == (1, "b.", [4.4, None])
    assert (hidden[3], hidden[4], hidden[5]) == (-1, "", "..")


def test_what_a_units_page_says_goes_with_the_mark_once_for_each_sentence() -> None:
    shown = sent(LOW, LOW, HIGH)
    assert set(shown["told"]) == {"0:1", "1:1", "2:0"}
    assert shown["told"]["0:1"] == shown["told"]["1:1"]
    said = shown["sentences"][shown["told"]["0:1"]]
    assert said.startswith("Probably heavier since February, by 0.3 to 0.8.")
    assert "Needs attention: too heavy" in said
    assert shown["bands"] == ["5 to 9 answers"]


def test_older_numbers_are_shown_only_where_something_stands_out_and_called_old() -> None:
    quiet = a_unit("Desk", {"wl_1": Cell(FEW, a_verdict(), (3.0, 3.1))})
    told = a_unit("Post", {"wl_1": Cell(FEW, a_verdict(needs_attention=True), (2.0, 2.1))})
    shown = sent(quiet, replace(told, participation=None))
    assert values(shown["units"][0]) == [None, None]
    assert values(shown["units"][1]) == [None, 2.1]
    assert shown["units"][1][5] == ".a"
    assert shown["old"] == ["1:1"]


def test_both_languages_and_a_column_on_another_scale_names_its_ends() -> None:
    seven = replace(QUESTIONS[0], question=on_scale(QUESTIONS[0].question, size=7))
    shown = sent(LOW, texts=NL, questions=[seven, QUESTIONS[1]])
    assert shown["decimal"] == ","
    (name, ends, _), (other, others, question) = shown["heads"]
    assert name == "Stemming"
    assert ends.endswith("(1–7)")
    assert (other, question) == ("Werk behapbaar", "wl_1")
    assert "(" not in others


def test_names_stay_text_and_nothing_is_asked_of_another_host() -> None:
    hostile = a_unit("<img src=x onerror=alert(1)>", {})
    assert sent(hostile)["units"][0][0] == hostile.name
    script = text_beside("unit_map.js")
    assert "innerHTML" not in script
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)


def test_2500_units_take_less_than_290_kilobytes() -> None:
    six = [a_column(q) for q in ("mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1")]
    cells = {q.question.id: Cell(a_level(3.8), a_verdict(), (3.0,) * 6) for q in six}
    unit = a_unit("A department 12 · team 7", cells)
    assert len(map_rows(six, [unit] * 2_500, EN)) < 290_000
