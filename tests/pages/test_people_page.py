"""Administrators see who works where, look at what a list would change, and apply it."""

from uuid import UUID

from streamlit.testing.v1 import AppTest

from db import people
from db.base import insert
from db.directory import remember
from db.engine import writing
from surveys.installation import Installation
from surveys.people.provisioning.directory import make_token
from surveys.people.provisioning.notes import note
from tests.builders import add_person
from tests.pages.conftest import Open, press, text_of
from tests.rosters import files, import_all, who_works_where

LIST = "name,email,unit\nAda,ada@example.org,North\n<b>Bo</b> [x](y),bo@example.org,Night\n"


def upload(app: AppTest, text: str) -> AppTest:
    """Give a list to the part of the page that imports one, and ask what it will change."""
    app.segmented_control(key="view").set_value("import").run()
    app.file_uploader(key="import_people").set_value(("people.csv", text.encode(), "text/csv"))
    return press(app.run(), "will change")


def test_a_list_is_shown_as_a_plan_then_applied_and_its_markup_is_text(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = upload(open_page("people", person=administrator), LIST)
    assert r"\<b\>Bo\</b\> \[x\](y) (bo@example.org): Night" in text_of(app)
    assert set(who_works_where(installation)) == {"ada@example.org"}
    app.button(key="import_apply").click().run()
    assert "Done." in "".join(said.value for said in app.success)
    assert set(who_works_where(installation)) == {"ada@example.org", "bo@example.org"}
    app = open_page("people", person=administrator)
    assert r"\<b\>Bo\</b\> \[x\](y)" in str(app.table[0].value)
    app.text_input(key="people_search").input("ada@").run()
    assert "1 person" in text_of(app)


def test_faults_are_listed_with_their_line_and_large_changes_have_to_be_confirmed(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    before = who_works_where(installation)
    app = upload(
        open_page("people", person=administrator), "name,email,unit\nBo,<img src=x>,North\n"
    )
    assert "line 2" in text_of(app)
    assert r"\<img src=x\>" in text_of(app)
    assert who_works_where(installation) == before
    app = upload(app, "name,email,unit\nBo,bo@example.org,North\n")
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
    app.segmented_control(key="view").set_value("roles").run()
    app.text_input(key="role_email").input("ada@example.org")
    app.selectbox(key="role_kind").set_value("council")
    press(app, "Give this role")
    assert "once somebody else has confirmed it" in "".join(said.value for said in app.success)
    assert "peil confirm-role" in "".join(said.value for said in app.info)
    take = [b for b in app.button if b.label == "Take away"]
    assert len(take) == 2
    take[0].click().run()
    assert "last administrator" in "".join(said.value for said in app.error)


def test_the_works_council_reads_changes_and_nothing_else(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    import_all(installation, files(LIST))
    with writing(installation.engine) as session:
        insert(session, people.Access(person_id=administrator, role="council", confirmed=True))
    app = open_page("roster_changes", person=administrator)
    assert r"\<b\>Bo\</b\> \[x\](y)" in str(app.table[0].value)
    assert "joined" in str(app.table[0].value)


def test_where_a_directory_synchronises_the_page_says_what_is_not_followed_and_why(
    open_page: Open, installation: Installation, administrator: UUID, north: UUID
) -> None:
    title = "What the directory says and Peil does not follow"
    app = open_page("roster_changes", person=administrator)
    assert title not in [one.label for one in app.expander]
    make_token(installation)
    ann = add_person(installation, north, "*Ann*")
    with writing(installation.engine) as session:
        second = people.Unit(name="_Two_", parent_id=north)
        insert(session, second)
        for number, unit in enumerate((second.id, north)):
            remember(session, unit, {ann: number})
        note(session, "group_known", group_name="<b>NORTH</b>")
    app = open_page("roster_changes", person=administrator)
    assert title in [one.label for one in app.expander]
    refused, several = (table.value.to_csv() for table in app.table[:2])
    assert r"\<b\>NORTH\</b\>" in refused
    assert "There is a unit of this name already" in refused
    assert r"\*Ann\*" in several
    assert r"\_Two\_" in several
