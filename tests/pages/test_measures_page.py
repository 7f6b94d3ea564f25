"""The page with all measures: for everybody, to search and filter, each with its source."""

from html import unescape
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from surveys.instrument import shipped as shipped_instrument
from surveys.measures.catalogue import shipped
from surveys.texts import LANGUAGES, Texts
from tests.pages.conftest import Open

pytestmark = pytest.mark.usefixtures("organisation")


def listed(app: AppTest) -> str:
    """Return the words of all measures on the page."""
    return unescape("".join(part.proto.body for part in app.get("html")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_stands_there_with_how_why_caution_and_source(
    open_page: Open, language: str
) -> None:
    text = listed(open_page("measures", language=language))
    for one in shipped().measures:
        for said in (one.title, one.how, one.why, one.caution):
            assert said is None or said[language] in text, one.id
        assert shipped().source_of(one, language) in text
    assert text.count("<details>") == 116
    assert text.count("<h2>") == len(shipped().themes)


def test_who_has_signed_in_and_who_has_not_read_the_same(
    open_page: Open, leader: UUID, hr: UUID, administrator: UUID, council: UUID
) -> None:
    of_nobody = listed(open_page("measures"))
    for person in (leader, hr, administrator, council):
        assert listed(open_page("measures", person=person)) == of_nobody


def test_a_search_and_filters_leave_what_fits(open_page: Open) -> None:
    app = open_page("measures")
    app.text_input(key="measure_search").set_value("lunch").run()
    found = listed(app)
    assert "Keep lunch free of meetings" in found
    assert "Keep one day free of meetings" not in found
    app.text_input(key="measure_search").set_value("").run()
    app.selectbox(key="about").set_value("reachability_always_on").run()
    app.selectbox(key="for").set_value("manager").run()
    app.selectbox(key="effort").set_value("low").run()
    found = listed(app)
    assert "Explain your own working hours" in found
    assert "<h2>" not in found, "in the order of what bears most on the indicator"
    assert app.query_params == {
        "lang": "en",
        "about": "reachability_always_on",
        "for": "manager",
        "effort": "low",
    }
    app.text_input(key="measure_search").set_value("no such word").run()
    assert not listed(app)
    assert "No measure fits" in app.info[0].value


def test_every_measure_about_an_indicator_is_one_click_from_its_address(open_page: Open) -> None:
    """The closer look has a link to the address: with unfolding a measure, two clicks."""
    shown: set[str] = set()
    for indicator in shipped_instrument().indicators:
        found = listed(open_page("measures", about=indicator.id))
        for one in shipped().measures:
            is_about = indicator.id in one.indicators
            assert (one.title["en"] in found) == is_about, (indicator.id, one.id)
            shown |= {one.id} if is_about else set()
    assert len(shown) == 116


def test_the_page_is_in_the_menu_of_everybody(open_page: Open, leader: UUID) -> None:
    for person in (None, leader):
        app = open_page(person=person)
        assert "measures" in app.session_state["listed"]
    title = Texts("nl").gettext("What could help")
    assert open_page("measures", language="nl").title[0].value == title
