"""A bar for each theme of comments, on a scale of all comments; the table has every wave."""

from datetime import date, timedelta
from uuid import uuid4

from dashboard.charts.comment_themes import comment_themes
from surveys.instrument import COMMENT
from surveys.open_answers import CommentThemes, ThemesInWave
from surveys.open_answers.codebook import shipped
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import LANGUAGES, Texts

FIRST = date(2026, 3, 6)


def wave(place: int, of: int, **numbers: int) -> ThemesInWave:
    day = FIRST + place * timedelta(days=28)
    return ThemesInWave(WaveOfUnit(uuid4(), place, None, day, day, None), COMMENT, of, numbers)


def found(*waves: ThemesInWave) -> CommentThemes:
    return CommentThemes(waves, {theme.id: theme for theme in shipped().themes})


def test_the_newest_wave_is_drawn_the_most_frequent_theme_first() -> None:
    waves = [wave(1, 30, process=12, cohesion=5), wave(2, 20, cohesion=9, process=2)]
    for language in LANGUAGES:
        themes = found(*waves)
        drawn = comment_themes(themes, waves, Texts(language))
        (bars,) = drawn.figure["data"]
        assert list(bars["x"]) == [9, 2]
        assert tuple(drawn.figure["layout"]["xaxis"]["range"]) == (0, 20)
        names = [themes.themes[theme].name[language] for theme in ("cohesion", "process")]
        assert [note["text"] for note in drawn.figure["layout"]["annotations"]] == names
        assert list(drawn.table.values()) == [names, ["9", "2"], ["5", "12"]]
        assert all(f"{name}: " in drawn.description for name in names)


def test_a_theme_that_only_an_earlier_wave_had_stands_with_nothing() -> None:
    waves = [wave(1, 30, future=4), wave(2, 20, process=2)]
    drawn = comment_themes(found(*waves), waves, Texts("en"))
    assert list(drawn.figure["data"][0]["x"]) == [2, 0]


def test_a_name_that_somebody_typed_is_no_markup_in_the_figure() -> None:
    waves = [wave(1, 30, process=12)]
    themes = found(*waves)
    theme = themes.themes["process"]
    named = theme.model_copy(update={"name": {"en": "<b>Work</b>", "nl": "Werk"}})
    drawn = comment_themes(CommentThemes(waves, {"process": named}), waves, Texts("en"))
    assert drawn.figure["layout"]["annotations"][0]["text"] == "&lt;b&gt;Work&lt;/b&gt;"
