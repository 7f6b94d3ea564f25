"""Measures of an organisation: added, changed, hidden and restored by HR, each a version more."""

from typing import Any
from uuid import UUID

import pytest

from db import own_measures as stored
from db.engine import reading
from surveys.access.access import NotAllowedError, Reader
from surveys.errors import FieldsError
from surveys.installation.installation import Installation
from surveys.measures.catalogue import Measure, shipped
from surveys.measures.choosing import Occasion, suggested
from surveys.measures.own import (
    OwnMeasureError,
    State,
    fields_of,
    hide_measure,
    read_measures,
    restore_measure,
    save_measure,
    states_in,
)
from surveys.trail import trail
from surveys.trail.saving import ChangedMeanwhileError, Seen
from tests.builders import add_person
from tests.refusals import code

pytestmark = pytest.mark.both_databases

CATALOGUE = shipped().measures
LUNCH = next(one for one in CATALOGUE if one.id == "wel_lunch_block")
WALK: dict[str, Any] = {
    **fields_of(None),
    "title_en": "Walk  together",
    "title_nl": "Samen wandelen",
    "how_en": "Half an hour at noon.",
    "how_nl": "Een half uur om twaalf uur.",
    "why_en": "People asked for it.",
    "why_nl": "Mensen vroegen erom.",
    "source_en": "Our works council",
    "source_nl": "Onze ondernemingsraad",
    "indicators": ["isolation"],
    "audience": ["team", "employee"],
}


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> Reader:
    person = add_person(installation, organisation["Example"], "Hanna", role="hr")
    return Reader(person, "Hanna", None, frozenset({"hr"}), frozenset())


def state(installation: Installation, measure: str) -> State:
    with reading(installation.engine) as session:
        return next(one for one in states_in(session) if one.measure.id == measure)


def versions(installation: Installation, measure: str) -> list[tuple[int, bool, bool]]:
    with reading(installation.engine) as session:
        found = stored.versions_of(session, measure)
    return [(one.number, one.hidden, one.body is not None) for one in found]


def noted(installation: Installation) -> list[tuple[str, str]]:
    """Return what the trail has of measures, in no order within a day."""
    entries = trail.entries(installation)
    return sorted((e.action, e.subject) for e in entries if e.action.startswith("measure "))


def test_without_changes_the_measures_are_those_of_the_catalogue(
    installation: Installation,
) -> None:
    assert read_measures(installation) == CATALOGUE


def test_an_own_measure_is_shown_first_and_is_suggested(
    installation: Installation, hr: Reader
) -> None:
    made = save_measure(installation, hr, None, WALK)
    assert made.title["en"] == "Walk together"
    assert read_measures(installation) == (made, *CATALOGUE)
    found = suggested(read_measures(installation), Occasion("isolation"), ("employee", "team"))
    assert len(found) == 3
    assert made in suggested([made], Occasion("isolation"), ("manager",)), "it stands in for others"
    assert shipped().source_of(made, "nl") == "Onze ondernemingsraad"
    assert noted(installation) == [("measure saved", "Walk together, version 1")]


def test_a_measure_of_the_catalogue_is_changed_hidden_shown_and_restored_in_versions(
    installation: Installation, hr: Reader
) -> None:
    fields = {**fields_of(LUNCH), "title_en": "Lunch at twelve"}
    changed = save_measure(installation, hr, LUNCH.id, fields)
    assert (changed.theme, changed.how) == (LUNCH.theme, LUNCH.how)
    assert changed.evidence is None, "what the organisation says is its own"
    assert changed.source is not None
    place = CATALOGUE.index(LUNCH)
    assert read_measures(installation)[place] == changed
    hide_measure(installation, hr, LUNCH.id, hidden=True)
    assert len(read_measures(installation)) == len(CATALOGUE) - 1
    assert state(installation, LUNCH.id).hidden
    hide_measure(installation, hr, LUNCH.id, hidden=False)
    assert read_measures(installation)[place] == changed, "with the words it had"
    assert restore_measure(installation, hr, LUNCH.id) == LUNCH
    assert read_measures(installation) == CATALOGUE
    assert versions(installation, LUNCH.id) == [
        (1, False, True),
        (2, True, True),
        (3, False, True),
        (4, False, False),
    ]
    assert noted(installation) == [
        ("measure hidden", "Lunch at twelve, version 2"),
        ("measure restored", "Keep lunch free of meetings, version 4"),
        ("measure saved", "Lunch at twelve, version 1"),
        ("measure shown", "Lunch at twelve, version 3"),
    ]


def test_nothing_is_stored_where_nothing_changes(installation: Installation, hr: Reader) -> None:
    assert save_measure(installation, hr, LUNCH.id, fields_of(LUNCH)) == LUNCH
    hide_measure(installation, hr, LUNCH.id, hidden=False)
    restore_measure(installation, hr, LUNCH.id)
    assert versions(installation, LUNCH.id) == []
    assert noted(installation) == []


def test_a_hidden_measure_is_changed_and_stays_hidden(
    installation: Installation, hr: Reader
) -> None:
    hide_measure(installation, hr, LUNCH.id, hidden=True)
    save_measure(installation, hr, LUNCH.id, {**fields_of(LUNCH), "effort": "medium"})
    assert state(installation, LUNCH.id).hidden
    assert LUNCH.id not in {one.id for one in read_measures(installation)}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"title_nl": " "}, {"title_nl": "missing"}),
        ({"how_en": "", "source_nl": ""}, {"how_en": "missing", "source_nl": "missing"}),
        ({"caution_en": "Not in the rain."}, {"caution_nl": "both"}),
        ({"why_en": "x" * 601}, {"why_en": "too_long"}),
        ({"audience": [], "indicators": []}, {"audience": "missing", "indicators": "missing"}),
    ],
)
def test_what_is_missing_is_said_by_field_and_nothing_is_saved(
    installation: Installation, hr: Reader, change: dict[str, Any], faults: dict[str, str]
) -> None:
    with pytest.raises(FieldsError) as refused:
        save_measure(installation, hr, None, {**WALK, **change})
    assert {name: fault.code for name, fault in refused.value.faults.items()} == faults
    assert read_measures(installation) == CATALOGUE


def test_an_indicator_that_does_not_exist_is_refused(
    installation: Installation, hr: Reader
) -> None:
    with pytest.raises(OwnMeasureError, match="'weather' is not an indicator"):
        save_measure(installation, hr, None, {**WALK, "indicators": ["weather"]})


@pytest.mark.parametrize("role", ["manager", "administrator", "council", "hr of a unit"])
def test_only_hr_of_the_whole_organisation_changes_measures(
    installation: Installation, organisation: dict[str, UUID], role: str
) -> None:
    north = organisation["North"]
    of_unit = role in {"manager", "hr of a unit"}
    roles = frozenset() if role == "hr of a unit" else frozenset({role})
    person = add_person(installation, north, "Sam")
    who = Reader(person, "Sam", None, roles, frozenset({north}) if of_unit else frozenset())
    for change in (
        lambda: save_measure(installation, who, None, WALK),
        lambda: hide_measure(installation, who, LUNCH.id, hidden=True),
        lambda: restore_measure(installation, who, LUNCH.id),
    ):
        with pytest.raises(NotAllowedError, check=code("measures")):
            change()
    assert read_measures(installation) == CATALOGUE


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(
    installation: Installation, hr: Reader, organisation: dict[str, UUID]
) -> None:
    person = add_person(installation, organisation["Example"], "Bo", role="hr")
    bo = Reader(person, "Bo", None, frozenset({"hr"}), frozenset())
    theirs: Measure = save_measure(
        installation, bo, LUNCH.id, {**fields_of(LUNCH), "effort": "high"}, Seen(LUNCH)
    )
    with pytest.raises(ChangedMeanwhileError, match="Bo changed this") as refused:
        save_measure(
            installation, hr, LUNCH.id, {**fields_of(LUNCH), "effort": "medium"}, Seen(LUNCH)
        )
    assert refused.value.now == theirs
    assert state(installation, LUNCH.id).measure == theirs


def test_a_measure_that_nobody_has_is_refused(installation: Installation, hr: Reader) -> None:
    with pytest.raises(OwnMeasureError, check=code("gone")):
        hide_measure(installation, hr, "own_nothing", hidden=True)
    made = save_measure(installation, hr, None, WALK)
    with pytest.raises(OwnMeasureError, check=code("gone")):
        restore_measure(installation, hr, made.id)
