"""A code can be typed in any way a person may read it, and differs from the token of a link."""

import re
import secrets

from hypothesis import given
from hypothesis import strategies as st

from surveys.waves.tokens import ALPHABET, CODE_LENGTH, in_groups, new_code, normalised, token_hash

codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_a_code_has_sixteen_letters_and_digits_not_to_be_mistaken_in_groups_of_four() -> None:
    for _ in range(50):
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", new_code())
    assert len({new_code() for _ in range(1000)}) == 1000
    assert in_groups("K7QF2M9DX4TNB8WR") == "K7QF-2M9D-X4TN-B8WR"


@given(codes, st.data())
def test_however_it_is_typed_it_is_the_same_code(code: str, data: st.DataObject) -> None:
    looks_like = {"0": "0Oo", "1": "1IiLl"}
    typed = ""
    for character in in_groups(code):
        written = looks_like.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(written)) + data.draw(st.sampled_from(["", " ", "-"]))
    assert normalised(f" {typed}\n") == code
    assert token_hash(typed) == token_hash(code)


@given(st.text(max_size=40))
def test_the_token_of_a_link_and_anything_else_stay_as_they_are(text: str) -> None:
    token = secrets.token_urlsafe(24)
    assert normalised(token) == token
    assert normalised(text) == text or re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", normalised(text))
