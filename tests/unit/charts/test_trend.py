"""Trend figures, looked at without a browser."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import plotly.graph_objects as go
import pytest

from dashboard.charts.annotations import Mark
from dashboard.charts.chart import BACKGROUND, REFERENCE, TEAM, Chart, escape_html
from dashboard.charts.level import BAND_OPACITY
from dashboard.charts.trend import Reference, trend
from surveys.reading.trend import Trend
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


def traces(found: go.Figure) -> dict[str, go.Scatter]:
    """Return what is drawn, by what it shows."""
    named = {}
    for trace in found.data:
        if trace.fill == "toself":
            kind = "pale" if trace.opacity < BAND_OPACITY else "band"
        elif trace.mode == "text":
            kind = "ends"
        elif trace.mode == "lines":
            kind = "reference" if trace.line.color == REFERENCE else "line"
        elif trace.marker.symbol == "x-thin":
            kind = "too few"
        elif trace.marker.line.color == REFERENCE:
            kind = "flags"
        else:
            kind = "means" if trace.marker.line.color == TEAM else "newest"
        assert kind not in named
        named[kind] = trace
    return named


def words_in(found: go.Figure) -> dict[str, tuple[datetime, float, str]]:
    """Return the names of the ends: where each stands, and on which side of that."""
    written = traces(found)["ends"]
    places = zip(written.x, written.y, written.textposition, strict=True)
    return dict(zip(written.text, places, strict=True))


@pytest.mark.parametrize(
    ("language", "high", "low", "latest"),
    [("en", "connected", "isolated", "3.5"), ("nl", "verbonden", "alleen", "3,5")],
)
def test_the_axis_is_the_whole_scale_with_both_ends_and_the_latest_value_named(
    language: str, high: str, low: str, latest: str
) -> None:
    found = figure(2.0, 3.5, language=language)
    bottom, top = found.layout.yaxis.range
    assert bottom <= 1 < 5 <= top
    assert found.layout.yaxis.tickvals == (1, 3, 5)
    words = words_in(found)
    assert words[high][1:] == (5, "bottom right")
    assert words[low][1:] == (1, "top right")
    assert list(traces(found)["means"].text) == ["", latest]


def test_words_stand_within_the_time_shown_where_they_are_drawn_and_are_no_annotations() -> None:
    for found in (figure(3.0), figure(3.0, 3.5)):
        first, last = found.layout.xaxis.range
        assert all(first.date() <= at <= last.date() for at, *_rest in words_in(found).values())
        assert first.date() <= found.layout.xaxis.tickvals[0]
    assert not figure(3.0, 3.5).layout.annotations, "a browser is slow at placing them"


def test_means_are_open_dots_and_the_line_is_the_models_level_in_its_band() -> None:
    found = traces(drawn(judged(3.0, 3.5)))
    means, line, band, newest = (found[kind] for kind in ("means", "line", "band", "newest"))
    assert (means.mode, list(means.y)) == ("markers", [3.0, 3.5])
    assert set(means.marker.color) == {BACKGROUND}
    assert means.hovertext[1].endswith("<b>3.5</b><br>5 to 9 answers")
    assert list(line.y) == [3.2, 3.2]
    assert line.hovertext[0].endswith("Likely level: <b>3.2</b> (2.9 – 3.5)")
    assert list(band.y) == pytest.approx([3.5, 3.5, 2.9, 2.9])
    assert (list(newest.y), newest.text, newest.marker.color) == ([3.2], ("3.2",), TEAM)
    assert traces(drawn(judged(3.0)))["band"].line.width > 0, "a single wave has a bar"


def test_a_whisker_shows_how_far_a_blurred_mean_may_lie_away() -> None:
    shown = judged(3.0, 4.6)
    plain, newest = shown.levels
    assert isinstance(newest, Level)
    blurred = newest._replace(mean_low=4.5, mean_high=5.0)
    means = traces(drawn(replace(shown, levels=[plain, blurred])))["means"]
    assert list(means.error_y.array) == [0, 0.4]
    assert list(means.error_y.arrayminus) == [0, 0.1]


def test_without_a_verdict_only_means_are_drawn_and_nothing_connects_them() -> None:
    found = traces(figure(3.0, None, 3.4))
    assert set(found) == {"means", "too few", "ends"}
    assert (found["means"].mode, list(found["means"].y)) == ("markers+text", [3.0, 3.4])


def test_the_line_runs_through_waves_with_too_few_answers_and_a_cross_at_the_foot_says_so() -> None:
    found = traces(drawn(judged(3.0, 3.2, None, 3.4)))
    days = [wave.closes_on for wave in FOUR]
    assert list(found["line"].x) == days
    assert list(found["means"].x) == [days[0], days[1], days[3]]
    assert list(found["too few"].x) == [days[2]]
    assert list(found["too few"].y) == [1]
    assert found["too few"].hovertext[0].endswith("too few answered to show")


def test_no_cross_stands_before_the_first_result_or_at_an_imported_wave() -> None:
    assert "too few" not in traces(drawn(judged(None, 3.2, 3.4)))
    imported = [replace(wave, number=None) for wave in FOUR[:3]]
    found = trend(a_trend(3.0, None, 3.4, held=imported), imported, EN).figure
    assert "too few" not in traces(found)


def test_many_silent_people_widen_the_band_by_a_paler_one() -> None:
    found = traces(drawn(judged(3.0, 3.5, silent=True)))
    assert found["pale"].opacity < found["band"].opacity
    assert list(found["pale"].y) == pytest.approx([3.7, 3.7, 2.7, 2.7])


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
    found = traces(trend(a_trend(3.0, 3.2, 3.4), three, EN, beside).figure)
    assert found["reference"].line.dash == "dot"
    assert list(found["reference"].y) == [3.1, None, 3.3]
    assert list(found["means"].y) == [3.0, 3.2, 3.4]


def test_a_flag_has_a_number_and_its_text_in_full_on_hover_and_what_lies_outside_has_none() -> None:
    text = "Agreement: no messages after six that expect an <b>answer</b> before the next day"
    within = Mark(FOUR[1].closes_on, text, number=2)
    found = marked(within, Mark(FOUR[0].closes_on - timedelta(days=1), "long ago"))
    flags = traces(found)["flags"]
    assert (list(flags.x), list(flags.text)) == ([within.day], ["2"])
    (told,) = flags.hovertext
    assert told.replace("<br>", " ") == f"{escape_html(text)}, {EN.short_date(within.day)}"
    assert [shape.x0 for shape in found.layout.shapes] == [within.day]
    assert traces(figure(3.0, 3.2)).keys() == {"means", "ends"}


def test_flags_of_days_close_together_do_not_cover_each_other() -> None:
    day = FOUR[1].closes_on
    marks = [Mark(day + timedelta(days=place), str(place), place + 1) for place in range(3)]
    later = Mark(FOUR[3].closes_on, "later", 4)
    flags = traces(marked(*marks, later))["flags"]
    heights = dict(zip(flags.text, flags.y, strict=True))
    assert heights["4"] == heights["1"] == 5
    assert len({heights["1"], heights["2"], heights["3"]}) == 3


def test_words_and_table_say_what_the_figure_shows_which_is_made_once() -> None:
    found = trend(judged(3.0, None, 3.5), FOUR[:3], EN)
    for said in (
        "Connection, from 1 (isolated) to 5 (connected), over 3 waves.",
        "Not clear whether this has changed.",
        "Average 3.5, probably between 2.9 and 3.5",
    ):
        assert said in found.description
    assert found.table["Average"] == ["3.5", "–", "3.0"]
    assert found.table["Likely level"] == ["3.2"] * 3
    assert found.table["Between"] == ["2.9 – 3.5"] * 3
    assert found.figure.to_dict() is found.figure.to_dict()
    assert "Average 3.5, probably between 3.1 and 3.9, if" in chart(3.0, 3.5).description


def test_a_value_that_is_not_of_the_newest_wave_names_its_wave_in_label_and_words() -> None:
    held = waves(3)
    newest = trend(a_trend(3.0, 3.5, 3.6, held=held), held, EN)
    older = a_trend(3.0, 3.5, None, held=held)
    means = traces(trend(older, held, EN).figure)["means"]
    assert [text for text in means.text if text] == ["3.5 (19 Jan)"]
    assert older.latest_wave == older.older_wave == held[1]
    assert older.level_in_words("en").startswith("Not in the latest wave. 19 Jan: Average 3.5")
    assert older.shares_in_words("en").startswith("Not in the latest wave. 19 Jan: Too few")
    assert "Not in the latest wave" not in newest.description
    titled = [replace(wave, title="Autumn") for wave in held]
    titled_means = traces(trend(a_trend(3.0, None, held=titled[:2]), titled[:2], EN).figure)
    assert titled_means["means"].text[0] == "3.0 (Autumn)"
    line = a_verdict(line=a_line(held, 3.4, 3.4, 3.4))
    judged_older = replace(older, verdict=line)
    assert traces(trend(judged_older, held, EN).figure)["newest"].text == ("3.4 (19 Jan)",)


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


def with_imported(*years_before: float, here: int) -> Trend:
    """Return a trend with imported waves, so long before the first of the waves held here."""
    held = waves(here)
    first = held[0].closes_on
    before = [
        replace(held[0], id=uuid4(), number=None, closes_on=first - timedelta(days=365 * years))
        for years in years_before
    ]
    return a_trend(*[3.2] * (here + len(before)), held=[*before, *held])


@pytest.mark.parametrize(
    ("years", "here", "missing"),
    [
        pytest.param((2.0,), 13, 1, id="they would be squeezed into a corner"),
        pytest.param((2.0, 0.9), 13, 1, id="last year's stays"),
        pytest.param((3.0, 2.0, 1.0), 2, 0, id="two waves have room enough"),
        pytest.param((2.0,), 0, 0, id="nothing was asked here"),
    ],
)
def test_imported_waves_of_long_before_leave_the_room_to_later_ones(
    years: tuple[float, ...], here: int, missing: int
) -> None:
    shown = with_imported(*years, here=max(here, 1))
    if not here:
        held = [replace(wave, number=None) for wave in shown.waves]
        shown = a_trend(*[3.2] * len(held), held=held)
    found = trend(shown, shown.waves, EN, None, [Mark(shown.waves[0].closes_on, "Long ago")])
    kept = [wave.closes_on for wave in shown.waves[missing:]]
    assert list(traces(found.figure)["means"].x) == kept
    start, end = (datetime.fromisoformat(str(day)) for day in found.figure.layout.xaxis.range)
    assert start.date() <= kept[0] < kept[-1] <= end.date()
    assert ("flags" in traces(found.figure)) == (not missing)
    assert {len(column) for column in found.table.values()} == {len(shown.waves)}
