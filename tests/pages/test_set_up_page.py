"""A new installation greets, and is set up."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Row
from streamlit.testing.v1 import AppTest

from db import people
from db.engine import reading, writing
from surveys.access.access import OPERATOR
from surveys.installation.installation import Installation
from surveys.organisation.organisation import Contacts, unit_named
from surveys.organisation.organisation import load_organisation as known
from surveys.programme.changes import save_rhythm
from surveys.programme.programme import load_programme
from surveys.programme.rhythm import Rhythm
from surveys.texts import escape_markdown
from surveys.waves.slips import make_slips
from surveys.waves.waves import open_number
from tests.builders import add_people
from tests.pages.conftest import Open, text_of
from tests.rosters import appoint


def test_an_empty_database_is_greeted_with_the_set_up_page(
    open_page: Open,
) -> None:
    title = "Welcome to Peil"
    app = open_page("welcome")
    assert app.title[0].value == title


def fill(app: AppTest, **values: str) -> None:
    """Fill in fields by the beginning of their names, and send."""
    for field in app.text_input:
        for name, value in values.items():
            if field.label.startswith(name.replace("_", " ")):
                field.input(value)
    app.button[-1].click().run()


def test_organisation_counsellor_and_administrator_are_kept(
    open_page: Open, installation: Installation
) -> None:
    app = open_page("set_up")
    app.selectbox[0].set_value("America/New_York")
    who = {"Your_name": "Sam", "Your_e": "sam@example.org"}
    counsellor = {"Name_of_the_counsellor": "Ada", "Phone": "0800 1"}
    fill(app, Name_of_the_organisation="Acme", **counsellor, **who)
    assert not app.exception
    found = known(installation)
    assert found is not None
    assert (found.name, found.time_zone) == ("Acme", "America/New_York")
    assert found.contacts == Contacts("Ada", "0800 1", None)
    assert "Your organisation is set up." in [told.value for told in app.success]
    assert [held.role for held in roles_of(installation, "sam@example.org")] == ["administrator"]


def roles_of(installation: Installation, email: str) -> list[Row[tuple[str, UUID | None]]]:
    with reading(installation.engine) as session:
        person = people.person_with(session, email)
        assert person is not None
        return people.access(session, person.id)


def test_an_empty_field_saves_nothing_and_says_so(
    open_page: Open, installation: Installation
) -> None:
    app = open_page("set_up")
    fill(app, Name_of_the_organisation="Acme")
    assert "nothing was saved yet" in text_of(app)
    assert known(installation) is None


def test_the_way_to_the_first_wave_shows_what_is_done(open_page: Open, administrator: UUID) -> None:
    app = open_page("set_up", person=administrator)
    steps = [text for text in app.markdown.values if "**1." in text or "**2." in text]
    assert len(steps) == 2
    assert "check_circle" in steps[0]
    titles = "The way to the first wave"
    assert app.title[0].value == titles


def test_an_administrator_changes_whom_people_can_talk_to(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("set_up", person=administrator)
    app.text_input[0].input("Bea")
    app.text_input[1].input("0800 2")
    next(button for button in app.button if button.label == "Save").click().run()
    found = known(installation)
    assert found is not None
    assert found.contacts == Contacts("Bea", "0800 2", None)


def test_a_wave_opens_at_once_when_everything_is_there(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PEIL_MAIL", "mailto://127.0.0.1:9?from=peil@example.org")
    add_people(installation, organisation["North"], 8)
    appoint(installation, email="hr@example.org", name="Hanna", role="hr", unit=None)
    rhythm = Rhythm("FREQ=MONTHLY;BYDAY=1MO", date.today() + timedelta(days=60))  # noqa: DTZ011
    save_rhythm(installation, OPERATOR, rhythm, ())
    app = open_page("set_up", person=administrator)
    next(b for b in app.button if b.label == "Open the first wave now").click().run()
    assert not app.exception
    assert open_number(installation) == 1
    found = load_programme(installation)
    assert found is not None
    assert found.state == "running"


def test_before_the_steps_are_taken_nothing_can_be_started(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY", date(2026, 3, 2)), ())
    app = open_page("set_up", person=administrator)
    labels = {"Open the first wave now", "Start"}
    starting = [b for b in app.button if b.label in labels or "Start" in b.label]
    assert starting
    assert all(button.disabled for button in starting)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_why_no_wave_opens_is_said_in_the_language_and_a_unit_called_like_a_link_is_none(
    open_page: Open,
    installation: Installation,
    administrator: UUID,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    evil = "[click](https://evil.example)"
    monkeypatch.setenv("PEIL_MAIL", "mailto://127.0.0.1:9?from=peil@example.org")
    with writing(installation.engine) as session:
        team = unit_named(session, evil, organisation["Example"])
    add_people(installation, team, 6)
    make_slips(installation, [evil])
    add_people(installation, team, 1, named="seventh")
    appoint(installation, email="hr@example.org", name="Hanna", role="hr", unit=None)
    rhythm = Rhythm("FREQ=MONTHLY;BYDAY=1MO", date.today() + timedelta(days=60))  # noqa: DTZ011
    save_rhythm(installation, OPERATOR, rhythm, ())
    app = open_page("set_up", person=administrator, language=language)
    label = {"en": "Open the first wave now", "nl": "De eerste peiling nu openen"}[language]
    next(b for b in app.button if b.label == label).click().run()
    (error,) = app.error
    assert open_number(installation) is None
    assert escape_markdown(evil) in error.value
    assert "](" not in error.value.replace("\\](", "")
    assert "https://" not in error.value
    said = {"en": "has 6 slips for 7 people", "nl": "heeft 6 briefjes voor 7 mensen"}
    assert said[language] in error.value
