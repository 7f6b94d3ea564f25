"""Traces of a person in a comment are found; text that only looks like one is not."""

import pytest

from db.folding import folded
from surveys.answering.comment_check import Traces, traces, words_of

NAMES = {"jan": True, "groot": False, "berg": False, "zoe": True, "fatima": True}
"""Jan de Groot, Zoë van den Berg, Fatima …: first names, and parts that are words too."""


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("Jan helpt altijd.", ("Jan",)),
        ("ik heb jan al gevraagd", ("jan",)),
        ("Zoe en ZOË", ("Zoe", "ZOË")),
        ("Fatima-Zohra said so", ("Fatima",)),
        ("Ask mr. de Groot", ("Groot",)),
        ("ask mevrouw Van den Berg!", ("Berg",)),
        ("“Jan” zei het", ("Jan",)),
    ],
)
def test_names_from_the_directory_are_found(comment: str, found: tuple[str, ...]) -> None:
    assert traces(comment, NAMES) == Traces(names=found)


@pytest.mark.parametrize(
    "comment",
    ["", "De berg werk is te groot.", "Groot was mijn verbazing. Berg je maar! Groot",
     "January is busy", "ja, nou", "een januskop", "open 24/7", "van 8-16 of 9:30", "in 2024-2025",
     "on 03-12-2026 14:00", "2026-11-20", "kost 1.000.000 euro", "50% of 12 people", "room 0.12",
     "@ home", "me@home"],
)  # fmt: skip
def test_words_times_dates_and_amounts_that_only_look_like_traces_are_left_alone(
    comment: str,
) -> None:
    assert not traces(comment, NAMES)


def test_mail_addresses_are_found_and_several_traces_are_all_named() -> None:
    for address in ("a.b+c@example.org", "sam@dept.example.co.uk"):
        for comment in (f"mail me: {address}.", f"({address})"):
            assert traces(comment, {}) == Traces(addresses=(address,))
    assert traces("Jan, a@b.nl, 0612345678", NAMES).all == ("Jan", "a@b.nl", "0612345678")


@pytest.mark.parametrize(
    "number",
    ["0612345678", "06-12345678", "06 12 34 56 78", "(020) 123 45 67", "+31 6 1234 5678",
     "+31 (0)6 12345678", "0031612345678", "+44 20 7946 0958"],
)  # fmt: skip
def test_phone_numbers_are_found(number: str) -> None:
    assert traces(f"call {number} please", {}) == Traces(numbers=(number,))


def test_only_words_that_may_be_names_are_looked_up_without_accents_and_capitals() -> None:
    assert words_of("De heer Van Dijk, zoë & ik: 2x") == {"heer", "dijk", "zoe"}
    assert folded("ÉLODIE Çelik Łukasz Šárka") == "elodie celik łukasz sarka"
