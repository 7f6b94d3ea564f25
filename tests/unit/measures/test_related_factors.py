"""What went together in the survey behind the measures: complete, of the report, without claims."""

import pytest
from pydantic import ValidationError

from surveys.instrument import shipped as shipped_instrument
from surveys.measures.related_factors import (
    STRENGTH_NAMES,
    Factor,
    RelatedFactors,
    factors_in_words,
    shipped,
    strength_in_words,
    where_to_look_first,
)
from surveys.texts import LANGUAGES, Texts
from tests.claims import claims_in

MEASURED = {
    *("mood", "work_life_balance", "isolation", "workload", "reachability_access", "team_bond"),
    *("collaboration", "digital_reachability", "innovation", "trust", "agreements", "workplace"),
    *("vitality", "productivity"),
}
"""The indicators near which the survey measured something; switching off was not asked there."""


def factor(end: str, name: str, **given: str) -> dict[str, object]:
    return {"with": end, "name": {"en": name, "nl": name}, **given}


def related(*factors: dict[str, object], **given: str) -> RelatedFactors:
    outcome = {
        "indicator": "mood",
        "passage": "Mood",
        "measured": {"en": "mood", "nl": "stemming"},
        "strength": "weak",
        "factors": factors or [factor("good", "sleep")],
    }
    return RelatedFactors.model_validate(
        {"document": "we_werken_thuis", "outcomes": [outcome | given]}
    )


def test_each_indicator_that_the_survey_measured_has_its_factors_and_no_other() -> None:
    assert {one.indicator for one in shipped().outcomes} == MEASURED
    for indicator in shipped_instrument().indicators:
        assert bool(shipped().about(indicator.id)) == (indicator.id in MEASURED)


def test_an_outcome_is_not_related_to_the_same_thing_twice() -> None:
    for one in shipped().outcomes:
        for language in LANGUAGES:
            names = [each.name[language] for each in one.factors]
            assert len(set(names)) == len(names), one.passage
            assert one.measured[language] not in names


def test_no_text_claims_a_cause_or_a_direction_of_numbers() -> None:
    for one in shipped().outcomes:
        texts = [one.measured, *(each.name for each in one.factors)]
        assert [claim for text in texts for claim in claims_in(text)] == []


def test_ends_are_those_of_the_report() -> None:
    """The signs that the report gives beside work stress, with stress turned to its good end."""
    (stress,) = shipped().about("workload")
    assert [each.indicator for each in stress.with_end("bad")] == ["engagement"]
    assert [each.indicator for each in stress.with_end("good")] == [
        *("work_life_balance", None, "productivity"),
    ]
    assert [each.strength for each in stress.factors] == [None, "strong", None, None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_factors_are_said_with_a_strength_of_their_own_where_they_have_one(language: str) -> None:
    texts = Texts(language)
    (outcome,) = related(
        factor("good", "sleep"), factor("bad", "noise", strength="strong")
    ).outcomes
    assert strength_in_words(outcome, texts) == texts.gettext(STRENGTH_NAMES["weak"])
    assert factors_in_words(outcome, "good", texts) == "sleep"
    strong = texts.gettext(STRENGTH_NAMES["strong"])
    assert factors_in_words(outcome, "bad", texts) == f"noise ({strong})"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_look_first_names_three_in_the_order_of_the_report(language: str) -> None:
    texts = Texts(language)
    for indicator in MEASURED:
        said = where_to_look_first(indicator, texts)
        assert said is not None
        assert claims_in({language: said}) == []
        places = [said.find(each.name[language]) for each in shipped().about(indicator)[0].factors]
        assert places[:3] == sorted(places[:3])
        assert -1 not in places[:3]
    assert where_to_look_first("reachability_always_on", texts) is None


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"indicator": "weather"}, "not an indicator"),
        ({"strength": "enormous"}, "Input should be"),
        ({"measured": {"en": "mood"}}, "no text in 'nl'"),
        ({"factors": []}, "at least 1"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        related(**given)
    with pytest.raises(ValidationError, match="not among the documents"):
        RelatedFactors.model_validate({"document": "x", "outcomes": related().outcomes})


def test_a_factor_has_an_end_that_it_went_with() -> None:
    with pytest.raises(ValidationError, match="Input should be 'good' or 'bad'"):
        Factor.model_validate(factor("both", "sleep"))
