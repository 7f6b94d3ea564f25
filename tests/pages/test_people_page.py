"""Administrators see who works where, look at what a list would change, and apply it."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import once
from dashboard.administration.people_view import export_as_signed_in
from dashboard.clock import now
from db import people
from db.base import insert
from db.directory import remember
from db.engine import writing
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.people.details import Details
from surveys.people.editing import correct_person, open_person
from surveys.people.provisioning.directory import make_token
from surveys.people.provisioning.notes import note
from surveys.people.roles import roles_held, take
from surveys.people.roster import names_and_addresses
from surveys.sign_in import make_link_secret, redeem, sign_out
from tests.builders import add_person
from tests.pages.conftest import Open, press, text_of
from tests.refusals import code
from tests.rosters import files, import_all, who_works_where
from tests.stored import main_rows

LIST = "name,email,unit\nAda,ada@example.org,North\n<b>Bo</b> [x](y),bo@example.org,Night\n"


def listed(app: AppTest) -> list[str]:
    """Return the people whom the page lists."""
    return [button.label for button in app.button if str(button.key).startswith("person_")]


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
    assert r"**\<b\>Bo\</b\> \[x\](y)** · Night" in "".join(listed(app))
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


EXPORT = (
    "\ufeffMedewerker;Roepnaam;Achternaam;E-mailadres werk;Afdeling\r\n"
    "1012;A*d*a;Li;ada@example.org;Zorg\r\n1013;Bo;Jansen;bo@example.org;Zorgg\r\n"
)


def test_headings_of_another_system_are_asked_once_with_a_guess_and_remembered(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = upload(open_page("people", person=administrator), EXPORT)
    assert "This file has other headings than Peil knows." in text_of(app)
    names = app.multiselect(key="import_column_name")
    assert names.value == ["Roepnaam", "Achternaam"]
    assert not [option for option in names.options if option.startswith("Medewerker")]
    assert app.selectbox(key="import_column_key").value == "Medewerker"
    assert r"A\*d\*a Li · ada@example.org · Zorg" in text_of(app)
    app.multiselect(key="import_column_unit").set_value([]).run()
    press(app, "import_columns_confirm")
    assert "Say which column has unit." in text_of(app)
    app.session_state["language"] = "nl"
    app.run()
    assert app.multiselect(key="import_column_name").value == ["Roepnaam", "Achternaam"]
    app.multiselect(key="import_column_unit").set_value(["Afdeling"]).run()
    app.session_state["language"] = "en"
    press(app, "import_columns_confirm")
    assert "read as confirmed: name from Roepnaam + Achternaam" in "".join(
        i.value for i in app.info
    )
    (units,) = (table.value.to_csv() for table in app.table)
    assert 'Zorgg,"1 person, too few for results of its own",**Zorg**' in units
    app.button(key="import_apply").click().run()
    assert who_works_where(installation)["bo@example.org"] == ("Bo Jansen", "Example / Zorgg")
    app = upload(open_page("people", person=administrator), EXPORT.replace("Zorgg", "Zorg"))
    assert "This file has other headings" not in text_of(app)
    assert "→ Zorg" in text_of(app)
    press(app, "import_columns_again")
    assert app.multiselect(key="import_column_name").value == ["Roepnaam", "Achternaam"]


def test_what_an_administrator_of_one_unit_says_of_columns_holds_for_them_alone(
    open_page: Open, installation: Installation, north: UUID
) -> None:
    kim = add_person(installation, north, "Kim", role="administrator", role_for=north)
    text = EXPORT.replace("Zorgg", "North").replace("Zorg", "North")
    app = upload(open_page("people", person=kim), text)
    press(app, "import_columns_confirm")
    assert "What will change" in text_of(app)
    assert main_rows(installation, "SELECT * FROM kept_mapping") == []
    press(app, "will change")
    assert "This file has other headings" not in text_of(app)


def open_somebody(app: AppTest, person: UUID | None = None) -> AppTest:
    """Open the form of somebody in the list, or of somebody new."""
    app.query_params["person"] = "new" if person is None else person.hex
    return app.run()


def test_a_person_is_added_corrected_and_marked_as_left_on_the_page(
    open_page: Open, installation: Installation, administrator: UUID, north: UUID
) -> None:
    app = open_somebody(open_page("people", person=administrator))
    press(app, "Add")
    assert "Fill in a name." in text_of(app)
    assert "Choose a unit that you administer." in text_of(app)
    app.text_input(key="person_new_name").input("B*o*")
    app.text_input(key="person_new_email").input("bo at example.org")
    app.selectbox(key="person_new_unit").set_value(north)
    press(app, "Add")
    assert "is not an e-mail address" in text_of(app)
    assert app.text_input(key="person_new_name").value == "B*o*", "what was typed is kept"
    app.text_input(key="person_new_email").input("bo@example.org")
    press(app, "Add")
    assert r"B\*o\* is on the list." in [said.value for said in app.success]
    bo = next(person for person, name, _ in names_and_addresses(installation) if name == "B*o*")
    open_somebody(app, bo)
    assert app.query_params["person"] == bo.hex
    app.text_input(key=f"person_{bo.hex}_name").input("Bob")
    app.time_input(key=f"person_{bo.hex}_send_at").set_value(time(9, 30))
    press(app, "Save")
    assert "Saved." in [said.value for said in app.success]
    assert who_works_where(installation)["bo@example.org"][0] == "Bob"
    press(app, "mark_as_left")
    assert "Bob is off the list." in [said.value for said in app.success]
    assert set(who_works_where(installation)) == {"ada@example.org"}


def test_the_second_of_two_administrators_is_told_what_the_first_changed_of_a_person(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
    north: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(0))
    ann, cy = (add_person(installation, north, name) for name in ("Ann", "Cy"))
    app = open_somebody(open_page("people", person=administrator), ann)
    other = Reader(cy, "Cy", None, frozenset({"administrator"}), frozenset())
    correct_person(installation, other, ann, Details("Ann", "ann@example.org", north, "12"))
    app.text_input(key=f"person_{ann.hex}_name").input("Anna")
    press(app, "Save")
    assert "Cy changed this" in app.warning[0].value
    assert "Personnel number (optional): – → 12, taken over here" in app.warning[0].value
    press(app, "Save")
    details = open_person(installation, other, ann).details
    assert (details.name, details.key) == ("Anna", "12")


def test_an_administrator_of_one_unit_sees_no_other_people_and_cannot_open_them(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], north: UUID
) -> None:
    kim = add_person(installation, north, "Kim", role="administrator", role_for=north)
    bo = add_person(installation, organisation["Example"], "Bo")
    app = open_page("people", person=kim)
    assert [name.split(" · ")[0] for name in listed(app)] == ["**Kim**"]
    for asked in (bo.hex, "nonsense"):
        app = open_page("people", person=kim)
        app.query_params["person"] = asked
        app.run()
        assert "not in the units you administer" in app.warning[0].value
        assert not app.text_input
    app = open_somebody(open_page("people", person=kim))
    assert app.selectbox(key="person_new_unit").options == ["North"]


@pytest.mark.parametrize("role", ["hr", "council", "manager"])
def test_nobody_else_opens_the_page_or_somebody_on_it(
    role: str, open_page: Open, installation: Installation, north: UUID, administrator: UUID
) -> None:
    other = add_person(
        installation, north, "Other", role=role, role_for=north if role == "manager" else None
    )
    app = open_page("people", person=other)
    app.query_params["person"] = administrator.hex
    app.run()
    assert app.title[0].value == "No access"
    assert not app.text_input


def test_an_export_needs_the_rights_of_the_moment(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("people", person=administrator)
    assert [button.proto.label for button in app.get("download_button")] == ["CSV", "Excel"]
    link = make_link_secret(installation, administrator, now())
    secret = redeem(installation, link, now()) or ""
    assert b"ada@example.org" in export_as_signed_in(installation, secret, "csv")
    sign_out(installation, secret)
    with pytest.raises(NotAllowedError, check=code("signed_out")):
        export_as_signed_in(installation, secret, "csv")


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


def test_a_role_that_another_took_away_is_gone_and_it_is_said_by_whom(
    open_page: Open, installation: Installation, administrator: UUID, north: UUID
) -> None:
    cy = add_person(installation, north, "Cy", role="manager", role_for=north)
    app = open_page("people", person=administrator)
    app.segmented_control(key="view").set_value("roles").run()
    other = Reader(cy, "Cy", None, frozenset({"administrator"}), frozenset())
    (role,) = (held for held in roles_held(installation, other) if held.role == "manager")
    take(installation, other, role.id)
    press(app, f"take_{role.id.hex}")
    assert "This role is gone already: Cy took it away." in app.error[0].value


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
