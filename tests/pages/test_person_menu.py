"""The menu of the person, the search, and what is remembered of a visit."""

import json
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.page_registry import ANONYMOUS, PAGES
from db import people
from db.engine import reading
from surveys.access import reader
from surveys.access.own_language import choose_language
from surveys.installation import Installation
from tests.builders import add_unit
from tests.pages.conftest import Open, hold_waves, text_of
from tests.streamlit_internals import sent_to_components


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the browser sends."""
    sent: dict[str, str] = {}
    monkeypatch.setattr(type(st.context), "cookies", sent)
    return sent


def data_of(app: AppTest, key: str) -> list[dict[str, object]]:
    """What a component of ours has sent to the browser."""
    return [one for one in sent_to_components(app, key) if isinstance(one, dict)]


def language_of(installation: Installation, person: UUID) -> str | None:
    with reading(installation.engine) as session:
        found = people.person(session, person)
    return found.language if found else None


def test_the_menu_says_who_is_signed_in_as_what(open_page: Open, council: UUID) -> None:
    app = open_page("trail", person=council)
    assert "**Cora**  \nworks council" in text_of(app)
    assert "Sign out" in [button.label for button in app.button]


def test_a_chosen_language_is_the_persons_and_goes_to_the_browser(
    installation: Installation, open_page: Open, council: UUID
) -> None:
    app = open_page("trail", person=council)
    assert not data_of(app, "kept_in_browser")
    app.segmented_control(key="language").set_value("nl").run()
    assert not app.exception
    assert data_of(app, "kept_in_browser") == [{"cookies": {"peil_language": "nl"}}]
    assert language_of(installation, council) == "nl"


@pytest.mark.usefixtures("organisation")
def test_a_cookie_has_the_language_until_the_address_says_another(
    open_page: Open, cookies: dict[str, str]
) -> None:
    cookies["peil_language"] = "nl"
    assert "Je wilt antwoorden" in text_of(open_page("welcome", language=""))
    assert "You want to answer" in text_of(open_page("welcome", language="en"))
    cookies["peil_language"] = "<b>"
    assert "You want to answer" in text_of(open_page("welcome", language=""))


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    "name", [p.name for p in PAGES.values() if p.address in ANONYMOUS and None in p.halves]
)
def test_where_visitors_need_no_account_nothing_is_remembered(open_page: Open, name: str) -> None:
    app = open_page(name)
    app.segmented_control(key="language").set_value("nl").run()
    assert not data_of(app, "kept_in_browser")
    assert not data_of(app, "finder")
    assert "theme" not in [choice.key for choice in app.segmented_control]


def test_a_reader_chooses_a_language_for_themselves_only_and_a_known_one(
    installation: Installation, council: UUID, administrator: UUID
) -> None:
    who = reader(installation, council)
    assert who is not None
    choose_language(installation, who, "nl")
    assert language_of(installation, council) == "nl"
    assert language_of(installation, administrator) is None
    with pytest.raises(ValueError, match="xx"):
        choose_language(installation, who, "xx")


def test_the_last_unit_is_taken_from_the_cookie_if_it_may_be_read(
    open_page: Open, leader: UUID, hr: UUID, organisation: dict[str, UUID], cookies: dict[str, str]
) -> None:
    cookies["peil_unit"] = organisation["South"].hex
    app = open_page("team", person=hr)
    assert app.selectbox(key="unit").value == organisation["South"].hex
    assert data_of(app, "completed_address")[0]["address"] == {"unit": organisation["South"].hex}
    assert [title.value for title in open_page("team", person=leader).title] == ["North"]


def test_units_of_one_name_are_told_apart(
    installation: Installation, open_page: Open, hr: UUID, organisation: dict[str, UUID]
) -> None:
    other = add_unit(installation, "Other", organisation["Example"])
    add_unit(installation, "North", other)
    options = open_page("team", person=hr).selectbox(key="unit").options
    assert {"North", "North (Other)", "Other", "Example"} <= set(options)


def found_by(app: AppTest) -> list[tuple[str, str]]:
    """The names and addresses that the search offers once it is opened."""
    app.session_state["finder_asked"] = True
    app.run()
    [data] = data_of(app, "finder")
    return [(one["name"], one["address"]) for one in json.loads(str(data["entries"]))]


def test_the_search_offers_what_the_reader_may_open_and_no_more(
    installation: Installation,
    open_page: Open,
    leader: UUID,
    administrator: UUID,
    organisation: dict[str, UUID],
) -> None:
    hold_waves(installation, 2)
    app = open_page("team", person=leader)
    assert "entries" not in data_of(app, "finder")[0], "pages do not carry the list"
    names = found_by(app)
    assert ("North", f"./team?unit={organisation['North'].hex}") in names
    assert ("Team", "./team") in names
    assert not {"South", "Example", "Organisation", "People"} & {name for name, _ in names}
    offered = {name for name, _ in found_by(open_page("programme", person=administrator))}
    assert {"People", "Messages", "Programme"} <= offered
    assert not {"North", "Team"} & offered


def test_whoever_is_signed_out_has_no_search_and_no_name(open_page: Open, leader: UUID) -> None:
    app = open_page("how_to_read")
    assert not data_of(app, "finder")
    assert "Sign out" not in [button.label for button in app.button]
