"""A new installation greets, and is set up."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.access import OPERATOR
from surveys.installation import Installation
from surveys.operations import make_set_up_code
from surveys.organisation import Contacts, load_organisation
from surveys.programme import Rhythm, load_programme
from surveys.programme.changes import save_rhythm
from surveys.texts import escape_markdown
from surveys.waves import make_slips, open_number
from tests.builders import add_people, add_person, add_unit
from tests.pages.conftest import Open, press, text_of
from tests.rosters import roles


@pytest.fixture
def rhythm(installation: Installation, organisation: dict[str, UUID]) -> None:
    """A programme that begins in two months."""
    starts_on = today() + timedelta(days=60)
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=MONTHLY;BYDAY=1MO", starts_on), ())


@pytest.fixture
def ready(
    installation: Installation,
    organisation: dict[str, UUID],
    administrator: UUID,
    rhythm: None,
    monkeypatch: pytest.MonkeyPatch,
) -> UUID:
    """The administrator where mail, HR and a programme are there, and people may be missing."""
    monkeypatch.setenv("PEIL_MAIL", "mailto://127.0.0.1:9?from=peil@example.org")
    add_person(installation, organisation["Example"], "Hanna", role="hr")
    return administrator


def fill(app: AppTest, **values: str) -> None:
    """Fill in fields by the beginning of their names, and send."""
    for field in app.text_input:
        for name, value in values.items():
            if field.label.startswith(name.replace("_", " ")):
                field.input(value)
    app.button[-1].click().run()


def test_organisation_counsellor_and_administrator_are_kept_once_no_field_is_empty(
    open_page: Open, installation: Installation
) -> None:
    assert open_page("welcome").title[0].value == "Welcome to Peil"
    app, code = open_page("set_up"), make_set_up_code(installation) or ""
    assert "printed where Peil was started" in app.info[0].value
    fill(app, Name_of_the_organisation="Acme")
    empty = [text for text in app.markdown.values if text.startswith(":red[")]
    assert [text.rpartition("/error: ")[2] for text in empty] == [
        "Fill in the name of the counsellor.]",
        "Fill in the phone of the counsellor.]",
        "Fill in your own name.]",
        "Fill in your own e-mail address.]",
    ]
    founder = {"Your_name": "Sam", "Your_e-mail": "sam at example"}
    fill(app, Name_of_the_counsellor="Ada", Phone="0800 1", **founder)
    assert "This set-up code is not valid." in text_of(app)
    fill(app, **{"Set-up code": code.lower()})
    assert "“sam at example” is not an e-mail address" in text_of(app)
    assert load_organisation(installation) is None
    app.selectbox[0].set_value("America/New_York")
    fill(app, **{"Your_e-mail": "sam@example.org"})
    assert not app.exception
    saved = load_organisation(installation)
    assert saved is not None
    assert (saved.name, saved.time_zone) == ("Acme", "America/New_York")
    assert saved.contacts == Contacts("Ada", "0800 1", None)
    assert "Your organisation is set up." in [message.value for message in app.success]
    assert roles(installation) == {("sam@example.org", "administrator", None)}


@pytest.mark.usefixtures("rhythm")
def test_the_way_to_the_first_wave_shows_what_is_done_and_starts_nothing_too_early(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("set_up", person=administrator)
    assert app.title[0].value == "The way to the first wave"
    steps = [text for text in app.markdown.values if "**1." in text or "**2." in text]
    assert len(steps) == 2
    assert "check_circle" in steps[0]
    starting = [b for b in app.button if b.label == "Open the first wave now" or "Start" in b.label]
    assert starting
    assert all(button.disabled for button in starting)
    app.text_input[0].input("Bea")
    app.text_input[1].input("0800 2")
    next(button for button in app.button if button.label == "Save").click().run()
    saved = load_organisation(installation)
    assert saved is not None
    assert saved.contacts == Contacts("Bea", "0800 2", None)


def test_a_wave_opens_at_once_when_everything_is_there(
    open_page: Open, installation: Installation, ready: UUID, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 8)
    press(open_page("set_up", person=ready), "Open the first wave now")
    assert open_number(installation) == 1
    programme = load_programme(installation)
    assert programme is not None
    assert programme.state == "running"


@pytest.mark.parametrize(
    ("language", "button", "reason"),
    [
        ("en", "Open the first wave now", "has 6 slips for 7 people"),
        ("nl", "De eerste peiling nu openen", "heeft 6 briefjes voor 7 mensen"),
    ],
)
def test_why_no_wave_opens_is_told_in_the_language_and_a_unit_named_like_a_link_is_not_one(
    open_page: Open,
    installation: Installation,
    ready: UUID,
    organisation: dict[str, UUID],
    language: str,
    button: str,
    reason: str,
) -> None:
    evil = "[click](https://evil.example)"
    team = add_unit(installation, evil, organisation["Example"])
    add_people(installation, team, 6)
    make_slips(installation, [evil])
    add_people(installation, team, 1, named="seventh")
    app = press(open_page("set_up", person=ready, language=language), button)
    (error,) = app.error
    assert open_number(installation) is None
    assert escape_markdown(evil) in error.value
    assert "](" not in error.value.replace("\\](", "")
    assert "https://" not in error.value
    assert reason in error.value
