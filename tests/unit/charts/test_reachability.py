"""The two sides of reachability in one picture."""

from dataclasses import replace

import pytest

from dashboard.charts.chart import Chart
from dashboard.charts.reachability import reachability
from surveys.statistics.verdict.levels import LevelVerdict
from surveys.texts import Texts
from tests.unit.charts.reports import EN, NL, a_line, a_trend, a_verdict, drawn, waves


def picture(access: list[float | None], always_on: list[float | None], texts: Texts) -> Chart:
    sides = a_trend(*access, question="ra_1"), a_trend(*always_on, question="ao_1")
    return drawn(reachability(*sides, waves(len(access)), texts))


def test_the_newest_wave_is_a_ring_with_a_tail_of_the_three_before_it() -> None:
    means = [3.0, 3.1, None, 3.3, 3.4, 4.0]
    tail, _cross, ring, _ends = picture(means, [2.0] * 5 + [3.5], EN).figure.data
    assert (list(ring.x), list(ring.y)) == ([4.0], [3.5])
    assert ring.text == ("16 Mar",)
    assert list(tail.x) == [3.1, 3.3, 3.4]
    assert list(tail.marker.opacity) == sorted(tail.marker.opacity)
    assert [text.strip() for text in tail.text] == ["19 Jan", "", ""]
    assert (tail.textposition, ring.textposition) == ("bottom left", "top center")
    tail, _cross, ring, _ends = picture([4.0, 3.1], [3.5, 2.0], EN).figure.data
    assert (tail.textposition, ring.textposition) == ("top right", "bottom center")
    assert len(tail.x) == 3


def test_both_axes_are_named_at_their_ends_in_words() -> None:
    *_rest, ends = picture([3.0], [2.0], EN).figure.data
    named = dict(zip(ends.text, zip(ends.x, ends.y, strict=True), strict=True))
    assert named == {
        "free to let go": (1, 5),
        "always reachable<br>Reaching others: hard": (1, 1),
        "easy": (5, 1),
    }


@pytest.mark.parametrize(
    ("access", "always_on", "name"),
    [
        (4.0, 2.0, "in touch, always reachable"),
        (4.0, 4.0, "calm and in touch"),
        (2.0, 4.0, "free to let go, hard to reach"),
        (2.0, 2.0, "always reachable, hard to reach"),
        # Bounds lie 0.4 to both sides.
        (4.0, 3.3, None),
        (3.4, 3.5, None),
        (2.7, 2.0, None),
    ],
)
def test_a_corner_is_named_only_where_both_bounds_lie_on_its_side(
    access: float, always_on: float, name: str | None
) -> None:
    found = picture([access], [always_on], EN)
    named = [note.text.replace("<br>", " ") for note in found.figure.layout.annotations]
    assert named == ([name] if name else [])
    assert len(found.figure.layout.shapes) == (name == "calm and in touch")
    said = name or "too close to the middle to say on which side"
    assert found.description.endswith(f"where 5 is good: {said}.")


def test_where_the_latest_wave_with_both_is_an_older_one_the_words_name_it() -> None:
    assert picture([4.0], [2.0], EN).description.startswith("Reaching others 4.0 (between 3.6")
    older = picture([4.0, 4.0], [2.0, None], EN).description
    assert older.startswith("Not in the latest wave. 5 Jan: Reaching others 4.0")


def test_ring_and_cross_are_level_and_band_as_on_the_cards_where_there_is_a_verdict() -> None:
    held = waves(2)
    across, up = (
        a_trend(4.0, 3.0, question=q, held=held, verdict=a_verdict(line=a_line(held, 3.6, level)))
        for q, level in (("ra_1", 3.2), ("ao_1", 2.8))
    )
    found = drawn(reachability(across, up, held, EN))
    _tail, cross, ring, _ends = found.figure.data
    assert (list(ring.x), list(ring.y)) == ([3.2], [2.8])
    assert list(cross.x)[:2] == [2.9, 3.5]
    assert list(cross.y)[3:] == [2.5, 3.1]
    assert "Reaching others 3.2 (between 2.9 and 3.5), switching off 2.8 (between 2.5 and 3.1)" in (
        found.description
    )


def test_no_corner_is_named_where_a_card_calls_the_level_mixed() -> None:
    held = waves(1)
    mixed = a_verdict(line=a_line(held, 3.8), question="ao_1")
    good = replace(mixed, level=LevelVerdict("good", 0.0, 0.05, 0.95, by_share=False))
    ends = []
    for verdict in (mixed, good):
        across, up = (
            a_trend(3.8, question=question, held=held, verdict=of_side)
            for question, of_side in (("ra_1", good), ("ao_1", verdict))
        )
        ends.append(drawn(reachability(across, up, held, EN)).description.partition("good: ")[2])
    assert ends == ["too close to the middle to say on which side.", "calm and in touch."]


@pytest.mark.parametrize("texts", [EN, NL])
def test_the_name_of_a_corner_stays_in_its_corner_on_a_phone(texts: Texts) -> None:
    ends = [(4.0, 4.0), (4.0, 2.0), (2.0, 4.0), (2.0, 2.0)]
    pictures = [picture([across], [up], texts).figure for across, up in ends]
    lines = [note.text.split("<br>") for found in pictures for note in found.layout.annotations]
    assert [len(name) for name in lines] == [2] * 4
    assert max(len(line) for name in lines for line in name) <= 18


def test_the_table_has_both_sides_and_there_is_no_picture_without_a_wave_that_has_both() -> None:
    wave, access, always_on = picture([4.0, 3.0], [2.0, 2.4], NL).table.values()
    assert wave[0].startswith("Peiling 2")
    assert (access, always_on) == (["3,0", "4,0"], ["2,4", "2,0"])
    sides = a_trend(None, 3.0, question="ra_1"), a_trend(2.0, None, question="ao_1")
    assert reachability(*sides, waves(2), EN) is None
