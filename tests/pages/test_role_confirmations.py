"""HR and the works council see what an administrator tried, and confirm what is theirs."""

from uuid import UUID

import pytest

from db import people
from db.base import insert
from db.engine import writing
from surveys.access import Reader, reader
from surveys.installation import Installation
from surveys.people.roles import give, roles_held, take
from tests.pages.conftest import Open, press, text_of


@pytest.fixture
def eve(installation: Installation, north: UUID) -> UUID:
    """Somebody of North, whose name tries to be markup."""
    person = people.Person(name="Eve [x](y)", email="eve@example.org", unit_id=north)
    with writing(installation.engine) as session:
        insert(session, person)
    return person.id


@pytest.fixture
def ada(installation: Installation, administrator: UUID, eve: UUID) -> Reader:
    """The administrator, who has given HR and a seat in the works council to Eve."""
    del eve
    who = reader(installation, administrator)
    assert who is not None
    for role in ("hr", "council"):
        give(installation, who, "eve@example.org", role, None)  # type: ignore[arg-type]
    return who


def rights(installation: Installation, person: UUID) -> frozenset[str]:
    who = reader(installation, person)
    assert who is not None
    return who.roles


@pytest.mark.usefixtures("ada")
def test_each_confirms_or_refuses_their_own_kind(
    open_page: Open, installation: Installation, hr: UUID, council: UUID, eve: UUID
) -> None:
    app = open_page("confirmations", person=hr)
    assert "Can be confirmed by: Cora." in text_of(app)
    assert "Eve [x](y)" not in text_of(app)
    assert rights(installation, eve) == frozenset()
    press(app, "Confirm")
    assert "The role is confirmed." in [said.value for said in app.success]
    assert rights(installation, eve) == {"hr"}
    assert not [button for button in app.button if "Eve" in button.label]
    app = press(open_page("confirmations", person=council), "Refuse")
    assert "The role is refused." in [said.value for said in app.success]
    assert "No role is waiting" in text_of(app)
    assert rights(installation, eve) == {"hr"}


def test_the_works_council_sees_an_attempt_that_was_taken_back(
    open_page: Open, installation: Installation, ada: Reader, council: UUID
) -> None:
    for held in roles_held(installation, ada):
        if held.email == "eve@example.org":
            take(installation, ada, held.id)
    shown = text_of(open_page("confirmations", person=council))
    assert "No role is waiting" in shown
    assert "**Ada** gave access, to be confirmed" in shown
    assert "**Ada** took access away" in shown


@pytest.mark.usefixtures("ada")
def test_with_nobody_else_the_page_names_the_command_of_the_server(
    open_page: Open, council: UUID
) -> None:
    app = open_page("confirmations", person=council)
    assert "`peil confirm-role` shows how" in text_of(app)
    confirmed = press(app, "Confirm")
    assert "Eve" in text_of(confirmed)


def test_what_has_gone_meanwhile_is_said(
    open_page: Open, installation: Installation, ada: Reader, council: UUID
) -> None:
    app = open_page("confirmations", person=council)
    for held in roles_held(installation, ada):
        if held.role == "council" and not held.confirmed:
            take(installation, ada, held.id)
    press(app, "Confirm")
    assert "is not waiting any more" in "".join(said.value for said in app.error)
