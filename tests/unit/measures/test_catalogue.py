"""The catalogue of measures: complete in every language, checked field by field, without claims."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from surveys.instrument import shipped as shipped_instrument
from surveys.measures import catalogue
from surveys.measures.catalogue import (
    AUDIENCES,
    EFFORTS,
    WHO_ACTS,
    Measure,
    MeasureError,
    checked,
    load,
    shipped,
)
from surveys.measures.words import (
    AUDIENCE_NAMES,
    EFFORT_NAMES,
    source_in_words,
)
from surveys.texts import LANGUAGES, Texts

CORE = [one.id for one in shipped_instrument().indicators if one.kind == "core"]

CLAIMS = {
    "en": (
        r"\bproven?\b(?! themselves)|\bproves\b|guarantee|scientific|evidence shows|always works"
        r"|never fails|\bcures?\b|\bheals?\b|therap|\bprevents?\b|burn-?out|depress|diagnos|illness"
        r"|sick leave|absenteeism|\bensures?\b|leads? to|\bcauses?\b|\d ?%"
    ),
    "nl": (
        r"bewezen|garand|wetenschap|werkt altijd|faalt nooit|genees|genezen|therap|voorkom(t|en)"
        r"|burn-?out|depress|diagnos|ziekte|verzuim|\bleidt tot|veroorza|\d ?%"
    ),
}
"""What no suggestion may claim: that it works, or what it does to anybody's health."""

OWN: dict[str, Any] = {
    "id": "own_walk",
    "title": {"en": "Walk together", "nl": "Samen wandelen"},
    "how": {"en": "Half an hour at noon.", "nl": "Een half uur om twaalf uur."},
    "why": {"en": "People asked for it.", "nl": "Mensen vroegen erom."},
    "audience": ["team"],
    "indicators": ["mood"],
    "effort": "low",
    "source": {"en": "Our works council", "nl": "Onze ondernemingsraad"},
}


def texts_of(one: Measure) -> Iterator[dict[str, str]]:
    yield from (one.title, one.how, one.why)
    if one.caution is not None:
        yield one.caution


def test_every_measure_of_the_documents_is_there_with_all_that_a_reader_needs() -> None:
    measures = shipped().measures
    assert len(measures) == 134
    for one in measures:
        for language in LANGUAGES:
            assert all(text[language].strip() for text in texts_of(one)), one.id
            assert shipped().source_of(one, language), one.id
        assert one.evidence
        assert one.reason


def test_every_indicator_has_three_and_one_of_low_effort_for_each_who_acts() -> None:
    for indicator in shipped_instrument().indicators:
        for audiences in WHO_ACTS:
            efforts = [
                one.effort
                for one in shipped().measures
                if indicator.id in one.indicators and set(audiences) & set(one.audience)
            ]
            assert len(efforts) >= 3, (indicator.id, audiences)
            assert "low" in efforts, (indicator.id, audiences)
    assert {who for audiences in WHO_ACTS for who in audiences} == set(AUDIENCES)


def test_an_indicator_about_which_somebody_finds_too_little_is_named() -> None:
    whole = document()
    for one in whole["measures"]:
        about = [each for each in one["indicators"] if each != "terms"]
        one["indicators"] = about if "employee" in one["audience"] else one["indicators"]
        one["indicators"] = one["indicators"] or ["trust"]
        if "innovation" in one["indicators"]:
            one["effort"] = "high"
    said = faults_of(whole)
    assert "measures: terms has 2 for employee and team, it takes 3" in said
    assert "measures: innovation has none of low effort for hr and directors" in said
    assert "terms has 2 for manager" not in said
    assert "for hr and directors, it takes" not in said


def test_each_indicator_of_every_wave_has_something_small_for_everybody() -> None:
    for indicator in CORE:
        for audience in ("employee", "team", "manager", "hr"):
            assert any(
                indicator in one.indicators and audience in one.audience and one.effort == "low"
                for one in shipped().measures
            ), (indicator, audience)


def test_every_audience_and_effort_has_a_name() -> None:
    assert set(AUDIENCE_NAMES) == set(AUDIENCES)
    assert set(EFFORT_NAMES) == set(EFFORTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_claims_that_it_works_or_what_it_does_to_health(language: str) -> None:
    claim = re.compile(CLAIMS[language], re.IGNORECASE)
    texts = Texts(language)
    written = [(one.id, text[language]) for one in shipped().measures for text in texts_of(one)] + [
        (tip.measure, tip.text[language]) for tip in shipped().tips
    ]
    written += [(one.id, source_in_words(one, shipped(), texts)) for one in shipped().measures]
    assert [(owner, text) for owner, text in written if claim.search(text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A proven way to lead"),
        ("en", "This prevents burn-out"),
        ("en", "It guarantees a better mood"),
        ("en", "It causes 20 % less sick leave"),
        ("nl", "Een bewezen aanpak"),
        ("nl", "Dit voorkomt verzuim"),
        ("nl", "Gegarandeerd meer plezier"),
    ],
)
def test_a_claim_would_be_found(language: str, text: str) -> None:
    assert re.search(CLAIMS[language], text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"titel": {}}, "field titel: this field is unknown"),
        ({"title": {"en": "Walk"}}, "field title: no text in 'nl'"),
        ({"how": {"en": "Walk", "nl": " "}}, "field how: no text in 'nl'"),
        (
            {"how": {"en": "Walk", "nl": "Loop", "fr": "Marche"}},
            "field how: 'fr' is not one of the languages en, nl",
        ),
        ({"why": {"en": "x" * 601, "nl": "x"}}, "field why: more than 600 characters in 'en'"),
        ({"indicators": ["weather"]}, "field indicators: 'weather' is not an indicator"),
        ({"indicators": []}, "field indicators: "),
        ({"audience": ["board"]}, "field audience.0: "),
        ({"effort": "tiny"}, "field effort: "),
        ({"id": "Walk!"}, "field id: "),
        ({"source": None}, "either 'passages' in documents or a 'source' in words"),
    ],
)
def test_what_is_wrong_with_a_measure_is_said_with_its_field(
    change: dict[str, Any], fault: str
) -> None:
    assert checked(OWN).source == OWN["source"]
    with pytest.raises(MeasureError, match=re.escape(fault)):
        checked({**OWN, **change})


def document() -> dict[str, Any]:
    """Return the catalogue as YAML has it."""
    whole: dict[str, Any] = yaml.safe_load(catalogue._FILE.read_text(encoding="utf-8"))
    return whole


def with_measure(**change: Any) -> dict[str, Any]:
    whole = document()
    whole["measures"][0] |= change
    return whole


def faults_of(whole: dict[str, Any]) -> str:
    with pytest.raises(MeasureError) as refused:
        load(yaml.safe_dump(whole))
    return str(refused.value)


def test_a_fault_in_the_catalogue_is_said_with_its_measure() -> None:
    assert load(yaml.safe_dump(document())).tips == shipped().tips
    name = document()["measures"][0]["id"]
    assert f"measure {name}, field effort: " in faults_of(with_measure(effort="none"))
    assert f"measure {name}, field speed: this field is unknown" in faults_of(
        with_measure(speed="high")
    )
    assert f"measure {name}, field theme: 'sports'" in faults_of(with_measure(theme="sports"))
    passages = [{"document": "a_novel", "passage": "page 3"}]
    assert f"measure {name}, field passages: 'a_novel' is not among documents" in faults_of(
        with_measure(passages=passages)
    )
    twice = document()
    twice["measures"].append(twice["measures"][0])
    assert f"measure {name}: this id is used 2 times" in faults_of(twice)


def test_a_tip_belongs_to_a_measure_and_every_core_indicator_has_two() -> None:
    whole = document()
    whole["tips"][0] |= {"measure": "nowhere"}
    assert "tip nowhere: there is no such measure" in faults_of(whole)
    whole = document()
    whole["tips"][0] |= {"about": "workplace"}
    assert "the measure is not about 'workplace'" in faults_of(whole)
    whole = document()
    moods = [tip for tip in whole["tips"] if tip["about"] == "mood"]
    whole["tips"] = [tip for tip in whole["tips"] if tip not in moods[1:]]
    assert "tips: mood has 1, it takes 2" in faults_of(whole)


@pytest.mark.parametrize("text", ["measures: [", "- a list", "nothing"])
def test_a_file_that_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(MeasureError):
        load(text)
