"""Administrators see roles that a directory would have ended, and decide; nobody else does."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import session
from db import people
from db.engine import reading, writing
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.people.held_roles import held_roles
from surveys.people.held_units import UnitHeldError, held_units, record_held_unit
from surveys.people.provisioning import people_sync, units_sync
from surveys.people.provisioning.directory import Directory
from tests.builders import add_people, add_person, add_unit, give_role
from tests.pages.conftest import Open, hold_waves, press, text_of

MARKUP = "<b>Kim</b> [x](y)"


@pytest.fixture
def directory(installation: Installation) -> Directory:
    return Directory(installation, "https://pulse.example.org/scim/v2")


@pytest.fixture
def care(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """A unit of six."""
    care = add_unit(installation, "Care", organisation["Example"])
    add_people(installation, care, 6)
    return care


@pytest.fixture
def leader(installation: Installation, care: UUID) -> UUID:
    """The manager of Care, whose name is markup."""
    person = add_person(installation, care, "Kim", role="manager", role_for=care)
    with writing(installation.engine) as session:
        row = people.person(session, person)
        assert row is not None
        row.name = MARKUP
    return person


def delete(directory: Directory, unit: UUID) -> None:
    """Ask for a group to be deleted, as the address of SCIM does."""
    with pytest.raises(UnitHeldError) as refused:
        units_sync.remove(directory, unit)
    record_held_unit(directory.installation, refused.value)


def decide(open_page: Open, person: UUID, language: str = "en") -> AppTest:
    """Open the part of the page of people where lists and directories wait."""
    return open_page("people", person=person, language=language, view="import")


def test_the_role_of_a_leaver_is_shown_with_who_when_and_why_and_ended(
    open_page: Open, directory: Directory, leader: UUID, administrator: UUID
) -> None:
    people_sync.remove(directory, leader)
    said = text_of(decide(open_page, administrator))
    assert r"\<b\>Kim\</b\> \[x\](y)" in said
    assert "manager of Care" in said
    assert "deleted in the directory on" in said
    assert "ends by itself on" in said
    assert "leidinggevende van Care" in text_of(decide(open_page, administrator, "nl"))
    app = press(decide(open_page, administrator), "End this role")
    assert held_roles(directory.installation) == []
    assert "according to the directory" not in text_of(app)


def test_the_first_page_says_that_roles_wait(
    open_page: Open, directory: Directory, leader: UUID, administrator: UUID
) -> None:
    hold_waves(directory.installation, 1)
    people_sync.remove(directory, leader)
    assert "Roles wait for your decision" in text_of(open_page(person=administrator))


def test_several_are_ended_at_once(
    open_page: Open, directory: Directory, leader: UUID, administrator: UUID
) -> None:
    give_role(directory.installation, leader, "hr")
    people_sync.remove(directory, leader)
    press(decide(open_page, administrator), "End all of these roles")
    assert held_roles(directory.installation) == []


def test_a_unit_with_roles_is_removed_after_the_press_and_not_with_others(
    open_page: Open, directory: Directory, leader: UUID, care: UUID, administrator: UUID
) -> None:
    at = directory.installation
    delete(directory, care)
    app = decide(open_page, administrator)
    said = text_of(app)
    assert "7 people" in said
    assert r"**\<b\>Kim\</b\> \[x\](y)** · manager" in said
    late = add_person(at, care, "Lou", role="manager", role_for=care)
    press(app, f"remove_unit_{care.hex}")
    assert "Other people have roles" in "".join(message.value for message in app.error)
    assert len(held_units(at)) == 1
    press(decide(open_page, administrator), f"remove_unit_{care.hex}")
    assert held_units(at) == []
    with reading(at.engine) as session:
        assert {row.name for row in people.units(session)} == {"Example", "North"}
        assert people.access(session, late) == people.access(session, leader) == []


def test_nobody_else_sees_it(
    open_page: Open,
    directory: Directory,
    leader: UUID,
    care: UUID,
    organisation: dict[str, UUID],
) -> None:
    at, north = directory.installation, organisation["North"]
    delete(directory, care)
    people_sync.remove(directory, leader)
    of_north = add_person(at, north, "Nora", role="administrator", role_for=north)
    app = decide(open_page, of_north)
    assert "Kim" not in text_of(app)
    assert "Care" not in text_of(app)
    hr = add_person(at, north, "Hanna", role="hr")
    assert "Kim" not in text_of(open_page("people", person=hr))


@pytest.mark.parametrize("page", ["welcome", "people", "team", "organisation", "trail"])
def test_an_open_page_of_whoever_left_shows_the_way_to_sign_in_at_the_next_click(
    open_page: Open, directory: Directory, leader: UUID, page: str
) -> None:
    for role in ("hr", "administrator", "council"):
        give_role(directory.installation, leader, role)
    app = open_page(page, person=leader)
    secret = session.session_secret()
    assert secret is not None
    people_sync.remove(directory, leader)
    assert session.session_secret() == secret, "the browser still has its cookie"
    app.run()
    assert not app.exception
    said = text_of(app)
    assert "Sign in" in said
    assert "Care" not in said
    assert NotAllowedError.__name__ not in said
