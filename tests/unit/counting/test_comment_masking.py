"""Names, addresses and numbers are masked in comments, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.comment_check import traces
from surveys.counting.comment_masking import MASK, masked, words_in

NAMES = {"wilhelmina": True, "baker": False, "groot": False}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Wilhelmina listens.", "[…] listens."),
        ("ask wilhelmina, not Wilhelmina's team", "ask […], not […]'s team"),
        ("Our baker is good. I mean Mr Baker.", "Our baker is good. I mean Mr […]."),
        ("Wilhelmina Baker left", "[…] left"),
        ("Write to w.baker@example.org or call 06-12345678!", "Write to […] or call […]!"),
        ("Wilhelminas are flowers", "Wilhelminas are flowers"),
        ("On 12-05-2026 we met 24 times", "On 12-05-2026 we met 24 times"),
        ("", ""),
    ],
)
def test_traces_are_masked(written: str, kept: str) -> None:
    assert masked(written, NAMES) == kept


@given(
    st.lists(st.sampled_from(["Wilhelmina", "work", "Baker", "a@b.nl", "06 12345678", ".", "é"]))
)
def test_nothing_is_left_that_the_check_would_warn_about(words: list[str]) -> None:
    kept = masked(" ".join(words), NAMES)
    assert not traces(kept, NAMES)
    assert masked(kept, NAMES) == kept


@given(st.text(st.characters(exclude_characters="@0123456789+")))
def test_a_comment_without_traces_stays_as_it_is(comment: str) -> None:
    assert masked(comment, {}) == comment or MASK in comment


def test_all_words_that_may_be_names_are_looked_up_at_once() -> None:
    assert words_in(["Élodie works", "at work"]) == {"elodie", "works", "work"}


def test_the_mask_holds_no_word() -> None:
    assert not re.search(r"\w", MASK)
