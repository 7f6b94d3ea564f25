"""The draw by lot: anybody can draw again from its record, and nobody can choose its outcome."""

import json
from collections import Counter
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.experiments.draw import Draw, RecordError, fingerprint, how, record, verify
from tests.refusals import code

nonces = st.binary(min_size=16, max_size=16).map(bytes.hex)


@st.composite
def draws(choose: st.DrawFn) -> Draw:
    units = choose(st.sets(st.uuids(), min_size=1, max_size=20))
    starting, left = [], len(units)
    for _ in range(choose(st.integers(1, 3))):
        if left:
            starting.append(choose(st.integers(1, left)))
            left -= starting[-1]
    return Draw(frozenset(units), tuple(starting), choose(nonces))


@given(draws(), st.sampled_from(["en", "nl"]))
def test_whoever_has_the_record_draws_the_same_again(draw: Draw, language: str) -> None:
    names = dict.fromkeys(draw.units, "Zoë & Co")
    again = verify(record(draw, names, language))
    assert again == draw
    assert again.steps == draw.steps
    assert list(json.loads(record(draw, names, language))["how"]) == how(language)


@given(draws())
def test_as_many_start_in_each_step_as_was_planned_and_the_others_wait(draw: Draw) -> None:
    drawn = Counter(draw.steps.values())
    assert [drawn[step] for step in range(len(draw.starting))] == list(draw.starting)
    assert drawn[None] == len(draw.units) - sum(draw.starting)
    assert set(draw.steps) == draw.units


def test_the_steps_in_words_are_those_that_are_taken() -> None:
    """Drawn by hand, with nothing but SHA-256."""
    units = [UUID(int=number) for number in (3, 1, 2)]
    nonce = "00" * 16
    text = "1\n" + "\n".join(f"{number:032x}" for number in (1, 2, 3))
    known = sha256(text.encode()).hexdigest()
    seed = sha256(f"{known}:{nonce}".encode()).hexdigest()
    tickets = {unit: sha256(f"{seed}:{unit.hex}".encode()).hexdigest() for unit in units}
    first = min(units, key=tickets.__getitem__)
    draw = Draw(frozenset(units), (1,), nonce)
    assert (fingerprint(units, [1]), draw.seed) == (known, seed)
    assert draw.steps == {unit: 0 if unit == first else None for unit in units}


def test_every_unit_is_as_likely_to_start_as_any_other() -> None:
    units = frozenset(UUID(int=number) for number in range(1, 9))
    started = Counter(
        unit
        for number in range(2_000)
        for unit, step in Draw(units, (2,), f"{number:032x}").steps.items()
        if step == 0
    )
    # 500 expected of each, with a standard deviation of 19.
    assert all(abs(started[unit] - 500) < 90 for unit in units)


@given(draws(), st.data())
def test_a_record_that_was_changed_is_refused(draw: Draw, data: st.DataObject) -> None:
    document = json.loads(record(draw, {}, "en"))
    part = data.draw(st.sampled_from(["fingerprint", "seed", "nonce", "list", "order", "format"]))
    if part == "order":
        entry = data.draw(st.sampled_from(document["order"]))
        entry["step"] = 9
    elif part == "list":
        document["list"] += f"\n{UUID(int=0).hex}"
    elif part == "format":
        document["format"] = 2
    else:
        character = document[part][0]
        document[part] = ("0" if character != "0" else "1") + document[part][1:]
    with pytest.raises(RecordError):
        verify(json.dumps(document))


@pytest.mark.parametrize(
    "document", ["", "[]", "{}", "null", '{"list": 3}', "\x00", '{"list":"0"}']
)
def test_what_is_no_record_is_said_to_be_none(document: str) -> None:
    with pytest.raises(RecordError, check=code("unreadable")):
        verify(document)
