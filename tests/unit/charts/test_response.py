"""How many answer, wave after wave."""

import dataclasses

import pytest

from dashboard.charts.response import response
from surveys.instrument.reference_values import load_response_study
from surveys.reading.bands import Bands
from surveys.reading.response import ResponseReport, response_of
from surveys.reading.team_report import TeamReport
from tests.unit.charts.reports import EN, NL, drawn, waves


def report(*ballots: int | None, invited: int | None = 100) -> ResponseReport:
    held = [
        dataclasses.replace(wave, participation=Bands(5, 10).of(number, invited))
        for wave, number in zip(waves(len(ballots)), ballots, strict=True)
    ]
    return response_of(TeamReport(held[0].id, "All", held, []))


def test_the_line_has_tenths_of_the_invited_and_the_study_is_dotted() -> None:
    found = drawn(response(report(81, 72, 100, 12), EN))
    study, here = found.figure.data
    assert list(here.y) == [0.8, 0.7, 0.9, 0.2]
    assert study.line.dash == "dot"
    assert found.table["Answered"] == [
        "fewer than 3 in 10",
        "9 in 10 or more",
        "about 7 in 10",
        "about 8 in 10",
    ]
    labels = [
        drawn(response(report(n), EN)).figure.layout.annotations[0].text for n in (12, 72, 99)
    ]
    assert labels == ["&lt; 3/10", "7/10", "≥ 9/10"]


def test_the_study_lost_half_of_those_who_answered_and_is_told_with_its_numbers_and_year() -> None:
    parts = load_response_study().response_rates
    assert parts[0] == pytest.approx(41_325 / 116_992)
    assert parts[-1] / parts[0] == pytest.approx(0.474, abs=0.001)
    said = report(80).study_in_words("nl")
    for number in ("41.325", "19.594", "2020", "19 organisaties"):
        assert number in said


def test_a_fall_comes_with_a_caution_and_a_steady_response_without() -> None:
    assert "read a change with care" in report(80, 60).in_words("en")
    assert report(80, 78).in_words("en") == (
        "About 8 in 10 of 100 people answered. In the first wave it was about 8 in 10."
    )
    assert "lees een verandering dus voorzichtig" in report(80, 60).in_words("nl")


def test_waves_not_published_are_left_out_and_without_known_numbers_there_is_no_chart() -> None:
    assert drawn(response(report(80, None, 70), EN)).table["Answered"] == [
        "about 7 in 10",
        "about 8 in 10",
    ]
    unknown = report(80, 70, invited=None)
    assert response(unknown, NL) is None
    assert unknown.in_words("en") == "It is not known how many were invited."
