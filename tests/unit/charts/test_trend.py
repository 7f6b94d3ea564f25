"""Trend figures, looked at without a browser."""

from dataclasses import replace
from datetime import datetime, timedelta

import plotly.graph_objects as go
import pytest

from dashboard.charts.annotations import Mark
from dashboard.charts.chart import ATTENTION, REFERENCE, TEAM, Chart
from dashboard.charts.trend import Reference, trend
from surveys.reading.reports import Trend
from surveys.statistics.level import Level
from surveys.texts import Texts
from tests.scales import on_scale
from tests.unit.charts.reports import EN, a_line, a_trend, a_verdict, waves

FOUR = waves(4)


def judged(*means: float | None, silent: bool = False) -> Trend:
    """Return a trend whose level lies at 3.2 in all waves."""
    held = FOUR[: len(means)]
    verdict = a_verdict(line=a_line(held, *[3.2] * len(means), silent=silent))
    return a_trend(*means, held=held, verdict=verdict)


def chart(*means: float | None, language: str = "en") -> Chart:
    return trend(a_trend(*means), waves(len(means)), Texts(language))


def drawn(shown: Trend) -> go.Figure:
    return trend(shown, FOUR[: len(shown.levels)], EN).figure


def figure(*means: float | None, language: str = "en") -> go.Figure:
    return chart(*means, language=language).figure


def marked(*marks: Mark) -> go.Figure:
    return trend(a_trend(3.0, 3.2, 3.4, 3.3), FOUR, EN, None, marks).figure


def words_in(found: go.Figure) -> dict[str, tuple[datetime, float, str]]:
    """Return what is written in a figure: where each word stands, and its colour."""
    *_rest, written = found.data
    assert written.mode == "text"
    places = zip(written.x, written.y, written.textfont.color, strict=True)
    return dict(
        zip([text.strip("\N{NO-BREAK SPACE}") for text in written.text], places, strict=True)
    )


@pytest.mark.parametrize(
    ("language", "high", "low", "latest"),
    [("en", "5 connected", "1 isolated", "3.5"), ("nl", "5 verbonden", "1 alleen", "3,5")],
)
def test_the_axis_is_the_whole_scale_with_both_ends_and_the_latest_value_named(
    language: str, high: str, low: str, latest: str
) -> None:
    found = figure(2.0, 3.5, language=language)
    bottom, top = found.layout.yaxis.range
    assert bottom <= 1 < 5 <= top
    words = words_in(found)
    assert (words[high][1], words[low][1]) == (5, 1)
    dots, _words = found.data
    assert list(dots.text) == ["", latest]


def test_words_stand_within_the_time_shown_where_they_are_drawn_and_are_no_annotations() -> None:
    for found in (figure(3.0), figure(3.0, 3.5)):
        first, last = found.layout.xaxis.range
        assert all(first <= at <= last for at, _value, _colour in words_in(found).values())
        assert first.date() < found.layout.xaxis.tickvals[0]
    assert not figure(3.0, 3.5).layout.annotations, "a browser is slow at placing them"


def test_means_are_dots_and_the_line_is_the_models_level_in_its_band() -> None:
    band, line, dots, _words = drawn(judged(3.0, 3.5)).data
    assert (dots.mode, list(dots.y)) == ("markers+text", [3.0, 3.5])
    assert dots.hovertext[1].endswith("<b>3.5</b><br>5 to 9 answers")
    assert (line.mode, [y for y in line.y if y is not None][:2]) == ("lines", [3.2, 3.2])
    assert line.hovertext[0].endswith("Level behind it: 3.2 (2.9 – 3.5)")
    assert [y for y in band.y if y is not None] == pytest.approx([3.5, 3.5, 2.9, 2.9])
    assert line.line.color == band.fillcolor == dots.marker.line.color == TEAM
    band, *_rest = drawn(judged(3.0)).data
    assert band.line.width > 0, "a single wave shows its band as a bar"


def test_a_whisker_shows_how_far_a_blurred_mean_may_lie_away() -> None:
    shown = judged(3.0, 4.6)
    plain, newest = shown.levels
    assert isinstance(newest, Level)
    blurred = newest._replace(mean_low=4.5, mean_high=5.0)
    *_level, dots, _words = drawn(replace(shown, levels=[plain, blurred])).data
    assert list(dots.error_y.array) == [0, 0.4]
    assert list(dots.error_y.arrayminus) == [0, 0.1]


def test_without_a_verdict_only_means_are_drawn_and_nothing_connects_them() -> None:
    dots, written = figure(3.0, None, 3.4).data
    assert (dots.mode, list(dots.y)) == ("markers+text", [3.0, 3.4])
    assert written.mode == "text"


def test_the_level_runs_dotted_through_waves_that_are_not_published() -> None:
    band, dotted, line, dots, _words = drawn(judged(3.0, 3.2, None, 3.4)).data
    days = [wave.closes_on for wave in FOUR]
    assert (dotted.line.dash, line.line.dash) == ("dot", None)
    assert [day for day in dotted.x if day] == [days[1], days[2], days[2], days[3]]
    assert [day for day in line.x if day] == days[:2]
    assert list(dots.x) == [days[0], days[1], days[3]]
    assert {day for day in band.x if day} == set(days)


def test_many_silent_people_widen_the_band_by_a_paler_one() -> None:
    pale, band, *_rest = drawn(judged(3.0, 3.5, silent=True)).data
    assert pale.opacity < band.opacity
    assert [y for y in pale.y if y is not None] == pytest.approx([3.7, 3.7, 2.7, 2.7])


def test_three_dates_are_named_at_most_and_a_wave_by_its_title_where_that_fits() -> None:
    assert len(figure(*[3.0] * 13).layout.xaxis.tickvals) == 3
    assert len(figure(3.0).layout.xaxis.tickvals) == 1
    first, second = waves(2)
    named = (replace(first, title="Autumn"), replace(second, title="The first one of autumn"))
    axis = trend(a_trend(3.0, 3.5), named, EN).figure.layout.xaxis
    assert axis.ticktext == ("Autumn", EN.short_date(second.closes_on))


def test_the_larger_unit_is_dotted_and_grey_behind_the_line() -> None:
    three = waves(3)
    beside = Reference("Operations", {three[0].id: 3.1, three[2].id: 3.3})
    dotted, dots, _words = trend(a_trend(3.0, 3.2, 3.4), three, EN, beside).figure.data
    assert (dotted.line.dash, dotted.line.color) == ("dot", REFERENCE)
    assert list(dotted.y) == [3.1, None, 3.3]
    assert list(dots.y) == [3.0, 3.2, 3.4]


def test_what_was_agreed_is_marked_with_a_word_and_what_lies_outside_is_not() -> None:
    within = Mark(FOUR[1].closes_on, "agreement", is_agreement=True)
    found = marked(within, Mark(FOUR[0].closes_on - timedelta(days=1), "long ago"))
    words = words_in(found)
    at, _value, colour = words["agreement"]
    assert (at, colour) == (within.day, ATTENTION)
    assert "long ago" not in words
    assert [shape.x0 for shape in found.layout.shapes] == [within.day]


def test_the_words_of_events_agreements_and_ends_of_the_axis_keep_clear_of_each_other() -> None:
    happened = Mark(FOUR[1].closes_on, "new system")
    found = marked(Mark(FOUR[2].closes_on, "agreement", is_agreement=True), happened)
    words = words_in(found)
    starts = {shape.x0: shape.y0 for shape in found.layout.shapes}
    assert starts[happened.day] == words["new system"][1] > words["agreement"][1]
    named = ((0, "early"), (3, "late"))
    found = marked(*(Mark(FOUR[n].closes_on, word, is_agreement=True) for n, word in named))
    words = words_in(found)
    letters = 12 / (found.layout.height - 40) * 4.2
    assert words["early"][1] > words["1 isolated"][1] + letters
    assert words["late"][1] < words["early"][1]


def test_words_and_table_say_what_the_figure_shows_which_is_made_once() -> None:
    found = trend(judged(3.0, None, 3.5), FOUR[:3], EN)
    for said in (
        "Connection, from 1 (isolated) to 5 (connected), over 3 waves.",
        "Not clear whether this has changed.",
        "Average 3.5, probably between 2.9 and 3.5",
    ):
        assert said in found.description
    assert found.table["Average"] == ["3.5", "–", "3.0"]
    assert found.table["Level behind it"] == ["3.2"] * 3
    assert found.table["Between"] == ["2.9 – 3.5"] * 3
    assert found.figure.to_dict() is found.figure.to_dict()
    assert "Average 3.5, probably between 3.1 and 3.9, if" in chart(3.0, 3.5).description


def test_a_value_that_is_not_of_the_newest_wave_names_its_wave_in_label_and_words() -> None:
    held = waves(3)
    newest = trend(a_trend(3.0, 3.5, 3.6, held=held), held, EN)
    older = a_trend(3.0, 3.5, None, held=held)
    *_rest, dots, _words = trend(older, held, EN).figure.data
    assert [text for text in dots.text if text] == ["3.5 (19 Jan)"]
    assert older.latest_wave == older.older_wave == held[1]
    assert older.level_in_words("en").startswith("Not in the latest wave. 19 Jan: Average 3.5")
    assert older.shares_in_words("en").startswith("Not in the latest wave. 19 Jan: Too few")
    assert "Not in the latest wave" not in newest.description
    titled = [replace(wave, title="Autumn") for wave in held]
    *_rest, dots, _words = trend(a_trend(3.0, None, held=titled[:2]), titled[:2], EN).figure.data
    assert dots.text[0] == "3.0 (Autumn)"


@pytest.mark.parametrize(
    ("scale", "ends"), [({"size": 7}, (1, 7)), ({"min": 0, "max": 20}, (0, 20))]
)
def test_the_axis_of_another_scale_is_the_whole_of_that_one(
    scale: dict[str, int], ends: tuple[int, int]
) -> None:
    shown = a_trend(3.0, 3.4)
    shown = replace(shown, question=on_scale(shown.question, **scale))
    found = trend(shown, waves(2), EN)
    axis = found.figure.layout.yaxis
    assert (axis.tickvals[0], axis.tickvals[-1]) == ends
    assert axis.range[0] < ends[0] < ends[1] < axis.range[1]
    assert f"from {ends[0]} (isolated) to {ends[1]} (connected)" in found.description
