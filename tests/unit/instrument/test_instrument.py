"""The shipped instrument is as agreed, and a broken one is refused with question and field."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from surveys.instrument import file as instrument_file
from surveys.instrument.file import load, load_own, shipped
from surveys.instrument.instrument import InstrumentError

Document = dict[str, Any]
SHIPPED: Document = yaml.safe_load(
    Path(instrument_file.__file__).with_name("instrument.yaml").read_text(encoding="utf-8")
)
OWN: Document = {
    "version": "1",
    "languages": ["en", "nl"],
    "response_scales": {
        "yes_no": {
            "type": "choice",
            "max_choices": 1,
            "options": [
                {"id": "yes", "text": {"en": "Yes", "nl": "Ja"}},
                {"id": "no", "text": {"en": "No", "nl": "Nee"}},
            ],
        }
    },
    "indicators": [
        {
            "id": "parking",
            "kind": "own",
            "name": {"en": "Parking", "nl": "Parkeren"},
            "definition": {"en": "Parking.", "nl": "Parkeren."},
            "high": {"en": "easy", "nl": "makkelijk"},
            "low": {"en": "hard", "nl": "moeilijk"},
            "questions": [
                {
                    "id": "own_1",
                    "role": "own",
                    "scale": "agree5",
                    "text": {"en": "I can park.", "nl": "Ik kan parkeren."},
                },
                {
                    "id": "own_2",
                    "role": "own",
                    "scale": "yes_no",
                    "text": {"en": "Do you drive?", "nl": "Rijd je?"},
                },
            ],
        }
    ],
}


def question(document: Document, question_id: str) -> Document:
    return next(q for i in document["indicators"] for q in i["questions"] if q["id"] == question_id)


def faults(document: Document, reader: Callable[[str], object] = load) -> str:
    with pytest.raises(InstrumentError) as refused:
        reader(yaml.safe_dump(document, allow_unicode=True))
    return "\n".join(refused.value.faults)


@pytest.fixture
def broken() -> Document:
    """A copy of the shipped instrument, to break."""
    return copy.deepcopy(SHIPPED)


@pytest.fixture
def own() -> Document:
    """A copy of an organisation's own questions, to break."""
    return copy.deepcopy(OWN)


def test_the_shipped_instrument_has_15_indicators_and_70_questions() -> None:
    assert len(shipped().indicators) == 15
    assert len(list(shipped().questions())) == 70


def test_the_six_anchors_stand_in_the_agreed_order() -> None:
    anchors = [shipped().question(q) for q in shipped().rotation.anchors]
    assert [q.indicator for q in anchors] == [
        "mood",
        "work_life_balance",
        "isolation",
        "workload",
        "reachability_access",
        "reachability_always_on",
    ]
    assert all(q.role == "anchor" for q in anchors)
    assert all(q.scale.values == (1, 2, 3, 4, 5) for q in anchors)


def test_every_question_belongs_to_the_indicator_it_stands_under() -> None:
    for indicator in shipped().indicators:
        assert all(q.indicator == indicator.id for q in indicator.questions)
        assert shipped().indicator(indicator.id) is indicator


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        shipped().question("nothing")
    with pytest.raises(KeyError):
        shipped().indicator("nothing")


@pytest.mark.parametrize("name", ["mood_1", "iso_1", "wl_c", "pr_1", "fh_4"])
def test_orienting_turns_a_reversed_question_around_and_no_other(name: str) -> None:
    asked = shipped().question(name)
    answers = range(asked.scale.size)
    oriented = [asked.oriented(answer) for answer in answers]
    assert oriented == (list(reversed(answers)) if asked.reverse else list(answers))


def test_the_one_question_on_health_complaints_is_marked() -> None:
    assert [q.id for q in shipped().questions() if q.sensitive] == ["hv_4"]


def test_an_instrument_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        shipped().version = "2"


def test_a_question_id_used_twice_is_named(broken: Document) -> None:
    question(broken, "iso_2")["id"] = "mood_2"
    assert "question mood_2: this id is used 2 times" in faults(broken)


def test_an_indicator_id_used_twice_is_named(broken: Document) -> None:
    broken["indicators"][1]["id"] = "mood"
    assert "indicator mood: this id is used 2 times" in faults(broken)


def test_a_question_in_no_block_is_named(broken: Document) -> None:
    broken["rotation"]["blocks"][3].remove("wl_3")
    assert faults(broken) == "question wl_3: is in no block of the rotation"


def test_a_question_that_is_scheduled_but_not_there_is_named(broken: Document) -> None:
    broken["rotation"]["blocks"][3].append("wl_9")
    assert faults(broken) == "rotation: question wl_9 does not exist"


def test_an_anchor_that_is_not_among_the_anchors_is_named(broken: Document) -> None:
    question(broken, "wl_2")["role"] = "anchor"
    assert faults(broken) == "question wl_2: role anchor, but not among rotation.anchors"


def test_a_wave_without_a_block_is_named(broken: Document) -> None:
    blocks = broken["rotation"]["blocks"]
    blocks[3] += blocks.pop(13)["odd_cycle"]
    assert "rotation.blocks: waves 1 to 13 need one block each" in faults(broken)


def test_a_wave_over_the_time_budget_is_named(broken: Document) -> None:
    broken["rotation"]["blocks"][2] += ["iso_2", "iso_3", "iso_4", "iso_5"]
    assert faults(broken) == "rotation: the wave with sc_1 takes 96 s, over the budget"


def test_a_question_that_lacks_a_language_is_named(broken: Document) -> None:
    del question(broken, "wl_3")["text"]["nl"]
    assert faults(broken) == "question wl_3, field text: no text in 'nl'"


@pytest.mark.parametrize("field", ["name", "definition", "high", "low"])
def test_an_indicator_that_lacks_a_language_is_named(broken: Document, field: str) -> None:
    broken["indicators"][2][field]["en"] = ""
    assert faults(broken) == f"entry isolation, field {field}: no text in 'en'"


def test_a_scale_that_lacks_a_language_is_named(broken: Document) -> None:
    del broken["response_scales"]["feel5"]["labels"]["nl"]
    assert "entry feel5, field labels: no text in 'nl'" in faults(broken)


def test_a_support_line_that_lacks_a_language_is_named(broken: Document) -> None:
    del broken["support"][0]["text"]["nl"]
    assert "counsellor, field text: no text in 'nl'" in faults(broken)


def test_a_scale_with_too_few_names_is_named_with_the_questions_that_use_it(
    broken: Document,
) -> None:
    broken["response_scales"]["amount5"]["labels"]["nl"].pop()
    found = faults(broken)
    assert found.startswith("question wl_c, field scale")
    assert "labels.nl names 4 options, not 5" in found


def test_an_unknown_scale_is_named(broken: Document) -> None:
    question(broken, "wl_3")["scale"] = "agree7"
    assert faults(broken) == (
        "question wl_3, field scale: 'agree7' is not among the response scales"
    )


def test_an_unknown_field_is_named(broken: Document) -> None:
    question(broken, "wl_3")["colour"] = "red"
    assert faults(broken).startswith("question wl_3, field colour: ")


def test_a_missing_field_is_named(broken: Document) -> None:
    del question(broken, "wl_3")["role"]
    assert faults(broken).startswith("question wl_3, field role: ")


def test_an_unknown_role_is_named(broken: Document) -> None:
    question(broken, "wl_3")["role"] = "extra"
    assert faults(broken).startswith("question wl_3, field role: ")


def test_an_unknown_field_of_the_file_is_named(broken: Document) -> None:
    broken["colour"] = "red"
    assert faults(broken).startswith("field colour: ")


def test_several_faults_are_told_at_once(broken: Document) -> None:
    question(broken, "wl_3")["colour"] = "red"
    question(broken, "wl_2")["role"] = "extra"
    assert len(faults(broken).splitlines()) == 2


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b"])
def test_a_file_without_fields_is_refused(text: str) -> None:
    with pytest.raises(InstrumentError, match="holds no fields"):
        load(text)


def test_a_file_that_is_not_yaml_is_refused() -> None:
    with pytest.raises(InstrumentError, match="not valid YAML"):
        load("a: [1, 2")


def test_own_questions_can_use_shipped_scales_and_own_ones(own: Document) -> None:
    extended = shipped().extended_by(load_own(yaml.safe_dump(own)))
    assert [q.id for q in extended.questions()][-2:] == ["own_1", "own_2"]
    assert extended.question("own_1").scale == shipped().question("wlb_1").scale
    assert extended.question("own_2").scale.options("nl") == ("Ja", "Nee")
    assert extended.indicator("parking").kind == "own"
    assert extended.question("mood_1") is shipped().question("mood_1")
    assert extended.rotation == shipped().rotation


def test_extending_leaves_the_shipped_instrument_alone(own: Document) -> None:
    before = [q.id for q in shipped().questions()]
    shipped().extended_by(load_own(yaml.safe_dump(own)))
    assert [q.id for q in shipped().questions()] == before


def test_an_own_question_has_the_role_own(own: Document) -> None:
    question(own, "own_1")["role"] = "anchor"
    assert faults(own, load_own) == "question own_1, field role: must be 'own'"


def test_an_own_indicator_has_the_kind_own(own: Document) -> None:
    own["indicators"][0]["kind"] = "core"
    assert faults(own, load_own) == "indicator parking, field kind: must be 'own'"


def test_an_own_question_takes_no_shipped_id(own: Document) -> None:
    question(own, "own_1")["id"] = "mood_1"
    own["indicators"][0]["id"] = "mood"
    with pytest.raises(InstrumentError) as refused:
        shipped().extended_by(load_own(yaml.safe_dump(own)))
    assert list(refused.value.faults) == [
        "question mood_1: this id belongs to another question",
        "indicator mood: this id belongs to another indicator",
    ]


def test_own_questions_need_every_language_they_announce(own: Document) -> None:
    del question(own, "own_2")["text"]["nl"]
    assert faults(own, load_own) == "question own_2, field text: no text in 'nl'"


def test_own_questions_have_different_ids(own: Document) -> None:
    question(own, "own_2")["id"] = "own_1"
    assert faults(own, load_own) == "question own_1: this id is used 2 times"


@pytest.mark.parametrize("text", [{}, {"de": "Kann ich parken?"}])
def test_a_text_in_none_of_the_languages_is_named(own: Document, text: dict[str, str]) -> None:
    question(own, "own_1")["text"] = text
    assert "question own_1, field text" in faults(own, load_own)


def test_own_questions_have_the_languages_of_the_shipped_instrument(own: Document) -> None:
    own["languages"] = ["en"]
    del question(own, "own_1")["text"]["nl"]
    with pytest.raises(InstrumentError):
        shipped().extended_by(load_own(yaml.safe_dump(own)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("indicators", 5),
        ("indicators", ["parking"]),
        ("indicators", [{"id": "parking", "questions": ["own_1"]}]),
        ("response_scales", ["agree5"]),
        ("response_scales", {"mine": "agree5"}),
    ],
)
def test_a_file_of_another_form_is_refused_in_words(
    own: Document, field: str, value: object
) -> None:
    own[field] = value
    assert field.removesuffix("s") in faults(own, load_own)


def test_an_instrument_without_scales_is_refused_in_words(broken: Document) -> None:
    del broken["response_scales"]
    assert "response_scales" in faults(broken)


def test_a_time_budget_without_a_kind_of_question_is_refused_in_words(broken: Document) -> None:
    del broken["time_budget"]["per_question"]["grade"]
    assert "per_question" in faults(broken)
