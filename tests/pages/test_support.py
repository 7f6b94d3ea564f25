"""Whom people can talk to: on every page for employees and readers, as their unit has it."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.answering import unit_contacts
from dashboard.clock import today
from surveys.access import OPERATOR
from surveys.access.result_links import result_link
from surveys.follow_up import note_talk
from surveys.installation import Installation
from surveys.organisation import (
    Contacts,
    load_organisation,
    read_contacts,
    save_unit_contacts,
)
from surveys.reading.unit import read_unit
from surveys.waves import open_wave
from tests.builders import add_people, add_person, add_unit
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.past_waves import FIRST, past_wave
from tests.reading import read

OWN, OF_ALL = "[0800 2](tel:08002)", "[0800 1234](tel:08001234)"


@pytest.fixture
def own(installation: Installation, organisation: dict[str, UUID]) -> None:
    """Contacts of North, other than those of the organisation."""
    unit_contacts.forget()
    save_unit_contacts(
        installation, OPERATOR, organisation["North"], Contacts("Bea Counsel", "0800 2")
    )


def shows(app: AppTest) -> set[str]:
    """Return whose contacts are on a page."""
    text = text_of(app)
    return {found for found in (OWN, OF_ALL) if found in text}


@pytest.mark.usefixtures("own")
def test_who_answers_sees_those_of_their_unit_before_and_after_and_of_a_used_link_those_of_all(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 12)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    sad, glad, *_ = opened.tokens.values()
    for token, option in ((sad, 0), (glad, 4)):
        app = open_page("answer", t=token)
        assert shows(app) == {OWN}
        app.pills(key="mood_1").select(option)
        app.button[-1].click().run()
        assert app.title[0].value == "Thank you"
        assert shows(app) == {OWN}
    assert shows(open_page("answer", t=sad)) == {OF_ALL}
    assert "0800 1234" in text_of(open_page("answer")), "for a code, on a device that others use"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("has_results", [False, True], ids=["before", "after the first count"])
def test_readers_see_them_below_results_and_where_there_are_none(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    *,
    has_results: bool,
) -> None:
    north = organisation["North"]
    add_people(installation, north, 12)
    small = add_unit(installation, "Small", organisation["Example"])
    hr = add_person(installation, small, "Hanna", role="hr")
    leader = add_person(installation, small, "Lea", role="manager", role_for=north)
    if has_results:
        hold_waves(installation, 2)
    for person in (hr, leader):
        assert shows(open_page("team", person=person, unit=north.hex)) == {OWN}
    assert shows(open_page("results", u=result_link(installation, north))) == {OWN}
    assert shows(open_page("team", person=hr, unit=small.hex)) == {OF_ALL}
    assert shows(open_page("organisation", person=hr)) == {OF_ALL}
    assert shows(open_page("results", u="not-a-link")) == {OF_ALL}


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("answer", [0, 4], ids=["all is bad", "all is good"])
def test_the_meeting_ends_with_them_and_the_guide_has_them_whatever_was_answered(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], answer: int
) -> None:
    north, whole = organisation["North"], organisation["Example"]
    add_people(installation, north, 12)
    small = add_unit(installation, "Small", whole)
    hr = add_person(installation, small, "Hanna", role="hr")
    leader = add_person(installation, small, "Lea", role="manager", role_for=north)
    hold_waves(installation, answer, answer, answer)
    (wave,) = {w.id for w in read(read_unit, installation, ALL_UNITS, north).waves[-1:]}
    for unit, contacts, people in ((north, OWN, (hr, leader)), (small, OF_ALL, (hr,))):
        last = {"unit": unit.hex, "slide": "99"}
        for person in people:
            notes = open_page("present", person=person, notes="1", **last)
            assert shows(notes) == {contacts}
            assert not shows(open_page("present", person=person, unit=unit.hex)), "at the end only"
            assert shows(open_page("talk", person=person, unit=unit.hex)) == {contacts}
            assert not shows(open_page("present", person=person, **last)), "beside the form"
        note_talk(installation, ALL_UNITS, unit, wave, today())
        for person in people:
            assert shows(open_page("present", person=person, **last)) == {contacts}
    assert shows(open_page("experiments", person=leader)) == {OF_ALL}


@pytest.mark.parametrize("role", ["hr", "administrator"])
def test_administrators_and_hr_give_a_unit_contacts_and_take_them_away(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], role: str
) -> None:
    person = add_person(installation, organisation["Example"], "Sam", role=role)
    north = organisation["North"]
    app = open_page("contacts", person=person)
    assert "North has those of the organisation." in text_of(app)
    app.text_input(key=f"contacts_{north.hex}_counsellor_name").input("B*a")
    press(app, f"contacts_{north.hex}_save")
    assert "Fill in the phone of the counsellor." in text_of(app)
    app.text_input(key=f"contacts_{north.hex}_counsellor_phone").input("0800 2")
    press(app, f"contacts_{north.hex}_save")
    assert "North has contacts of its own." in text_of(app)
    assert r"**North** · B\*a, 0800 2" in text_of(app)
    known, _ = read_contacts(installation, OPERATOR)
    assert known.own == {north: Contacts("B*a", "0800 2")}
    for field in ("name", "phone"):
        app.text_input(key=f"contacts_{north.hex}_counsellor_{field}").input("")
    press(app, f"contacts_{north.hex}_save")
    assert "North has those of the organisation." in text_of(app)


def test_hr_changes_those_of_the_organisation_on_the_same_page(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    hr = add_person(installation, organisation["Example"], "Hanna", role="hr")
    app = open_page("contacts", person=hr)
    app.text_input(key="contacts_company_doctor").input("call 030 1")
    press(app, "contacts_save")
    saved = load_organisation(installation)
    assert saved is not None
    assert saved.contacts == Contacts("Ada Counsel", "0800 1234", "call 030 1")


def test_a_level_that_needs_attention_says_what_to_offer_to_readers_and_not_to_the_team(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"]
    leader = add_person(
        installation, organisation["Example"], "Lea", role="manager", role_for=north
    )
    for place in range(3):
        past_wave(installation, place, {north: {"wl_1": [9, 4, 1, 0, 0]}}, number=place + 1)
    app = open_page("team", person=leader, unit=north.hex)
    assert any("offer the whole unit" in one.label for one in app.expander)
    assert "Offer it to everybody in North" in text_of(app)
    team = open_page("results", u=result_link(installation, north))
    assert not any("offer the whole unit" in one.label for one in team.expander)


def test_trust_in_the_manager_is_told_hr_on_the_page_of_the_organisation(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hr = add_person(installation, organisation["Example"], "Hanna", role="hr")
    low = {"wl_1": [0, 2, 6, 4, 2], "tl_4": [9, 4, 1, 0, 0]}
    past_wave(installation, 0, {organisation["North"]: low}, number=1)
    monkeypatch.setattr(session, "today", lambda *_: FIRST + timedelta(days=2))
    told = text_of(open_page("organisation", person=hr))
    assert "**Trust in the manager**, for you first: North." in told
    monkeypatch.setattr(session, "today", lambda *_: FIRST + timedelta(days=30))
    told = text_of(open_page("organisation", person=hr))
    assert "**Trust in the manager** needs attention: North." in told
