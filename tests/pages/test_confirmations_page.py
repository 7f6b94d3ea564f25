"""HR and the works council confirm people in small units, unit by unit or all at once."""

from uuid import UUID

from surveys.access import reader
from surveys.installation import Installation
from surveys.organisation.confirmation_rule import waiting_now
from surveys.people.importing.importing import apply, plan_import
from tests.builders import add_people, add_unit
from tests.pages.conftest import Open, press, text_of
from tests.rosters import files, import_all

LIST = """name,email,unit
<b>Bo</b> [x](y),bo@example.org,North
Zoë,zoe@elsewhere.example,North
Cas,cas@example.org,South
"""


def test_people_are_confirmed_by_unit_and_those_with_a_remark_one_by_one(
    open_page: Open, installation: Installation, council: UUID, organisation: dict[str, UUID]
) -> None:
    add_people(installation, add_unit(installation, "South", organisation["Example"]), 6)
    import_all(installation, files(LIST), only_add=True)
    app = open_page("confirmations", person=council)
    assert "3 people wait in 2 units." in text_of(app)
    assert r"\<b\>Bo\</b\> \[x\](y)" in str(app.table[0].value)
    assert "Zoë" not in str(app.table[0].value)
    assert "Unusual domain" in "".join(badge.value for badge in app.markdown)
    press(app, f"confirm_{organisation['North'].hex}")
    assert waiting_now(installation).number == 2
    app.text_input(key="confirmations_search").input("elsewhere").run()
    assert "1 person waits in 1 unit." in text_of(app)
    press(app, "Confirm Zoë")
    assert waiting_now(installation).units == ["South"]
    app.text_input(key="confirmations_search").input("").run()
    press(app, "Confirm 1 person in South")
    assert "Everybody is confirmed." in "".join(said.value for said in app.success)


def test_all_are_confirmed_at_once_but_those_with_a_remark(
    open_page: Open, installation: Installation, council: UUID, organisation: dict[str, UUID]
) -> None:
    add_people(installation, add_unit(installation, "South", organisation["Example"]), 6)
    import_all(installation, files(LIST), only_add=True)
    press(open_page("confirmations", person=council), "confirm_all")
    assert waiting_now(installation).number == 1


def test_nobody_confirms_whom_they_changed_and_the_programme_page_says_what_waits(
    open_page: Open,
    installation: Installation,
    council: UUID,
    administrator: UUID,
    north: UUID,
) -> None:
    add_people(installation, north, 6)
    who = reader(installation, administrator)
    apply(installation, who, plan_import(installation, who, files(LIST), only_add=True))
    app = open_page("programme", person=administrator)
    assert "waits until HR or the works council have confirmed 3 people" in text_of(app)
    import_all(installation, files(LIST), only_add=True)
    assert "3 people wait" in text_of(open_page("confirmations", person=council))


def test_it_is_switched_off_and_on_again(
    open_page: Open, installation: Installation, council: UUID, north: UUID
) -> None:
    add_people(installation, north, 6)
    import_all(installation, files(LIST), only_add=True)
    app = press(open_page("confirmations", person=council), "confirmations_off")
    assert "This is switched off" in text_of(app)
    assert not waiting_now(installation)
    press(app, "confirmations_on")
    assert waiting_now(installation).number == 3
