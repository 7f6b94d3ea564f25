"""A table of numbers whose titles say nothing is matched by hand, and the mapping has it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from surveys.history.aggregates.guessing import guess_aggregates
from surveys.history.aggregates.mapping import AggregatesMapping
from surveys.history.aggregates.matching_by_hand import NEEDED, askable, needed_in, with_guessed
from surveys.history.aggregates.table_match import KINDS, TableMatch, match_in, with_match
from surveys.history.mapping import MappingError, load_as
from surveys.history.matching_by_hand import Survey
from surveys.instrument import shipped
from surveys.tables.sources import Upload

DAY = date(2024, 9, 30)
CELLS: Mapping[str, Sequence[str]] = {
    "A": ("North", "South"),
    "B": ("Autumn", "Spring 2024-03-31"),
    "C": ("How did you feel at work?", "Other"),
    "D": ("61", "74"),
    "E": ("12", "18"),
    "F": ("3", "4"),
}
LETTERS = Upload("letters.csv", b"A;B;C;D;E\r\nNorth;Autumn;61;4;12\r\nSouth;Autumn;74;3;18\r\n")


def needed(text: str) -> set[str]:
    said = {template: name for name, template in NEEDED.items()}
    return {said[one.template] for one in needed_in(text)}


def plan_of(text: str) -> AggregatesMapping:
    return load_as(AggregatesMapping, Upload("m.yaml", text.encode()), "source")


def test_a_table_without_words_is_matched_field_by_field_until_nothing_is_needed() -> None:
    guess = guess_aggregates(LETTERS, shipped(), "letters")
    cells = {column.title: column.cells for column in guess.free}
    assert list(cells) == list("ABCDE")
    assert needed(guess.mapping) == {"unit", "days", "question", "mean"}
    match = match_in(guess.mapping)
    steps: list[tuple[dict[str, object], set[str]]] = [
        ({"unit": "A"}, {"days", "question", "mean"}),
        ({"waves": "B"}, {"days_of_each", "question", "mean"}),
        ({"surveys": {"Autumn": Survey("Autumn", DAY, DAY)}}, {"question", "mean"}),
        ({"wide": True}, {"asked"}),
        ({"asked": {"C": "mood_1", "D": "iso_1"}, "turned": {"D"}}, set()),
        ({"answers": "E"}, set()),
    ]
    text = guess.mapping
    for change, still in steps:
        changed = replace(match, **change)  # type: ignore[arg-type]
        match = with_guessed(changed, match, cells, shipped())
        text = with_match(text, match)
        assert with_match(text, match_in(text)) == text
        assert needed(text) == still
    assert yaml.safe_load(text) == {
        "source": "letters",
        "unit": {"column": "A", "new_below": ""},
        "waves": {
            "column": "B",
            "dates": {
                "Autumn": {"title": "Autumn", "opens_on": "2024-09-30", "closes_on": "2024-09-30"}
            },
        },
        "questions": {"columns": {"C": "mood_1", "D": {"id": "iso_1", "worst": 100, "best": 0}}},
        "mean": {"worst": 0, "best": 100},
        "answers": "E",
    }
    assert plan_of(text.replace("new_below: ''", "new_below: Acme")).is_wide


def test_what_follows_from_a_choice_is_guessed_again() -> None:
    before = TableMatch(source="Old tool", unit="A")
    match = with_guessed(
        replace(before, waves="B", question="C", number="D"), before, CELLS, shipped()
    )
    assert match.surveys == {
        "Autumn": Survey("Autumn", None, None),
        "Spring 2024-03-31": Survey("Spring 2024-03-31", None, None),
    }
    assert match.asked == {"How did you feel at work?": "mood_1"}
    assert (match.worst, match.best, match.whole) == (0, 100, 100)
    beside = with_guessed(replace(match, wide=True, answers="E"), match, CELLS, shipped())
    assert askable(beside, CELLS) == ["D", "F"]
    assert not beside.asked, "what the cells of a column ask is not what the columns ask"
    again = with_guessed(
        replace(match, waves="", survey=Survey("", DAY, DAY)), match, CELLS, shipped()
    )
    assert again.survey == Survey("Old tool", DAY, DAY)
    counts = replace(match, kind="counts", options=("D", "E"), asked={"Other": "iso_1"})
    assert not with_guessed(counts, match, CELLS, shipped()).asked, "iso_1 has five options"
    days = {"A": ("North",), "B": ("2024-03-31", "2024-09-30")}
    of_days = with_guessed(replace(before, waves="B"), before, days, shipped())
    assert of_days.surveys == {}
    assert "days_of_each" not in needed(with_match("source: x", of_days))


def test_what_the_fields_do_not_show_stays_in_the_mapping() -> None:
    text = """\
source: Old tool
unit: {column: A, rename: {N: North}, above: {North: Acme}}
wave: {title: Before, opens_on: 2024-09-01, closes_on: 2024-09-30, period: weekly}
questions: {column: C, ids: {Mood: mood_1, Alone: {id: iso_1, worst: 7, best: 1}}}
mean: {column: D, worst: 0, best: 100}
answers: E
sd: F
skip: [NA, "<5"]
file: {delimiter: semicolon, skip_rows: 1}
"""
    match = match_in(text)
    assert plan_of(with_match(text, match)) == plan_of(text)
    moved = with_match(text, replace(match, unit="B", turned=frozenset({"Mood"})))
    plan = plan_of(moved)
    assert (plan.unit.column, plan.unit.rename) == ("B", {"N": "North"})
    assert plan.scale_of(plan.questions.asked["Mood"]) == (100, 0)
    assert plan.scale_of(plan.questions.asked["Alone"]) == (7, 1)
    assert "sd" not in yaml.safe_load(with_match(text, replace(match, kind="favourable")))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"source": ""}, "source"),
        ({"unit": ""}, "unit"),
        ({"survey": Survey("", DAY, DAY)}, "title"),
        ({"survey": Survey("Before", DAY, None)}, "days"),
        ({"question": ""}, "question"),
        ({"number": ""}, "mean"),
        ({"number": "", "kind": "favourable"}, "favourable"),
        ({"kind": "counts", "options": ("D",)}, "options"),
        ({"worst": None}, "ends"),
        ({"worst": 5.0}, "ends"),
        ({"least": None}, "people"),
        ({"least": 4}, "people"),
        ({"least": 9, "kind": "favourable"}, "people"),
        ({"asked": {}}, "asked"),
    ],
)
def test_each_thing_that_is_missing_is_named(change: dict[str, object], name: str) -> None:
    whole = TableMatch(
        source="Old tool",
        unit="A",
        survey=Survey("Before", DAY, DAY),
        question="C",
        number="D",
        asked={"Mood": "mood_1"},
        worst=1.0,
        best=5.0,
        least=10,
    )
    assert needed(with_match("source: x", whole)) == set()
    plan_of(with_match("source: x", whole))
    changed = replace(whole, **change)  # type: ignore[arg-type]
    assert needed(with_match("source: x", changed)) == {name}


TITLES = st.sampled_from(["", *"ABCDEF", "Yes", "2024", "a: b"])
NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.5, 5.0, 100.0]))
SURVEYS = st.builds(Survey, TITLES, st.one_of(st.none(), st.just(DAY)), st.none())


@given(data=st.data(), kind=st.sampled_from(KINDS), worst=NUMBERS, best=NUMBERS)
def test_whatever_is_matched_is_read_again_from_the_mapping(
    data: st.DataObject, kind: str, worst: float | None, best: float | None
) -> None:
    mean, waves = kind == "mean", data.draw(TITLES)
    asked = data.draw(st.dictionaries(TITLES.filter(bool), st.sampled_from(["mood_1", "iso_1"])))
    can_turn = mean and None not in (worst, best)
    wide = kind != "counts" and data.draw(st.booleans())
    answers = "" if kind == "counts" else data.draw(TITLES)
    match = TableMatch(
        source=data.draw(TITLES),
        unit=data.draw(TITLES),
        waves=waves,
        survey=data.draw(SURVEYS) if not waves else Survey("", None, None),
        surveys=data.draw(st.dictionaries(TITLES.filter(bool), SURVEYS)) if waves else {},
        kind=kind,  # type: ignore[arg-type]
        wide=wide,
        question="" if wide else data.draw(TITLES),
        number="" if wide or kind == "counts" else data.draw(TITLES),
        options=tuple(data.draw(st.lists(TITLES.filter(bool)))) if kind == "counts" else (),
        asked=asked,
        turned=frozenset(asked) if can_turn and data.draw(st.booleans()) else frozenset(),
        worst=worst if mean else None,
        best=best if mean else None,
        whole=data.draw(st.sampled_from([1.0, 100.0])) if kind == "favourable" else 100,
        answers=answers,
        least=None if answers or kind == "counts" else data.draw(st.sampled_from([None, 5, 10])),
        invited=data.draw(TITLES),
    )
    text = with_match("skip: [NA]", match)
    assert match_in(text) == match
    assert with_match(text, match) == text
    assert yaml.safe_load(text)["skip"] == ["NA"]


ANYTHING = st.recursive(
    st.sampled_from(["", "x", "5", "nan", "2024-09-30"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(["column", "ids", "columns", "dates", "worst", "best", "id", "x"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                "source",
                "unit",
                "wave",
                "waves",
                "questions",
                "mean",
                "counts",
                "favourable",
                "answers",
                "least",
                "sd",
                "invited",
                "skip",
            ]
        ),
        ANYTHING,
    )
)
def test_a_mapping_of_any_shape_can_be_shown_and_changed(fields: dict[str, object]) -> None:
    match = match_in(yaml.safe_dump(fields))
    needed(with_match(yaml.safe_dump(fields), match))
    changed = with_guessed(replace(match, unit="A", waves="B"), match, CELLS, shipped())
    assert match_in(with_match(yaml.safe_dump(fields), changed)).unit == "A"


def test_a_mapping_that_is_none_is_refused_with_what_it_needs() -> None:
    for text in ("a: [", "- a", ""):
        with pytest.raises(MappingError):
            match_in(text)
