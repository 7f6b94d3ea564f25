"""The shipped instrument is as agreed, and a broken one is refused with question and field."""

import copy
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from surveys.instrument import (
    COMMENT,
    closes_round,
    open_questions_of_wave,
    questions_of_wave,
)
from surveys.instrument import file as instrument_file
from surveys.instrument.file import load, load_own, shipped
from surveys.instrument.instrument import InstrumentError
from surveys.texts import LANGUAGES

Document = dict[str, Any]
SHIPPED: Document = yaml.safe_load(
    Path(instrument_file.__file__).with_name("instrument.yaml").read_text(encoding="utf-8")
)
OWN: Document = yaml.safe_load("""\
version: "1"
languages: [en, nl]
response_scales:
  yes_no:
    type: choice
    max_choices: 1
    options: [{id: "yes", text: {en: "Yes", nl: Ja}}, {id: "no", text: {en: "No", nl: Nee}}]
indicators:
- id: parking
  kind: own
  name: {en: Parking, nl: Parkeren}
  definition: {en: Parking., nl: Parkeren.}
  high: {en: easy, nl: makkelijk}
  low: {en: hard, nl: moeilijk}
  questions:
  - {id: own_1, role: own, scale: agree5, text: {en: I can park., nl: Ik kan parkeren.}}
  - {id: own_2, role: own, scale: yes_no, text: {en: "Do you drive?", nl: "Rijd je?"}}
""")
BLOCKS: dict[int, Any] = SHIPPED["rotation"]["blocks"]
MISSING = object()


def edited(document: Document, edits: Mapping[str, object]) -> str:
    """Return a document as YAML with other values at some paths, such as `wl_3/text/nl`.

    A path starts at a question or at the document; `MISSING` deletes what stands there.
    """
    made = copy.deepcopy(document)
    questions = {q["id"]: q for i in made["indicators"] for q in i["questions"]}
    for path, value in edits.items():
        first, *others = path.split("/")
        node: Any = questions.get(first, made)
        steps = others if first in questions else [first, *others]
        *way, last = (int(step) if step.isdigit() else step for step in steps)
        for step in way:
            node = node[step]
        if value is MISSING:
            del node[last]
        else:
            node[last] = value
    return yaml.safe_dump(made, allow_unicode=True)


def assert_refused(reader: Callable[[str], object], text: str, message: str) -> None:
    """Every fault is named, and nothing else; the words of Pydantic may follow the field."""
    with pytest.raises(InstrumentError) as refused:
        reader(text)
    said = "\n".join(refused.value.faults)
    assert said.startswith(message)
    assert said.count("\n") == message.count("\n")


def test_the_shipped_instrument_is_as_agreed_and_cannot_be_changed() -> None:
    anchors = [shipped().question(q) for q in shipped().rotation.anchors]
    assert " ".join(q.indicator for q in anchors) == (
        "mood work_life_balance isolation workload reachability_access reachability_always_on"
    )
    assert all(q.role == "anchor" for q in anchors)
    assert all(q.scale.values == (1, 2, 3, 4, 5) for q in anchors)
    assert (len(shipped().indicators), len(list(shipped().questions()))) == (23, 79)
    for indicator in shipped().indicators:
        assert all(q.indicator == indicator.id for q in indicator.questions)
        assert shipped().indicator(indicator.id) is indicator
    for find in (shipped().question, shipped().indicator):
        with pytest.raises(KeyError):
            find("nothing")
    assert [q.id for q in shipped().questions() if q.sensitive] == ["hv_4"]
    with pytest.raises(ValidationError, match="frozen"):
        shipped().version = "2"


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_questions_assume_no_place_of_work(language: str) -> None:
    """Nor do they ask about a person."""
    asked = [*shipped().open_questions.all()]
    assert [q.id for q in asked] == [COMMENT, "open_miss", "open_keep", "open_wish"]
    texts = " ".join(q.text[language] + q.name[language] for q in asked).casefold()
    places_and_people = "office|home|kantoor|thuis|manager|colleague|collega|leidinggevende"
    assert not re.search(places_and_people, texts)
    assert shipped().open_questions.end_of_round.caveat[language]


def test_open_questions_come_with_the_questions_about_the_future_or_where_that_is_planned() -> None:
    waves = [questions_of_wave(shipped(), number) for number in range(53)]
    at_the_end = [n for n, asked in enumerate(waves) if closes_round(shipped(), asked)]
    assert at_the_end == [26, 52], "at the end of every other cycle"
    for at_end, names in ((True, ["open_miss", "open_keep", "open_wish"]), (False, [COMMENT])):
        assert [q.id for q in open_questions_of_wave(shipped(), at_end=at_end)] == names


def test_a_former_indicator_keeps_its_name_and_the_questions_of_its_scale() -> None:
    cohesion = shipped().indicator("cohesion")
    assert cohesion not in shipped().indicators
    assert cohesion.name["en"] == "Social cohesion"
    assert [q.id for q in cohesion.questions] == ["sc_1", "sc_2", "sc_3", "sc_4", "sc_5"]
    now = {q.indicator for q in cohesion.questions}
    assert now == {"team_bond", "organisation_bond"}
    assert all(shipped().question(q.id) == q for q in cohesion.questions)


def test_the_bonds_with_team_and_organisation_share_no_scale() -> None:
    of = {i.id: {q.id for q in i.questions} for i in shipped().indicators}
    assert of["organisation_bond"] == {"sc_4"}
    assert not of["organisation_bond"] & of["team_bond"]


@pytest.mark.parametrize("name", ["mood_1", "iso_1", "wl_c", "pr_1", "fh_4"])
def test_orienting_turns_a_reversed_question_around_and_no_other(name: str) -> None:
    asked = shipped().question(name)
    answers = range(asked.scale.size)
    oriented = [asked.oriented(answer) for answer in answers]
    assert oriented == (list(reversed(answers)) if asked.reverse else list(answers))


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"iso_2/id": "mood_2"}, "question mood_2: this id is used 2 times"),
        ({"indicators/1/id": "mood"}, "indicator mood: this id is used 2 times"),
        (
            {"rotation/blocks/3": [q for q in BLOCKS[3] if q != "wl_3"]},
            "question wl_3: is in no block of the rotation",
        ),
        ({"rotation/blocks/3": [*BLOCKS[3], "wl_9"]}, "rotation: question wl_9 does not exist"),
        ({"wl_2/role": "anchor"}, "question wl_2: role anchor, but not among rotation.anchors"),
        (
            {
                "rotation/blocks/3": [*BLOCKS[3], *BLOCKS[13]["odd_cycle"]],
                "rotation/blocks/13": MISSING,
            },
            "\n".join(f"question fh_{n}: is in no block of the rotation" for n in range(1, 6))
            + "\nquestion tw_1: is in no block of the rotation"
            + "\nrotation.blocks: waves 1 to 13 need one block each",
        ),
        (
            {"rotation/blocks/2": [*BLOCKS[2], "iso_2", "iso_3", "iso_4", "iso_5"]},
            "rotation: the wave with sc_1 takes 102 s, over the budget",
        ),
        ({"wl_3/text/nl": MISSING}, "question wl_3, field text: no text in 'nl'"),
        (
            {"open_questions/end_of_round/questions/1/id": "open_miss"},
            "open question open_miss: this id is used 2 times",
        ),
        (
            {
                "wl_3/id": "open_wish",
                "rotation/blocks/3": [q if q != "wl_3" else "open_wish" for q in BLOCKS[3]],
            },
            "open question open_wish: this id belongs to another question",
        ),
        (
            {"open_questions/end_of_round/with": "parking"},
            "open_questions.end_of_round, field with: there is no indicator 'parking'",
        ),
        (
            {"open_questions/end_of_round/questions/0/text/nl": MISSING},
            "entry open_miss, field text: no text in 'nl'",
        ),
        *(
            ({f"indicators/2/{name}/en": ""}, f"entry isolation, field {name}: no text in 'en'")
            for name in ("name", "definition", "high", "low", "heading", "better", "worse")
        ),
        (
            {"indicators/3/better": MISSING, "indicators/3/worse": MISSING},
            "indicator workload: needs 'better' and 'worse', the words for a change",
        ),
        (
            {"indicators/3/worse/nl": "Hoger dan eerst"},
            "indicator workload, field worse: 'Hoger' speaks of a number; say what it means, such "
            "as 'heavier'",
        ),
        (
            {"indicators/3/worse/en": "lighter"},
            "indicator workload: 'better' and 'worse' are the same in 'en'",
        ),
        (
            {"response_scales/feel5/labels/nl": MISSING},
            "entry feel5, field labels: no text in 'nl'",
        ),
        ({"support/0/who/nl": MISSING}, "entry counsellor, field who: no text in 'nl'"),
        (
            {"response_scales/amount5/labels/nl": ["a", "b", "c", "d"]},
            "scale amount5: labels.nl names 4 options, not 5",
        ),
        (
            {"wl_3/scale": "agree7"},
            "question wl_3, field scale: 'agree7' is not among the response scales",
        ),
        ({"wl_3/role": MISSING}, "question wl_3, field role: "),
        (
            {"leading/compared": ["trust", "weather"], "leading/leads": "rules"},
            "leading, field compared: indicator weather does not exist\n"
            "leading, field leads: rules is not an option of le_1",
        ),
        ({"leading/question/id": "wl_3"}, "question wl_3: this id is used 2 times"),
        (
            {"leading/question/scale": "agree5"},
            "leading, field leads: leads is not an option of le_1",
        ),
        (
            {"leading/question/scale": "agree6"},
            "question le_1, field scale: 'agree6' is not among the response scales",
        ),
        ({"leading/question/text/nl": MISSING}, "question le_1, field text: no text in 'nl'"),
        ({"leading": MISSING}, "field leading: "),
        ({"colour": "red"}, "field colour: "),
        (
            {"wl_3/colour": "red", "wl_2/role": "extra"},
            "question wl_2, field role: Input should be 'anchor', 'depth', 'theme', 'context', "
            "'own' or 'leading'\nquestion wl_3, field colour: ",
        ),
        *(
            (
                {f"{name}/may_not_apply": True},
                f"question {name}: may_not_apply: not for an anchor, nor where several options may "
                "be chosen",
            )
            for name in ("mood_1", "fh_4")
        ),
        ({"response_scales": MISSING}, "field response_scales: expected the scales by name"),
        ({"former/0/id": "mood"}, "former indicator mood: this id is in use"),
        (
            {"former/0/kind": "theme"},
            "indicator cohesion, field kind: 'former' belongs to former indicators, and only to "
            "them",
        ),
        (
            {"former/0/questions": ["sc_1", "sc_9"]},
            "former indicator cohesion: question sc_9 does not exist",
        ),
        (
            {"time_budget/per_question/grade": MISSING},
            "time_budget, field per_question: grade is missing",
        ),
    ],
)
def test_all_faults_of_an_instrument_are_named_with_their_question_and_field(
    edits: Mapping[str, object], message: str
) -> None:
    assert_refused(load, edited(SHIPPED, edits), message)


@pytest.mark.parametrize(
    ("text", "message"),
    [*((text, "holds no fields") for text in ("", "just words", "- a\n- b")),
     ("a: [1, 2", "not valid YAML")],
)  # fmt: skip
def test_a_file_without_fields_is_refused(text: str, message: str) -> None:
    with pytest.raises(InstrumentError, match=message):
        load(text)


def test_own_questions_have_their_own_ids_and_leave_the_shipped_instrument_alone() -> None:
    before = [q.id for q in shipped().questions()]
    extended = shipped().extended_by(load_own(edited(OWN, {})))
    assert [q.id for q in extended.questions()] == [*before, "own_1", "own_2"]
    assert extended.question("own_1").scale == shipped().question("wlb_1").scale
    assert extended.question("own_2").scale.options("nl") == ("Ja", "Nee")
    assert extended.indicator("parking").kind == "own"
    assert extended.question("mood_1") is shipped().question("mood_1")
    assert extended.rotation == shipped().rotation
    assert [q.id for q in shipped().questions()] == before
    own = load_own(edited(OWN, {"own_1/id": "mood_1", "indicators/0/id": "mood"}))
    with pytest.raises(InstrumentError) as refused:
        shipped().extended_by(own)
    assert list(refused.value.faults) == [
        "question mood_1: this id belongs to another question",
        "indicator mood: this id belongs to another indicator",
    ]


def test_every_indicator_has_a_heading_and_words_for_a_change_in_every_language() -> None:
    parking = load_own(edited(OWN, {})).indicators[0]
    workload = shipped().indicator("workload")
    words = [
        [
            indicator.heading_in(language),
            *(indicator.change_in(language, better=better) for better in (True, False)),
            *(indicator.end_in(language, good=good) for good in (True, False)),
        ]
        for indicator in (workload, parking)
        for language in LANGUAGES
    ]
    assert words == [
        ["Manageable workload", "lighter", "heavier", "manageable", "too heavy"],
        ["Werk behapbaar", "lichter", "zwaarder", "behapbaar", "te zwaar"],
        ["Parking", "better", "worse", "easy", "hard"],
        ["Parkeren", "beter", "slechter", "makkelijk", "moeilijk"],
    ]
    assert workload.change_in("de", better=False) == "heavier"


IN_NEITHER = (
    "question own_1, field text: no text in 'en'\nquestion own_1, field text: no text in 'nl'"
)
NO_LIST = "expected a list, each entry with its fields"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("own_1/role", "anchor", "question own_1, field role: must be 'own'"),
        ("indicators/0/kind", "core", "indicator parking, field kind: must be 'own'"),
        ("own_2/text/nl", MISSING, "question own_2, field text: no text in 'nl'"),
        ("own_2/id", "own_1", "question own_1: this id is used 2 times"),
        ("languages", ["en"], "languages: own questions are shown in 'nl' too"),
        ("own_1/text", {}, IN_NEITHER),
        ("own_1/text", {"de": "Kann ich parken?"}, IN_NEITHER),
        ("indicators", 5, f"the file, field indicators: {NO_LIST}"),
        ("indicators", ["parking"], f"the file, field indicators: {NO_LIST}"),
        (
            "indicators",
            [{"id": "parking", "questions": ["own_1"]}],
            f"indicator parking, field questions: {NO_LIST}",
        ),
        (
            "response_scales",
            ["agree5"],
            "field response_scales: expected each scale under its name",
        ),
        ("response_scales", {"mine": "agree5"}, "field response_scales.mine: holds no fields"),
        (
            "indicators/0/better",
            {"en": "easier", "nl": "makkelijker"},
            "indicator parking: has one of 'better' and 'worse'; give both or neither",
        ),
    ],
)
def test_all_faults_of_own_questions_are_named_with_their_question_and_field(
    path: str, value: object, message: str
) -> None:
    assert_refused(load_own, edited(OWN, {path: value}), message)
