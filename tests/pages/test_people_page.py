"""Administrators see who works where, look at what a list would change, and apply it."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from db import people
from db.base import insert
from db.engine import writing
from surveys.installation.installation import Installation
from tests.pages.conftest import Open, text_of
from tests.rosters import files, import_all, who_works_where

LIST = "name,email,unit\nAda,ada@example.org,North\n<b>Bo</b> [x](y),bo@example.org,Night\n"


def give(app: AppTest, text: str, view: str = "import") -> AppTest:
    """Open the part of the page that takes a list, and give it one."""
    app.segmented_control(key="people_view").set_value(view).run()
    app.file_uploader(key="import_people").set_value(("people.csv", text.encode(), "text/csv"))
    app.run()
    next(b for b in app.button if "will change" in b.label or "verandert" in b.label).click().run()
    assert not app.exception
    return app


def test_it_lists_who_works_where_with_markup_as_text(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    plan = import_all(installation, files(LIST))
    assert len(plan.joined) == 1
    app = open_page("people", person=administrator)
    shown = str(app.table[0].value)
    assert r"\<b\>Bo\</b\> \[x\](y)" in shown
    app.text_input(key="people_search").input("ada@").run()
    assert "1 person" in text_of(app)


def test_a_list_is_shown_as_a_plan_and_then_applied(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = give(open_page("people", person=administrator), LIST)
    assert r"\<b\>Bo\</b\> \[x\](y) (bo@example.org): Night" in text_of(app)
    assert set(who_works_where(installation)) == {"ada@example.org"}
    app.button(key="import_apply").click().run()
    assert "Done." in "".join(said.value for said in app.success)
    assert set(who_works_where(installation)) == {"ada@example.org", "bo@example.org"}


def test_faults_are_listed_with_their_line(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
) -> None:
    before = who_works_where(installation)
    app = open_page("people", person=administrator)
    give(app, "name,email,unit\nBo,<img src=x>,North\n")
    assert "line 2" in text_of(app)
    assert r"\<img src=x\>" in text_of(app)
    assert who_works_where(installation) == before


def test_what_goes_beyond_the_limits_has_to_be_confirmed(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = give(
        open_page("people", person=administrator), "name,email,unit\nBo,bo@example.org,North\n"
    )
    app.button(key="import_apply").click().run()
    assert "Confirm first" in text_of(app)
    assert set(who_works_where(installation)) == {"ada@example.org"}
    app.checkbox(key="import_confirmed").check().run()
    app.button(key="import_apply").click().run()
    assert set(who_works_where(installation)) == {"bo@example.org"}


def test_roles_are_given_and_taken_on_the_page(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("people", person=administrator)
    app.segmented_control(key="people_view").set_value("roles").run()
    app.text_input(key="role_email").input("ada@example.org")
    app.selectbox(key="role_kind").set_value("council")
    next(b for b in app.button if b.label == "Give this role").click().run()
    assert "The role is given." in "".join(said.value for said in app.success)
    take = [b for b in app.button if b.label == "Take away"]
    assert len(take) == 2
    take[0].click().run()
    assert "last administrator" in "".join(said.value for said in app.error)


@pytest.mark.parametrize("page", ["people", "roster_changes"])
def test_managers_are_not_let_in(open_page: Open, leader: UUID, page: str) -> None:
    assert open_page(page, person=leader).title[0].value == "No access"


def test_the_works_council_reads_changes_and_nothing_else(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    import_all(installation, files(LIST))
    with writing(installation.engine) as session:
        ada = people.Access(person_id=administrator, role="council")
        insert(session, ada)
    app = open_page("roster_changes", person=administrator)
    assert r"\<b\>Bo\</b\> \[x\](y)" in str(app.table[0].value)
    assert "joined" in str(app.table[0].value)
