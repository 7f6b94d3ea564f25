"""Set-up happens once, and needs a contact for support."""

from uuid import UUID

import pytest

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.instrument import InstrumentError
from surveys.organisation.organisation import (
    Contacts,
    Organisation,
    SetUpError,
    create_with_first_unit,
    load_instrument,
    load_organisation,
    root_unit,
    support_lines,
    unit_named,
)
from tests.refusals import code

pytestmark = pytest.mark.both_databases

ADA = Contacts("Ada Counsel", "0800 1234")
OWN = """
version: "1"
languages: [en, nl]
indicators:
  - id: parking
    kind: own
    name: {en: Parking, nl: Parkeren}
    definition: {en: About parking., nl: Over parkeren.}
    high: {en: easy, nl: makkelijk}
    low: {en: hard, nl: moeilijk}
    questions:
      - id: own_1
        role: own
        scale: agree5
        text: {en: I can park., nl: Ik kan parkeren.}
"""


def units(installation: Installation) -> dict[str, tuple[UUID, UUID | None]]:
    with reading(installation.engine) as session:
        return {unit.name: (unit.id, unit.parent_id) for unit in people.units(session)}


def test_before_set_up_there_is_no_organisation(installation: Installation) -> None:
    assert load_organisation(installation) is None


def test_set_up_makes_the_organisation_with_its_first_team(installation: Installation) -> None:
    whole, team = create_with_first_unit(
        installation, name=" Acme ", first_unit=" North ", contacts=ADA
    )
    assert units(installation) == {"Acme": (whole, None), "North": (team, whole)}
    assert load_organisation(installation) == Organisation("Acme", ADA)


def test_a_company_doctor_is_optional(installation: Installation) -> None:
    contacts = Contacts("Ada", "0800", " Dr Bob ")
    create_with_first_unit(installation, name="Acme", first_unit="North", contacts=contacts)
    assert load_organisation(installation) == Organisation(
        "Acme", Contacts("Ada", "0800", "Dr Bob")
    )


@pytest.mark.parametrize(
    ("name", "first_unit", "contacts", "why"),
    [
        ("", "North", ADA, "incomplete"),
        ("Acme", "  ", ADA, "first_unit"),
        ("Acme", "North", Contacts("", "0800"), "incomplete"),
        ("Acme", "North", Contacts("Ada", " "), "incomplete"),
    ],
)
def test_an_empty_field_is_refused_and_nothing_is_made(
    installation: Installation, name: str, first_unit: str, contacts: Contacts, why: str
) -> None:
    with pytest.raises(SetUpError, check=code(why)):
        create_with_first_unit(installation, name=name, first_unit=first_unit, contacts=contacts)
    assert load_organisation(installation) is None
    assert units(installation) == {}


def test_an_organisation_is_set_up_once(installation: Installation) -> None:
    create_with_first_unit(installation, name="Acme", first_unit="North", contacts=ADA)
    before = units(installation)
    with pytest.raises(SetUpError, check=code("already")):
        create_with_first_unit(installation, name="Other", first_unit="South", contacts=ADA)
    assert units(installation) == before
    assert load_organisation(installation) == Organisation("Acme", ADA)


def test_an_organisation_with_only_imported_history_keeps_its_units(
    installation: Installation,
) -> None:
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="Old name"))
        whole = root_unit(session, "Old name")
        north = unit_named(session, "North", whole)
    assert load_organisation(installation) == Organisation("Old name", None)
    assert create_with_first_unit(installation, name="New", first_unit="North", contacts=ADA) == (
        whole,
        north,
    )
    assert units(installation) == {"Old name": (whole, None), "North": (north, whole)}
    assert load_organisation(installation) == Organisation("New", ADA)


def test_a_unit_is_found_by_name_only_right_under_the_other(installation: Installation) -> None:
    whole, north = create_with_first_unit(
        installation, name="Acme", first_unit="North", contacts=ADA
    )
    with writing(installation.engine) as session:
        assert root_unit(session, "Whatever") == whole
        assert unit_named(session, "North", whole) == north
        assert unit_named(session, "North", north) != north


def test_the_instrument_is_the_shipped_one_unless_there_are_own_questions(
    installation: Installation,
) -> None:
    assert load_instrument(installation) is shipped()
    create_with_first_unit(installation, name="Acme", first_unit="North", contacts=ADA)
    assert load_instrument(installation) is shipped()


def test_own_questions_come_after_the_shipped_ones(installation: Installation) -> None:
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="Acme", own_questions=OWN))
    asked = load_instrument(installation)
    assert [q.id for q in asked.questions()] == [*(q.id for q in shipped().questions()), "own_1"]
    assert asked.indicator("parking").name["nl"] == "Parkeren"


def test_own_questions_that_take_an_id_are_refused(installation: Installation) -> None:
    with writing(installation.engine) as session:
        taken = OWN.replace("own_1", "mood_1")
        insert(session, people.Organisation(name="Acme", own_questions=taken))
    with pytest.raises(InstrumentError, match="question mood_1"):
        load_instrument(installation)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_support_names_the_counsellor_and_a_company_doctor_if_there_is_one(language: str) -> None:
    without = support_lines(ADA, language)
    assert any("Ada Counsel" in line and "0800 1234" in line for line in without)
    assert not any("None" in line or "{" in line for line in without)
    doctor = support_lines(Contacts("Ada Counsel", "0800 1234", "call 030 1"), language)
    assert set(without) < set(doctor)
    assert [line for line in doctor if "call 030 1" in line] == list(set(doctor) - set(without))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_support_always_names_the_crisis_line(language: str) -> None:
    assert any("113" in line for line in support_lines(ADA, language))
