"""Numbers of others, in the language of their reader."""

import pytest

from surveys.instrument.reference_values import load_reference_values
from surveys.texts import Texts


@pytest.mark.parametrize(
    ("language", "numbers"),
    [("en", ["7.4–7.9", "30%", "2–2.5", "50%"]), ("nl", ["7,4–7,9", "30%", "2–2,5", "50%"])],
)
def test_numbers_and_sources_are_in_the_language_of_their_reader(
    language: str, numbers: list[str]
) -> None:
    values = load_reference_values()
    assert [value.in_words(Texts(language)) for value in values] == numbers
    assert not any("overview of" in value.source["nl"] for value in values)
