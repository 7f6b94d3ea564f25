"""A new installation greets, and is set up."""

import pytest

from surveys.installation import Installation
from surveys.organisation import Contacts, organisation
from tests.pages.conftest import Open, text_of


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Welcome to Peil"), ("nl", "Welkom bij Peil")]
)
def test_an_empty_database_is_greeted_with_the_set_up_page(
    open_page: Open, language: str, title: str
) -> None:
    app = open_page("welcome.py", language=language)
    assert app.title[0].value == title


def test_name_team_and_counsellor_are_kept(open_page: Open, installation: Installation) -> None:
    app = open_page("set_up.py")
    for field, value in zip(app.text_input, ["Acme", "Planning", "Ada", "0800 1"], strict=False):
        field.input(value)
    app.button[-1].click().run()
    assert not app.exception
    found = organisation(installation)
    assert found is not None
    assert found.name == "Acme"
    assert found.contacts == Contacts("Ada", "0800 1", None)
    assert app.title[0].value == "How are we doing?"


def test_an_empty_field_saves_nothing_and_says_so(
    open_page: Open, installation: Installation
) -> None:
    app = open_page("set_up.py")
    app.text_input[0].input("Acme")
    app.button[-1].click().run()
    assert "nothing was saved yet" in text_of(app)
    assert organisation(installation) is None
