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
    unit_named,
)
from surveys.organisation.support import support_lines
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


def begin(
    at: Installation, name: str = "Acme", unit: str = "North", contacts: Contacts = ADA
) -> tuple[UUID, UUID]:
    return create_with_first_unit(at, name=name, first_unit=unit, contacts=contacts)


def test_set_up_makes_the_organisation_with_its_first_team_once(installation: Installation) -> None:
    assert load_organisation(installation) is None
    contacts = Contacts("Ada", "0800", " Dr Bob ")
    whole, team = begin(installation, " Acme ", " North ", contacts)
    before = units(installation)
    assert before == {"Acme": (whole, None), "North": (team, whole)}
    known = Organisation("Acme", Contacts("Ada", "0800", "Dr Bob"))
    assert load_organisation(installation) == known
    with pytest.raises(SetUpError, check=code("already")):
        begin(installation, "Other", "South")
    assert (units(installation), load_organisation(installation)) == (before, known)


@pytest.mark.parametrize(
    ("name", "unit", "contacts", "why"),
    [
        ("", "North", ADA, "name"),
        ("Acme", "  ", ADA, "first_unit"),
        ("Acme", "North", Contacts("", "0800"), "counsellor_name"),
        ("Acme", "North", Contacts("Ada", " "), "counsellor_phone"),
    ],
)
def test_an_empty_field_is_refused_and_nothing_is_made(
    installation: Installation, name: str, unit: str, contacts: Contacts, why: str
) -> None:
    with pytest.raises(SetUpError, check=code(why)):
        begin(installation, name, unit, contacts)
    assert load_organisation(installation) is None
    assert units(installation) == {}


def test_an_organisation_with_imported_history_keeps_its_units(installation: Installation) -> None:
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="Old name"))
        whole = root_unit(session, "Old name")
        north = unit_named(session, "North", whole)
    assert load_organisation(installation) == Organisation("Old name", None)
    assert begin(installation, "New") == (whole, north)
    assert units(installation) == {"Old name": (whole, None), "North": (north, whole)}
    assert load_organisation(installation) == Organisation("New", ADA)


def test_a_unit_is_looked_up_by_name_only_right_under_the_other(installation: Installation) -> None:
    whole, north = begin(installation)
    with writing(installation.engine) as session:
        assert root_unit(session, "Whatever") == whole
        assert unit_named(session, "North", whole) == north
        assert unit_named(session, "North", north) != north


def test_the_instrument_is_shipped_without_own_questions(installation: Installation) -> None:
    assert load_instrument(installation) is shipped()
    begin(installation)
    assert load_instrument(installation) is shipped()


def test_own_questions_come_last_and_have_ids_of_their_own(installation: Installation) -> None:
    with writing(installation.engine) as session:
        insert(session, people.Organisation(name="Acme", own_questions=OWN))
    asked = load_instrument(installation)
    assert [q.id for q in asked.questions()] == [*(q.id for q in shipped().questions()), "own_1"]
    assert asked.indicator("parking").name["nl"] == "Parkeren"
    with writing(installation.engine) as session:
        row = people.organisation(session)
        assert row is not None
        row.own_questions = OWN.replace("own_1", "mood_1")
    with pytest.raises(InstrumentError, match="question mood_1"):
        load_instrument(installation)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_support_names_counsellor_crisis_line_and_company_doctor_if_any(language: str) -> None:
    without = support_lines(ADA, language)
    assert any("Ada Counsel" in line and "0800 1234" in line for line in without)
    assert any("113" in line for line in without)
    assert any("[0800 1234](tel:08001234). " in line for line in without), "a phone calls it"
    assert any("[113](tel:113)" in line for line in without)
    typed = Contacts("Ada", "[x](http://evil)", "call [me](tel:1)")
    assert not any(
        "](http://evil" in line or "[me](tel" in line for line in support_lines(typed, language)
    )
    assert not any("None" in line or "{" in line for line in without)
    doctor = support_lines(Contacts("Ada Counsel", "0800 1234", "call 030 1"), language)
    assert set(without) < set(doctor)
    assert [line for line in doctor if "call 030 1" in line] == list(set(doctor) - set(without))
