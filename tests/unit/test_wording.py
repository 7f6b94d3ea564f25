"""Texts that people wrote, shown letter by letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.texts import escape_markdown

BECOMES_SOMETHING = re.compile(
    r"(?i)https?://|www\.|:[^\W\d]|:[+-]|(?<!\d):\d|(?<!\\)[`*_\[\]<>$~]"
)
"""What the page would make a link, an icon, a picture, a colour or a formula of."""


@pytest.mark.parametrize(
    "text",
    [
        *("www.example.org", "WWW.example.org/a_b", "https://example.org", "HTTP://example.org"),
        *("[here](https://example.org)", "![y](//example.org)", ":material/home:", ":smile:"),
        *(":+1:", ":red[x]", "3:red[x]", "<b>", "$x$"),
    ],
)
def test_nothing_becomes_a_link_a_picture_or_a_colour(text: str) -> None:
    assert BECOMES_SOMETHING.search(text)
    assert not BECOMES_SOMETHING.search(escape_markdown(text))


def test_what_is_plain_stays_as_it_is() -> None:
    for text in ("North: team 3", "open at 09:00", "a@example.org", "→ and –"):
        assert escape_markdown(text) == text


@given(st.text(":/.wW[]<>$*_~`\\ahtps1+ "))
def test_every_letter_is_still_there(text: str) -> None:
    shown = escape_markdown(text)
    assert not BECOMES_SOMETHING.search(shown.replace("\\\\", " "))
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text
