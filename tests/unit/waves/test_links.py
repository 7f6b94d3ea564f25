"""However a link was damaged on its way, it opens the sheet of its token, or of none."""

import re
import secrets
import string
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from surveys.settings.settings import Settings
from surveys.waves.links import MAX_LENGTH, answer_link, token_in
from surveys.waves.tokens import (
    ALPHABET,
    CODE_LENGTH,
    LETTERS,
    SECRET_LENGTH,
    SIGNS,
    _check_sign,
    in_groups,
    mended,
    new_token,
)

OLD_SIGNS = string.ascii_letters + string.digits + "-_"
OLD = "Ab-_9zQxAb-_9zQxAb-_9zQxAb-_9z3D"

new_tokens = st.builds(
    lambda first, rest: first + rest + _check_sign(first + rest),
    st.sampled_from(SIGNS[:LETTERS]),
    st.text(SIGNS, min_size=SECRET_LENGTH - 1, max_size=SECRET_LENGTH - 1),
)
old_tokens = st.text(OLD_SIGNS, min_size=32, max_size=32)
codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
tokens = st.one_of(new_tokens, old_tokens, codes)

ENDINGS = (
    *(".", ">", ",", ";", ")", "!", "'", '"', "”", "\u2019", "»", "]", "*", "/", "//", ">.", ")."),
    *("%20", "%3E", "%2520", "%0D%0A", "%E2%80%9D", "%C2%A0", "%20\r\n%20", "=20", "=3E", "%3D"),
    *("#3", "%233", "%25233", "#section", "%23section", "\u200b", "\xa0", "&#8203;", "/?fbclid=a"),
    *("?utm_source=mail", "&utm_source=mail&utm_medium=x", "&amp;utm_source=mail", "?utm_id=1#3"),
    *("&data=05%7C01%7Csam%40example.org", "&reserved=0", "%26data%3D05%257C01"),
    "> Please do not pass it on",
)
STARTS = ("3D", "=3D", "%3D", "=3d", "<", "%3C", "“", "'", " ", "%20", "/", "\u200b", "=")
INSIDE = (
    *("=\r\n", "=\n", "=%0D%0A", "=", " ", "%20", "\n", "%0D%0A", "%250A", "\r\n> "),
    *("  > ", "\u200b", "%E2%80%8B", "\ufeff", "\u00ad", "\t", "\u2028"),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """A token, and the same after one or two things that mail programs do."""
    token = draw(tokens)
    text = token
    if draw(st.booleans()) and len(token) == SECRET_LENGTH + 1:
        text = text[:-1]
    kinds = draw(st.lists(st.sampled_from("sie%"), max_size=2, unique=True))
    # Inside the token first: what comes around it comes later on the way.
    if "i" in kinds:
        place = draw(st.integers(1, len(text) - 1))
        text = text[:place] + draw(st.sampled_from(INSIDE)) + text[place:]
    if "s" in kinds:
        text = draw(st.sampled_from(STARTS)) + text
    if "e" in kinds:
        text += draw(st.sampled_from(ENDINGS))
    if "%" in kinds:
        text = quote(text, safe=draw(st.sampled_from(["", "%", "#?&=/%", string.punctuation])))
    return token, text


def test_a_new_token_is_letters_and_digits_and_begins_with_a_letter() -> None:
    made = {new_token() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{33}", token) for token in made)
    assert {token[0] for token in made} > set("abcXYZ")
    assert LETTERS * len(SIGNS) ** (SECRET_LENGTH - 1) >= 2**190
    assert len(set(SIGNS)) == len(SIGNS) == 59
    assert SIGNS[:LETTERS].isalpha()
    assert SIGNS[LETTERS:] == string.digits


@pytest.mark.parametrize(
    ("page", "link"), [("light", "https://x.org/a/T"), ("app", "https://x.org/answer?t=T")]
)
def test_a_link_opens_the_page_that_is_set(page: str, link: str) -> None:
    assert answer_link(Settings(address="https://x.org/", answer_page=page), "T") == link


@given(damaged())
@example((OLD, "3D" + OLD))
@example((OLD, OLD + "=20"))
@example(("3" + OLD[1:], "3" + OLD[1:] + "=20"))
def test_whatever_mail_programs_do_to_a_link_it_is_the_token_that_was_issued(
    case: tuple[str, str],
) -> None:
    token, text = case
    assert token_in(text) == token


@given(tokens)
def test_a_whole_token_stays_as_it_is(token: str) -> None:
    assert token_in(token) == mended(token) == token


@given(codes)
def test_a_code_may_come_as_it_is_printed_or_in_small_letters(code: str) -> None:
    assert token_in(in_groups(code)) == token_in(code.lower()) == code


@given(st.one_of(st.text(), st.text("3D=%20#? \nabcXYZ-_", max_size=120)))
@example("3D" * 16 + "a" * 40)
@example("%" * 2000)
@example("\ud800")
def test_anything_else_gives_something_short_that_stays_as_it_is(text: str) -> None:
    taken = token_in(text)
    assert re.fullmatch(rf"[A-Za-z0-9_-]{{0,{MAX_LENGTH}}}", taken)
    assert token_in(taken) == taken


def test_a_huge_address_is_not_read_to_its_end() -> None:
    assert len(token_in("%2" * 5_000_000 + "x" * 5_000_000)) <= MAX_LENGTH
    assert token_in(new_token() + "=" * 10_000_000) != ""


@given(new_tokens, st.integers(0, SECRET_LENGTH), st.sampled_from(SIGNS))
def test_a_token_with_a_wrong_sign_is_known_to_be_damaged(
    token: str, place: int, sign: str
) -> None:
    assume(token[place] != sign)
    wrong = token[:place] + sign + token[place + 1 :]
    assert mended(wrong) is None
    assert token_in(wrong) == wrong, "nothing is guessed"


@given(new_tokens, st.integers(0, SECRET_LENGTH - 1))
def test_neither_do_two_signs_that_changed_places_pass(token: str, place: int) -> None:
    assume(token[place] != token[place + 1])
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert mended(swapped) is None


@given(new_tokens, st.integers(1, SECRET_LENGTH - 2))
def test_a_link_that_lost_more_than_its_last_sign_opens_no_other(token: str, left: int) -> None:
    assert not mended(token[:left]) or len(token[:left]) in {16, 32}
    assert token_in(token[:left]).upper().replace("-", "") in {
        token[:left].upper(),
        token[:left].upper().translate(str.maketrans("OIL", "011")),
    }


def test_tokens_made_before_there_was_a_check_sign_go_on_working() -> None:
    for _ in range(200):
        token = secrets.token_urlsafe(24)
        assert token_in(token) == token_in(f"{token}.") == token_in(f"3D{token}%20") == token
