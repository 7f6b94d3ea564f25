"""What is suggested to leaders: never twice in a row, and by published results and waves alone."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from surveys.instrument import shipped
from surveys.messages.suggestions import LEAST, Suggestions, load_suggestions
from tests.claims import claims_in

CORE = [one.id for one in shipped().indicators if one.kind == "core"]


@given(
    st.integers(1, 10_000),
    st.lists(st.sampled_from([None, "an own indicator", *CORE]), min_size=2, max_size=60),
)
def test_no_suggestion_comes_twice_in_a_row_whatever_is_weakest(
    first: int, weakest: Sequence[str | None]
) -> None:
    known = load_suggestions()
    chosen = [known.for_wave(first + place, one).id for place, one in enumerate(weakest)]
    assert all(one != other for one, other in pairwise(chosen))


@given(st.integers(0, 10_000), st.sampled_from(CORE))
def test_it_is_about_what_is_weakest_and_there_are_some_for_every_core_indicator(
    number: int, weakest: str
) -> None:
    assert weakest in load_suggestions().for_wave(number, weakest).about


def test_without_results_every_suggestion_has_its_turn_within_as_many_waves() -> None:
    known = load_suggestions()
    number = len(known.suggestions)
    assert number >= LEAST
    assert len({known.for_wave(wave).id for wave in range(number)}) == number


def test_none_claims_what_nobody_knows_or_says_something_about_the_team() -> None:
    assert not [claim for one in load_suggestions().suggestions for claim in claims_in(one.text)]


Change = Callable[[dict[str, Any]], object]


def cut(file: dict[str, Any]) -> None:
    file["suggestions"] = file["suggestions"][: LEAST - 1]


def of_the_first(**values: object) -> Change:
    return lambda file: file["suggestions"][0].update(values)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (cut, "fewer than"),
        (of_the_first(source="hearsay"), "not among the sources"),
        (of_the_first(id="say_what_waits"), "say_what_waits: twice"),
        (of_the_first(text={"en": "Listen."}), "not in en and nl"),
        (of_the_first(about=["rest"]), "rest: none for turn 2"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_what_is_wrong(change: Change, reason: str) -> None:
    file = load_suggestions().model_dump(mode="json")
    change(file)
    with pytest.raises(ValidationError, match=reason):
        Suggestions.model_validate(file)
