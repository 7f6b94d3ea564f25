"""One person is added, corrected, moved, exported and taken off the list, by whoever may do it."""

import csv
import io
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from db.engine import reading
from surveys.access import NotAllowedError, Reader
from surveys.errors import FieldsError
from surveys.installation import Installation
from surveys.organisation.confirmations import read_waiting
from surveys.organisation.roster_changes import changes
from surveys.people.details import Details, PersonError
from surveys.people.editing import add_person, correct_person, mark_as_left, open_person
from surveys.people.exporting import export_people
from surveys.people.file.table import Upload
from surveys.people.importing.importing import Files, plan_import, roster_now
from surveys.trail import entries
from surveys.trail.saving import ChangedMeanwhileError, Seen
from surveys.waves import open_wave
from tests import builders
from tests.builders import CLOSES, OPENS, add_people, add_unit, give_role
from tests.refusals import code
from tests.rosters import roles, who_works_where
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

HR = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())


@pytest.fixture
def south(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return add_unit(installation, "South", organisation["Example"])


@pytest.fixture
def ada(installation: Installation, organisation: dict[str, UUID]) -> Reader:
    """An administrator of the whole organisation."""
    person = builders.add_person(installation, organisation["Example"], "Ada", role="administrator")
    return Reader(person, "Ada", None, frozenset({"administrator"}), frozenset())


@pytest.fixture
def kim(installation: Installation, north: UUID) -> Reader:
    """An administrator of North alone."""
    person = builders.add_person(installation, north, "Kim", role="administrator", role_for=north)
    own = frozenset({north})
    return Reader(person, "Kim", None, frozenset(), frozenset(), administered_units=own)


def subjects(installation: Installation, action: str) -> list[tuple[str | None, str]]:
    return [(e.by, e.subject) for e in entries(installation) if e.action == action]


def test_somebody_is_added_corrected_and_moved_and_the_trail_names_no_detail(
    installation: Installation, north: UUID, south: UUID, ada: Reader
) -> None:
    ann = add_person(installation, ada, Details("  Ann  Li ", "ann@example.org", north, "0012"))
    seen = open_person(installation, ada, ann).details
    assert seen == Details("Ann Li", "ann@example.org", north, "0012")
    wanted = replace(seen, email="a.li@example.org", unit=south, language="nl", key=None)
    assert correct_person(installation, ada, ann, wanted, Seen(seen)) == wanted
    assert who_works_where(installation)["a.li@example.org"] == ("Ann Li", "Example / South")
    assert [(c.kind, c.name, c.from_unit, c.to_unit) for c in changes(installation, HR)] == [
        ("joined", "Ann Li", None, "North"),
        ("moved", "Ann Li", "North", "South"),
    ]
    assert subjects(installation, "people added") == [("Ada", "Ann Li: North")]
    assert subjects(installation, "people changed") == [
        ("Ada", "Ann Li: email, key, language, unit")
    ]
    assert not any(
        "@" in entry.subject or "0012" in entry.subject for entry in entries(installation)
    )
    assert correct_person(installation, ada, ann, wanted, Seen(wanted)) == wanted
    assert len(subjects(installation, "people changed")) == 1, "nothing was changed, so none noted"


def test_whoever_leaves_loses_roles_and_messages_but_no_ballot(
    installation: Installation, north: UUID, ada: Reader
) -> None:
    ann = add_person(installation, ada, Details("Ann", "ann@example.org", north))
    correct_person(installation, ada, ann, Details("Anne", "ann@example.org", north))
    give_role(installation, ann, "manager", north)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert ann in wave.tokens
    mark_as_left(installation, ada, ann)
    assert set(who_works_where(installation)) == {"ada@example.org"}
    assert roles(installation) == {("ada@example.org", "administrator", None)}
    assert subjects(installation, "people left") == [("Ada", "Anne: North")]
    assert subjects(installation, "access taken") == [("Ada", "Anne: manager of North")]
    assert main_rows(installation, "SELECT thing FROM last_change") == [], "nothing of her is kept"
    box = installation.box(1)
    assert len(box.bodies()) == 0
    with pytest.raises(PersonError, check=code("gone")):
        mark_as_left(installation, ada, ann)
    with pytest.raises(PersonError, check=code("last")):
        mark_as_left(installation, ada, ada.person)


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        (Details(), {"name": "no_name", "email": "no_email", "unit": "unit"}),
        (
            Details("1012", "zoë at example.org"),
            {"name": "name_is_number", "email": "no_address"},
        ),
        (Details("Bo", "ADA@example.org"), {"email": "address_taken"}),
        (Details("Bo", "bo@example.org", key="7"), {"key": "key_taken"}),
        (
            Details("Bo", "bo@example.org", channel="slack"),
            {"channel_address": "no_channel_address"},
        ),
        (
            Details("Bo", "bo@example.org", channel="pager", channel_address="a b"),
            {"channel": "channel", "channel_address": "channel_address"},
        ),
        (Details("B\x07o", "bo@example.org"), {"name": "unreadable"}),
        (Details("B" * 301, "bo@example.org"), {"name": "long"}),
    ],
)
def test_everything_that_is_wrong_is_said_by_field_and_nothing_is_written(
    installation: Installation, north: UUID, ada: Reader, typed: Details, faults: dict[str, str]
) -> None:
    add_person(installation, ada, Details("Seven", "seven@example.org", north, "7"))
    before = who_works_where(installation)
    if "unit" not in faults:
        typed = replace(typed, unit=north)
    with pytest.raises(FieldsError) as refused:
        add_person(installation, ada, typed)
    assert {field: fault.code for field, fault in refused.value.faults.items()} == faults
    assert who_works_where(installation) == before


def test_administrators_of_some_units_see_and_change_their_own_people_alone(
    installation: Installation,
    organisation: dict[str, UUID],
    north: UUID,
    south: UUID,
    ada: Reader,
    kim: Reader,
) -> None:
    ann = add_person(installation, kim, Details("Ann", "ann@example.org", north))
    bo = add_person(installation, ada, Details("Bo", "bo@example.org", south, "7"))
    details = open_person(installation, kim, ann).details
    with pytest.raises(FieldsError) as refused:
        correct_person(
            installation, kim, ann, Details("Ann", "bo@example.org", organisation["Example"], "7")
        )
    faults = refused.value.faults
    assert {field: fault.code for field, fault in faults.items()} == {
        "unit": "unit",
        "email": "address_elsewhere",
        "key": "key_elsewhere",
    }
    assert not any("Bo" in str(fault) for fault in faults.values())
    for call in (
        lambda person: open_person(installation, kim, person),
        lambda person: correct_person(installation, kim, person, details),
        lambda person: mark_as_left(installation, kim, person),
        lambda person: export_people(installation, kim, "csv", person),
    ):
        for person in (bo, uuid4()):
            with pytest.raises(PersonError, check=code("gone")):
                call(person)
    give_role(installation, ann, "hr")
    assert open_person(installation, kim, ann).roles == (), "roles elsewhere are not theirs to see"
    assert open_person(installation, kim, ann).is_protected
    with pytest.raises(PersonError, check=code("protected")):
        correct_person(installation, kim, ann, replace(details, name="Anna"))
    with pytest.raises(PersonError, check=code("protected")):
        mark_as_left(installation, kim, ann)
    text = export_people(installation, kim, "csv").decode("utf-8-sig")
    assert [row["email"] for row in csv.DictReader(io.StringIO(text))] == [
        "ann@example.org",
        "kim@example.org",
    ]
    assert "role" not in text.splitlines()[0].split(",")
    assert subjects(installation, "people exported") == [("Kim", "North")]


@pytest.mark.parametrize("act", ["open", "add", "correct", "leave", "export"])
def test_nobody_else_may(installation: Installation, north: UUID, ada: Reader, act: str) -> None:
    manager = Reader(uuid4(), "Mo", None, frozenset({"manager"}), frozenset({north}))
    calls = {
        "open": lambda who: open_person(installation, who, ada.person),
        "add": lambda who: add_person(installation, who, Details("Bo", "bo@example.org", north)),
        "correct": lambda who: correct_person(
            installation, who, ada.person, Details("Bo", "bo@example.org", north)
        ),
        "leave": lambda who: mark_as_left(installation, who, ada.person),
        "export": lambda who: export_people(installation, who, "csv"),
    }
    before = main_rows(installation, "SELECT * FROM person")
    for who in (manager, HR):
        with pytest.raises(NotAllowedError, check=code("people")):
            calls[act](who)
    assert main_rows(installation, "SELECT * FROM person") == before
    assert not subjects(installation, "people exported")


def test_the_second_of_two_is_told_who_changed_a_person_and_nothing_is_lost(
    installation: Installation, north: UUID, south: UUID, ada: Reader, kim: Reader
) -> None:
    ann = add_person(installation, ada, Details("Ann", "ann@example.org", north))
    seen = open_person(installation, ada, ann).details
    correct_person(installation, kim, ann, replace(seen, key="12"), Seen(seen))
    mine = replace(seen, unit=south)
    with pytest.raises(ChangedMeanwhileError, check=code("by_somebody")) as refused:
        correct_person(installation, ada, ann, mine, Seen(seen))
    assert refused.value.values == {"who": "Kim"}
    assert refused.value.now == replace(seen, key="12")
    with pytest.raises(ChangedMeanwhileError):
        mark_as_left(installation, ada, ann, Seen(seen))
    with pytest.raises(ChangedMeanwhileError, check=code("by_yourself")):
        correct_person(installation, kim, ann, replace(seen, name="Anna"), Seen(seen))
    correct_person(installation, ada, ann, replace(mine, key="12"), Seen(refused.value.now))
    assert open_person(installation, ada, ann).details == replace(mine, key="12")


def test_another_address_lets_reading_roles_wait_again(
    installation: Installation, north: UUID, ada: Reader
) -> None:
    ann = add_person(installation, ada, Details("Ann", "ann@example.org", north))
    give_role(installation, ann, "hr")
    assert open_person(installation, ada, ann).reads
    correct_person(installation, ada, ann, Details("Ann", "ada2@example.org", north))
    rows = main_rows(installation, "SELECT confirmed FROM access WHERE role = 'hr'")
    assert not any(confirmed for (confirmed,) in rows)
    assert subjects(installation, "access suspended") == [("Ada", "Ann: hr")]


def test_who_is_added_to_a_small_unit_waits_for_somebody_else_to_confirm_it(
    installation: Installation, north: UUID, ada: Reader
) -> None:
    hanna = builders.add_person(installation, north, "Hanna", role="hr")
    add_person(installation, ada, Details("Ghost", "ghost@example.org", north))
    waiting = read_waiting(installation, replace(HR, person=hanna))
    assert [one.name for unit in waiting for one in unit.people] == ["Ghost"]


def test_an_exported_list_is_the_one_that_an_import_reads(
    installation: Installation,
    organisation: dict[str, UUID],
    north: UUID,
    south: UUID,
    ada: Reader,
) -> None:
    deep = add_unit(installation, "North", south)
    people = add_people(installation, deep, 3)
    for person, unit in ((people[0], north), (people[1], north), (people[0], deep)):
        give_role(installation, person, "manager", unit)
    give_role(installation, people[2], "hr", south)
    give_role(installation, people[2], "council")
    sealed = Details(
        "Zed", "zed@example.org", organisation["Example"], "007", "nl", "slack", "@zed"
    )
    add_person(installation, ada, sealed)
    add_person(installation, ada, Details("=1+1 Eve", "eve@example.org", north))
    for file_type in ("csv", "xlsx"):
        content = export_people(installation, ada, file_type)  # type: ignore[arg-type]
        upload = Upload(f"people.{file_type}", content)
        plan = plan_import(installation, ada, Files(upload), ("mail", "slack"))
        assert plan.is_empty
    text = export_people(installation, ada, "csv").decode("utf-8-sig")
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["zed@example.org"]["unit"] == "Example"
    with reading(installation.engine) as session:
        emails = {p.id: p.email for p in roster_now(session).people}
    assert rows[emails[people[0]]]["leads"] == "Example / North | South / North"
    assert rows[emails[people[2]]]["role"] == "council"
    assert [by for by, _ in subjects(installation, "people exported")] == ["Ada"] * 3
    one = export_people(installation, ada, "csv", people[2]).decode("utf-8-sig")
    assert [row["email"] for row in csv.DictReader(io.StringIO(one))] == [emails[people[2]]]
    assert ("Ada", "Person 2") in subjects(installation, "people exported")
