"""The codebook that comes with Peil, and the themes that words suggest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.open_answers.codebook import MOST_THEMES, ThemeError, checked, shipped
from surveys.open_answers.suggesting import suggestions_from
from surveys.texts import LANGUAGES

THEMES = shipped().themes
SUGGESTIONS = suggestions_from(THEMES)


def test_the_codebook_has_the_seven_themes_each_complete_in_both_languages() -> None:
    assert [theme.id for theme in THEMES] == [
        *("process", "workplace", "vitality", "cohesion", "cooperation", "leadership", "future")
    ]
    assert len(THEMES) <= MOST_THEMES
    for theme in THEMES:
        assert all(len(theme.keywords[language]) >= 15 for language in LANGUAGES)


@pytest.mark.parametrize(
    ("comment", "suggested"),
    [
        ("Te veel vergaderingen", {"process": ("vergaderingen",)}),
        ("I miss my colleagues", {"cohesion": ("colleagues",)}),
        ("Mijn collega's luisteren", {"cohesion": ("collega",), "leadership": ("luisteren",)}),
        ("COFFEE, koffie and coffee", {"cohesion": ("COFFEE", "koffie", "coffee")}),
        ("Geen mening", {}),
        ("", {}),
    ],
)
def test_words_in_any_form_suggest_their_theme(
    comment: str, suggested: dict[str, tuple[str, ...]]
) -> None:
    assert SUGGESTIONS.of(comment) == suggested


@given(st.text(max_size=300))
def test_every_suggestion_shows_words_that_stand_in_the_comment(comment: str) -> None:
    for theme, words in SUGGESTIONS.of(comment).items():
        assert theme in {one.id for one in THEMES}
        assert words
        assert all(word in comment for word in words)


def test_every_keyword_suggests_its_own_theme() -> None:
    for theme in THEMES:
        for words in theme.keywords.values():
            assert all(theme.id in SUGGESTIONS.of(word) for word in words)


@pytest.mark.parametrize("field", ["name", "belongs", "keywords"])
def test_a_theme_that_lacks_a_language_is_refused(field: str) -> None:
    values = THEMES[0].model_dump()
    values[field] = {"en": values[field]["en"]}
    with pytest.raises(ThemeError, match=field):
        checked(values)


def test_a_keyword_is_a_single_word() -> None:
    values = {**THEMES[0].model_dump(), "keywords": {"en": ["too busy"], "nl": []}}
    with pytest.raises(ThemeError, match="keywords"):
        checked(values)
