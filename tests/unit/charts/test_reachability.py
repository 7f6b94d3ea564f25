"""The two sides of reachability in one picture."""

import pytest

from dashboard.charts.chart import Chart
from dashboard.charts.reachability import reachability
from surveys.texts import Texts
from tests.unit.charts.reports import EN, NL, a_line, a_trend, a_verdict, drawn, waves


def picture(access: list[float | None], always_on: list[float | None], texts: Texts) -> Chart:
    sides = a_trend(*access, question="ra_1"), a_trend(*always_on, question="ao_1")
    return drawn(reachability(*sides, waves(len(access)), texts))


def test_every_wave_with_both_sides_is_a_dot_and_the_latest_is_a_ring() -> None:
    _path, dots, _cross = picture([3.0, None, 4.0], [2.0, 2.5, 3.5], EN).figure.data
    assert (list(dots.x), list(dots.y)) == ([3.0, 4.0], [2.0, 3.5])
    assert list(dots.marker.line.width) == [0, 3]
    older, latest = dots.marker.opacity
    assert older < latest == 1


def test_the_four_corners_are_named_and_the_words_say_where_the_latest_is() -> None:
    found = picture([4.0], [2.0], EN)
    named = {note.text.replace("<br>", " ") for note in found.figure.layout.annotations}
    reach = {"free, hard to reach", "always on, hard to reach"}
    assert named == reach | {"calm and in touch", "in touch, always on"}
    assert found.description.endswith("in touch, always on.")
    assert "Reaching others 4.0 (between 3.6 and 4.4)" in found.description


def test_the_cross_is_the_band_of_the_level_where_there_is_a_verdict() -> None:
    held = waves(2)
    across, up = (
        a_trend(4.0, 3.0, question=q, held=held, verdict=a_verdict(line=a_line(held, 3.6, level)))
        for q, level in (("ra_1", 3.2), ("ao_1", 2.8))
    )
    found = drawn(reachability(across, up, held, EN))
    *_rest, cross = found.figure.data
    assert list(cross.x)[:2] == [2.9, 3.5]
    assert list(cross.y)[3:] == [2.5, 3.1]
    assert "Reaching others 3.0 (between 2.9 and 3.5), switching off 3.0 (between 2.5 and 3.1)" in (
        found.description
    )


@pytest.mark.parametrize("texts", [EN, NL])
def test_the_name_of_a_corner_stays_in_its_corner_on_a_phone(texts: Texts) -> None:
    notes = picture([4.0], [2.0], texts).figure.layout.annotations
    lines = [note.text.split("<br>") for note in notes]
    assert [len(name) for name in lines] == [2] * 4
    assert max(len(line) for name in lines for line in name) <= 17


def test_the_table_has_both_sides_and_there_is_no_picture_without_a_wave_that_has_both() -> None:
    wave, access, always_on = picture([4.0, 3.0], [2.0, 2.4], NL).table.values()
    assert wave[0].startswith("Peiling 2")
    assert (access, always_on) == (["3,0", "4,0"], ["2,4", "2,0"])
    sides = a_trend(None, 3.0, question="ra_1"), a_trend(2.0, None, question="ao_1")
    assert reachability(*sides, waves(2), EN) is None
