"""Buttons that create something: a second press does nothing, and says nothing wrong."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import once
from surveys.access import OPERATOR
from surveys.installation import Installation
from surveys.operations import make_set_up_code
from surveys.programme import Rhythm
from surveys.programme.changes import save_rhythm
from tests.builders import OPENS, add_people, add_person, hold_wave
from tests.pages.conftest import Open, text_of
from tests.pages.test_people_page import upload
from tests.stored import main_rows
from tests.streamlit_internals import press_what_is_gone

Table = str


@pytest.fixture(autouse=True)
def _slow_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second press of a test comes after a whole page, however long a busy machine takes."""
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(seconds=60))


@pytest.fixture
def leader(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """The manager of North, where a wave was held."""
    add_people(installation, organisation["North"], 12)
    hold_wave(installation)
    north = organisation["North"]
    return add_person(installation, north, "Lea", role="manager", role_for=north)


def pressed_twice(
    installation: Installation,
    app: AppTest,
    table: Table,
    find: Callable[[AppTest], int],
    text: str,
) -> None:
    """Press a button twice, as an impatient hand does: the form is empty, or as it was."""
    before = len(main_rows(installation, f"SELECT * FROM {table}"))  # noqa: S608
    app.button[find(app)].click().run()
    assert not app.exception
    after = len(main_rows(installation, f"SELECT * FROM {table}"))  # noqa: S608
    assert after == before + 1
    assert text in shown(app)
    if (again := find(app)) >= 0:
        app.button[again].click().run()
    assert not app.exception
    assert not app.error
    assert len(main_rows(installation, f"SELECT * FROM {table}")) == after  # noqa: S608
    assert text in shown(app)


def shown(app: AppTest) -> str:
    return "\n".join([text_of(app), *(message.value for message in app.success)])


def with_form(app: AppTest) -> AppTest:
    """Open the form to note an agreement."""
    app.session_state["agree"] = True
    return app.run()


def labelled(label: str) -> Callable[[AppTest], int]:
    def find(app: AppTest) -> int:
        return next((n for n, b in enumerate(app.button) if label in b.label), -1)

    return find


@pytest.mark.parametrize(
    ("field", "label", "table"),
    [("agreed_text", "Note the agreement", "agreement"), ("happened", "Note the event", "event")],
)
def test_follow_up_is_noted_once(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
    field: str,
    label: str,
    table: str,
) -> None:
    unit = organisation["North"].hex
    app = with_form(open_page("team", person=leader, view="agreed", unit=unit))
    app.text_input(key=field).set_value("No mail after six")
    pressed_twice(installation, app, table, labelled(label), "")
    app.text_input(key=field).set_value("No mail after six")
    app.button[labelled(label)(app)].click().run()
    assert len(main_rows(installation, f"SELECT * FROM {table}")) == 1, "sent again"  # noqa: S608
    app.text_input(key=field).set_value("Something else")
    app.button[labelled(label)(app)].click().run()
    assert len(main_rows(installation, f"SELECT * FROM {table}")) == 2, "typed anew"  # noqa: S608


def test_what_was_refused_stays_on_the_page(open_page: Open, leader: UUID) -> None:
    app = with_form(open_page("team", person=leader))
    for _ in range(2):
        app.button[labelled("Note the agreement")(app)].click().run()
        assert "Please say it" in app.error[0].value


def test_a_talk_is_noted_once(open_page: Open, installation: Installation, leader: UUID) -> None:
    app = open_page("team", person=leader)
    pressed_twice(installation, app, "talk", labelled("We talked about this"), "You talked about")


@pytest.mark.parametrize("text", ["Fridays without meetings", ""])
def test_a_talk_is_closed_once_with_or_without_its_agreement(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
    text: str,
) -> None:
    place = {"unit": organisation["North"].hex, "slide": "99"}
    app = open_page("present", person=leader, **place)
    other = open_page("present", person=leader, **place)
    button = labelled("Save it" if text else "without an agreement")
    for window in (app, other):
        window.text_input(key="talk_text").set_value(text).run()
    pressed_twice(installation, app, "talk", button, "You talked about")
    other.button[button(other)].click().run()
    assert not other.exception
    assert len(main_rows(installation, "SELECT * FROM talk")) == 1
    assert len(main_rows(installation, "SELECT * FROM agreement")) == bool(text)


def test_a_role_is_given_once(
    open_page: Open, installation: Installation, administrator: UUID, organisation: dict[str, UUID]
) -> None:
    add_person(installation, organisation["North"], "Bo")
    app = open_page("people", person=administrator, view="roles")
    app.text_input(key="role_email").set_value("bo@example.org")
    app.selectbox(key="role_kind").set_value("administrator")
    app.selectbox(key="role_unit").set_value(None)
    pressed_twice(installation, app, "access", labelled("Give this role"), "The role is given.")


def test_a_closed_period_is_added_once(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("programme", person=administrator)
    app.text_input(key="period_name").set_value("Summer")
    pressed_twice(installation, app, "closed_period", labelled("Add the period"), "Summer")


def test_a_later_start_is_noted_once(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("programme", person=administrator)
    pressed_twice(installation, app, "later_start", labelled("Let it start later"), "North")


def test_a_list_is_applied_once(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    rows = "name,email,unit\nAda,ada@example.org,North\nBo,bo@example.org,North\n"
    app = upload(open_page("people", person=administrator), rows)
    button = app.button(key="import_apply")
    if app.checkbox:
        app.checkbox(key="import_confirmed").check()
    button.click().run()
    assert "Done." in app.success[0].value
    people = main_rows(installation, "SELECT email FROM person ORDER BY email")
    assert ("bo@example.org",) in people
    # The browser may still show the button: its press comes with the plan that was applied.
    press_what_is_gone(app, button)
    assert "Done." in app.success[0].value
    assert not app.warning


def test_the_organisation_is_set_up_once_and_the_founder_signs_in(
    open_page: Open, installation: Installation
) -> None:
    app, code = open_page("set_up"), make_set_up_code(installation) or ""
    typed = {
        "Set-up code": code,
        "Name of the organisation": "Acme",
        "Name of the counsellor": "Ada",
        "Phone": "0800 1",
        "Your name": "Sam",
        "Your e-mail": "sam@example.org",
    }
    for field in app.text_input:
        for label, value in typed.items():
            if field.label.startswith(label):
                field.input(value)
    app.button[-1].click().run()
    assert "Your organisation is set up." in [message.value for message in app.success]
    # Reloaded before signing in: the session, and the link in it, are gone.
    again = open_page("welcome")
    assert "nobody has signed in yet" in text_of(again)
    for field in again.text_input:
        if field.label == "Set-up code":
            field.input("WRONG")
        elif field.label == "Your e-mail address":
            field.input("sam@example.org")
    again.button[labelled("Go on with this code")(again)].click().run()
    assert "not valid" in text_of(again)
    next(f for f in again.text_input if f.label == "Set-up code").input(code)
    again.button[labelled("Go on with this code")(again)].click().run()
    assert "/sign-in/" in str([element.proto for element in again.get("link_button")])


def test_the_first_wave_is_opened_once(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PEIL_MAIL", "mailto://127.0.0.1:9?from=peil@example.org")
    starts_on = OPENS + timedelta(days=600)
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=MONTHLY;BYDAY=1MO", starts_on), ())
    add_person(installation, organisation["Example"], "Hanna", role="hr")
    add_people(installation, organisation["North"], 6)
    app = open_page("set_up", person=administrator)
    app.button[labelled("Open the first wave now")(app)].click().run()
    assert len(main_rows(installation, "SELECT * FROM wave")) == 1
    again = labelled("Open the first wave now")(app)
    if again >= 0:
        app.button[again].click().run()
    assert not app.error
    assert len(main_rows(installation, "SELECT * FROM wave")) == 1


def test_a_second_press_long_after_is_another_one(
    open_page: Open, installation: Installation, leader: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(0))
    app = open_page("team", person=leader, view="agreed")
    for _ in range(2):
        app.text_input(key="happened").set_value("A flood")
        app.button[labelled("Note the event")(app)].click().run()
    assert len(main_rows(installation, "SELECT * FROM event")) == 2
