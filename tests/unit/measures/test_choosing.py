"""Which measures are suggested: properties that hold for every verdict, reader and catalogue."""

from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.access import ANONYMOUS, Reader
from surveys.follow_up.suggestions import (
    audiences_of,
    occasion_of,
    suggestions_for,
    suggestions_without_numbers,
)
from surveys.instrument import shipped as shipped_instrument
from surveys.measures.catalogue import AUDIENCES, EFFORTS, Audience, Measure, shipped
from surveys.measures.choosing import Occasion, narrowed, suggested, tip_of
from surveys.reading.verdicts.verdict import FoundChange, Onset, Verdict
from surveys.statistics.verdict.levels import LevelVerdict, level_verdict

MEASURES = shipped().measures
INSTRUMENT = shipped_instrument()
CORE = [one for one in INSTRUMENT.indicators if one.kind == "core"]
UNIT = UUID(int=1)
DAY = date(2026, 11, 2)

READERS = {
    "employee": Reader(ANONYMOUS, "", None, frozenset(), frozenset(), frozenset({UNIT})),
    "manager": Reader(UNIT, "Mo", None, frozenset({"manager"}), frozenset({UNIT})),
    "hr": Reader(UNIT, "Hanna", None, frozenset({"hr"}), frozenset()),
}

occasions = st.builds(
    Occasion,
    st.sampled_from([one.id for one in CORE]),
    needs_attention=st.booleans(),
    change=st.sampled_from(["worse", "better", None]),
    is_good=st.booleans(),
)
audiences = st.permutations(AUDIENCES).flatmap(
    lambda order: st.integers(1, len(order)).map(lambda n: tuple(order[:n]))
)
catalogues = st.lists(st.sampled_from(MEASURES), unique_by=lambda one: one.id)


@given(occasions, audiences, catalogues)
def test_there_are_three_at_most_and_the_first_is_of_low_effort(
    occasion: Occasion, wanted: tuple[Audience, ...], measures: list[Measure]
) -> None:
    found = suggested(measures, occasion, wanted)
    assert len(found) <= 3
    assert not found or found[0].effort == "low"
    assert len({one.id for one in found}) == len(found)
    assert all(occasion.indicator in one.indicators for one in found)
    some = [one for one in measures if occasion.indicator in one.indicators]
    assert found or all(one.effort != "low" for one in some)


@given(occasions, audiences, st.randoms(use_true_random=False))
def test_the_order_of_the_catalogue_does_not_matter(
    occasion: Occasion, wanted: tuple[Audience, ...], chance: object
) -> None:
    shuffled = list(MEASURES)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert suggested(shuffled, occasion, wanted) == suggested(MEASURES, occasion, wanted)


@given(occasions, st.sampled_from(sorted(READERS)))
def test_everybody_gets_three_that_they_can_take_up(occasion: Occasion, role: str) -> None:
    wanted = audiences_of(READERS[role])
    found = suggested(MEASURES, occasion, wanted)
    assert len(found) == 3
    assert all(set(one.audience) & set(wanted) for one in found)


def verdict(
    change: Literal["unclear", "better", "worse"], level: LevelVerdict | None, **others: object
) -> Verdict:
    found = None
    if change != "unclear":
        found = FoundChange(change == "better", Onset(DAY, DAY), 0.3, 0.8, "probably", DAY)
    said = Verdict(UNIT, "wl_1", change, found=found, level=level)
    return replace(said, **others)  # type: ignore[arg-type]


BAD, MIXED, GOOD = (
    level_verdict(below, above) for below, above in ((0.95, 0), (0.3, 0), (0, 0.95))
)


@pytest.mark.parametrize(
    ("said", "need"),
    [
        (verdict("worse", BAD), "act"),
        (verdict("better", BAD), "act"),
        (verdict("unclear", BAD), "act"),
        (verdict("worse", MIXED), "turn"),
        (verdict("worse", GOOD), "turn"),
        (verdict("unclear", MIXED), "try"),
        (verdict("unclear", None), "try"),
        (verdict("better", MIXED), "keep"),
        (verdict("unclear", GOOD), "keep"),
        (None, "try"),
    ],
)
def test_what_is_needed_follows_from_level_and_direction(said: Verdict | None, need: str) -> None:
    assert occasion_of(INSTRUMENT.indicator("workload"), said).need == need


def test_a_level_that_needs_attention_is_worth_something_larger_and_a_good_one_is_not() -> None:
    for indicator in CORE:
        for who in READERS.values():
            of_bad = suggestions_for(MEASURES, indicator, verdict("unclear", BAD), who)
            of_good = suggestions_for(MEASURES, indicator, verdict("unclear", GOOD), who)
            assert any(one.effort != "low" for one in of_bad), indicator.id
            assert all(one.effort == "low" for one in of_good), indicator.id


@given(
    st.sampled_from(["unclear", "better", "worse"]),
    st.sampled_from([BAD, MIXED, GOOD, None]),
    st.sampled_from(sorted(READERS)),
    st.uuids(),
    st.text(max_size=20),
    st.uuids(),
    st.floats(0.01, 0.5),
)
def test_nothing_matters_but_the_published_verdict_and_the_role(
    change: Literal["unclear", "better", "worse"],
    level: LevelVerdict | None,
    role: str,
    unit: UUID,
    name: str,
    person: UUID,
    budget: float,
) -> None:
    """Another unit, person or name, and whatever else a verdict holds, gives the same measures."""
    who, indicator = READERS[role], INSTRUMENT.indicator("workload")
    said = verdict(change, level)
    another = replace(said, unit=unit, budget=budget, as_of=DAY, other_people_since=DAY)
    somebody = replace(who, name=name, person=person, language="nl")
    assert suggestions_for(MEASURES, indicator, said, who) == suggestions_for(
        MEASURES, indicator, another, somebody
    )


def test_about_the_whole_organisation_hr_and_directors_find_what_is_theirs() -> None:
    director = READERS["manager"]
    for indicator in CORE:
        for who in (READERS["hr"], director):
            found = suggestions_for(
                MEASURES, indicator, verdict("unclear", BAD), who, of_whole=True
            )
            assert len(found) == 3
            assert found[0].effort == "low"
            assert all({"hr", "directors"} & set(one.audience) for one in found)
    assert audiences_of(READERS["hr"], of_whole=True) == ("hr", "directors")
    assert audiences_of(director, of_whole=True) == ("directors", "hr")
    assert audiences_of(READERS["employee"], of_whole=True) == ("employee", "team")


@given(st.integers(0, 10_000), st.sampled_from(sorted(READERS)))
def test_without_numbers_there_are_three_small_ones_about_three_indicators(
    wave: int, role: str
) -> None:
    who = READERS[role]
    found = suggestions_without_numbers(MEASURES, INSTRUMENT.indicators, wave, who)
    following = suggestions_without_numbers(MEASURES, INSTRUMENT.indicators, wave + 1, who)
    assert len({one.id for one, _ in found}) == len({about for _, about in found}) == 3
    assert all(one.effort == "low" and one.indicators[0] == about for one, about in found)
    assert all(set(one.audience) & set(audiences_of(who)) for one, _ in found)
    assert not {one.id for one, _ in found} & {one.id for one, _ in following}


@given(
    st.integers(0, 500),
    st.sampled_from(sorted(READERS)),
    st.uuids(),
    st.text(max_size=20),
    st.randoms(use_true_random=False),
)
def test_without_numbers_nothing_matters_but_the_wave_and_the_role(
    wave: int, role: str, unit: UUID, name: str, chance: object
) -> None:
    """Another unit, person, or order of the catalogue gives the same; no answer is asked for."""
    who, shuffled = READERS[role], list(MEASURES)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    led = frozenset({unit}) if who.managed_units else who.managed_units
    somebody = replace(who, name=name, person=unit, language="nl", managed_units=led)
    assert suggestions_without_numbers(
        MEASURES, INSTRUMENT.indicators, wave, who
    ) == suggestions_without_numbers(shuffled, INSTRUMENT.indicators, wave, somebody)


def test_every_small_measure_has_its_turn_without_numbers() -> None:
    for role, who in READERS.items():
        ours = {
            one.id
            for one in MEASURES
            if one.effort == "low"
            and one.indicators[0] in {core.id for core in CORE}
            and set(one.audience) & set(audiences_of(who))
        }
        shown = {
            one.id
            for wave in range(80)
            for one, _ in suggestions_without_numbers(MEASURES, INSTRUMENT.indicators, wave, who)
        }
        assert shown == ours, role


def test_a_search_finds_all_its_words_in_the_language_of_the_reader() -> None:
    found = narrowed(MEASURES, "nl", search="Vergaderen LUNCH")
    assert found == narrowed(MEASURES, "nl", search="lunch vergaderen")
    for language, word in (("en", "lunch"), ("nl", "agenda")):
        found = narrowed(MEASURES, language, search=word)
        assert 0 < len(found) < len(MEASURES)
        assert all(
            word in f"{one.title[language]} {one.how[language]} {one.why[language]}".lower()
            for one in found
        )
    assert narrowed(MEASURES, "en", search="no such word anywhere") == []
    assert narrowed(MEASURES, "en") == list(MEASURES)


@given(
    st.sampled_from([None, *(one.id for one in INSTRUMENT.indicators)]),
    st.sampled_from([None, *AUDIENCES]),
    st.sampled_from([None, *EFFORTS]),
)
def test_filters_leave_out_what_does_not_fit_and_nothing_else(
    indicator: str | None, audience: str | None, effort: str | None
) -> None:
    found = narrowed(MEASURES, "en", indicator=indicator, audience=audience, effort=effort)
    for one in MEASURES:
        fits = (
            indicator in {None, *one.indicators}
            and audience in {None, *one.audience}
            and effort in {None, one.effort}
        )
        assert (one in found) == fits
    if indicator is not None:
        places = [one.indicators.index(indicator) for one in found]
        assert places == sorted(places)


@given(st.sampled_from([one.id for one in CORE]), st.integers(-1, 10_000))
def test_a_tip_never_comes_twice_in_a_row_about_whatever(indicator: str, wave: int) -> None:
    """Whatever was lowest then and is now: no tip of one wave is a tip of the next."""
    this = tip_of(shipped().tips, indicator, wave)
    following = [tip_of(shipped().tips, one.id, wave + 1) for one in CORE]
    assert this is not None
    assert this.about == indicator
    assert this.text not in [tip and tip.text for tip in following]


def test_tips_take_turns_until_all_were_shown() -> None:
    for indicator in CORE:
        ours = [tip for tip in shipped().tips if tip.about == indicator.id]
        shown = [tip_of(shipped().tips, indicator.id, wave) for wave in range(len(ours))]
        assert [tip for tip in ours if tip not in shown] == []


def test_an_indicator_without_tips_has_none() -> None:
    assert tip_of(shipped().tips, "workplace", 3) is None
