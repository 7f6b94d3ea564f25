"""One name is one thing, however it is typed; two names that look different are two."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.names import as_written, is_readable, same_name

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff\ufe0f\u034f"
SPACES = " \u00a0\u2002\u2009\u202f\u3000\t"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
QUOTES = "'\"\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00b4`\u02bc\uff07\u2032"
ENGLISH, SCOTTISH = (
    f"Team \U0001f3f4{signs}\U000e007f"
    for signs in ("\U000e0067\U000e0062\U000e0065\U000e006e", "\U000e0067\U000e0062\U000e0073")
)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")

names = st.text(
    st.sampled_from("abcxyzABCXYZéÉüÜñçÇșțåøØæßčŽłİяЖёЁάΩλ가힣日本が한ีกملیकि0123456789&+/_-' "),
    min_size=1,
    max_size=30,
).filter(lambda name: bool(name.strip()))


def _typed_again(name: str, dice: random.Random) -> str:
    """Return a name as another keyboard, system or word processor would write it."""
    signs = []
    for sign in name:
        kind = next((kind for kind in (SPACES, DASHES, QUOTES) if sign in kind), sign)
        signs.append(dice.choice(kind))
        signs += dice.choices(INVISIBLE, k=dice.choice((0, 0, 0, 1, 2)))
        if sign == " ":
            signs += dice.choices(SPACES, k=dice.choice((0, 0, 1)))
    form, typed = dice.choice(FORMS), "".join(signs)
    if form.startswith("NFK"):
        # Compatibility forms make a space with an accent of it, which is not a quotation mark.
        typed = typed.replace("\u00b4", "'")
    text = unicodedata.normalize(form, typed)
    changed = dice.choice((str, str.casefold, str.lower))(text)
    ends = dice.choice(("", " ", ".", "\u00a0", " .", "\u200b", "\ufeff"))
    return dice.choice(("", " ", "\u200e", "\ufeff")) + changed + ends


@given(names, st.randoms(use_true_random=False))
def test_a_name_typed_again_is_the_same_name(name: str, dice: random.Random) -> None:
    assert same_name(_typed_again(name, dice)) == same_name(name)


@given(st.text())
def test_any_text_is_compared_and_kept_in_one_step(text: str) -> None:
    assert same_name(same_name(text)) == same_name(text)
    assert as_written(as_written(text)) == as_written(text)
    assert same_name(as_written(text)) == same_name(text)
    assert unicodedata.is_normalized("NFC", as_written(text))


@given(st.text(st.characters(codec="utf-8"), max_size=8).map(lambda ends: f"{ends}x{ends}"))
def test_composed_and_decomposed_are_one(text: str) -> None:
    assert len({same_name(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zorg Café", "Zorg Cafe\u0301"),
        ("Salesteam", "Sales\u00adteam"),
        ("Sales", "SALES ."),
        ("R&D – Süd", "r&d - SU\u0308D"),
        ("Finance", "\ufb01nance"),
        ("Straße", "STRASSE"),
        ("İzmir", "izmir"),
        ("DİYARBAKIR", "diyarbakir"),
        ("O'Neill", "O\u2019Neill"),
        ("Team “A”", 'Team "A"'),
        ("Team A", "Team\u00a0 A"),
        ("بی\u200cپیش", "بیپیش"),
        ("Team \u2764\ufe0f", "Team \u2764"),
        ("Θεσσαλονίκης", "ΘΕΣΣΑΛΟΝΊΚΗΣ"),
        ("ﾁｰﾑ", "チーム"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zorg Café", "Zorg Cafe"),
        ("Sales", "Sale"),
        ("Team 1", "Team 11"),
        ("Sales North", "SalesNorth"),
        ("C", "C++"),
        ("Ilgaz", "Ålgaz"),
        ("\u017c", "z"),
        ("i\u0307\u0301", "\u00ed"),
        ("R.D", "RD"),
        (ENGLISH, SCOTTISH),
        ("Team 👍", "Team 👍🏿"),
        ("कि", "की"),
        (".", ".."),
    ],
)
def test_names_that_look_different_are_two(one: str, other: str) -> None:
    assert same_name(one) != same_name(other)


@pytest.mark.parametrize(
    "name",
    [
        "بی\u200cپیش",
        "👩\u200d💻 Dev",
        "\u2764\ufe0f Care",
        "क\u094d\u200dष",
        "Z\u0335ebra",
        "日本\U000e0100",
        SCOTTISH,
        "Sales.",
    ],
)
def test_signs_that_a_spelling_needs_are_kept(name: str) -> None:
    assert as_written(name) == name
    assert is_readable(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Café"),
        ("Sa\u00adles\u200b", "Sales"),
        ("\u202eselaS\u202c", "selaS"),
        ("Sa\u200dles\u200c", "Sales"),
        ("\ufeff Team\u00a0\u00a0A\u200e ", "Team A"),
        ("e\u00ad\u0301", "é"),
        ("Sa\U000e0061les", "Sales"),
    ],
)
def test_signs_that_nobody_sees_are_not_kept(typed: str, kept: str) -> None:
    assert as_written(typed) == kept


@pytest.mark.parametrize("text", ["Sa\x00les", "Sales\x7f", "Caf\ufffd", "\ud800", "a\x85b"])
def test_control_characters_and_lost_signs_are_unreadable(text: str) -> None:
    assert not is_readable(text)
