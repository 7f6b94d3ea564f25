"""The page with all measures: for everybody, to search and filter, each with its source."""

from html import unescape
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from surveys.instrument import shipped as shipped_instrument
from surveys.measures import related_factors
from surveys.measures.catalogue import shipped
from surveys.texts import LANGUAGES, Texts
from tests.pages.conftest import Open, press, text_of

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
    assert text.count("<details>") == len(shipped().measures)
    assert text.count('<details class="related">') == len(
        {one.indicator for one in related_factors.shipped().outcomes}
    )
    assert text.count("<h2>") == len(shipped().themes) + 1


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
    assert len(shown) == len(shipped().measures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_together_in_the_survey_stands_with_its_source(
    open_page: Open, language: str
) -> None:
    texts, related = Texts(language), related_factors.shipped()
    of_all = listed(open_page("measures", language=language))
    for indicator in shipped_instrument().indicators:
        found = listed(open_page("measures", language=language, about=indicator.id))
        outcomes = related.about(indicator.id)
        assert found.count('<details class="related">') == bool(outcomes)
        for one in outcomes:
            for end in ("good", "bad"):
                said = related_factors.factors_in_words(one, end, texts)
                assert said in found
                assert said in of_all
            assert related.source(language) in found
    narrowed = listed(open_page("measures", language=language, effort="low"))
    assert '<details class="related">' not in narrowed, "it is not about effort"


def test_the_page_is_in_the_menu_of_everybody(open_page: Open, leader: UUID) -> None:
    for person in (None, leader):
        app = open_page(person=person)
        assert "measures" in app.session_state["listed"]
    title = Texts("nl").gettext("What could help")
    assert open_page("measures", language="nl").title[0].value == title


def filled_in(app: AppTest, measure: str = "new", **fields: str) -> AppTest:
    """Fill in the form of a measure."""
    for name in ("title", "how", "why", "source"):
        for language in LANGUAGES:
            text = fields.get(name, name)
            kind = app.text_area if name in {"how", "why"} else app.text_input
            kind(key=f"measure_{measure}_{name}_{language}").set_value(f"{text} {language}")
    app.multiselect(key=f"measure_{measure}_indicators").set_value(["workload"])
    app.multiselect(key=f"measure_{measure}_audience").set_value(["manager"])
    return app


def test_hr_adds_a_measure_changes_it_and_hides_it_and_others_have_no_button(
    open_page: Open, leader: UUID, hr: UUID, administrator: UUID
) -> None:
    for person in (None, leader, administrator):
        app = open_page("measures", person=person, edit="new")
        assert listed(app), "the address alone opens no form"
        assert "edit_measures" not in {button.key for button in app.button}
    app = press(open_page("measures", person=hr), "edit_measures")
    assert not listed(app)
    press(filled_in(app, title="Fridays <b>off</b>"), "Save this measure")
    assert app.success[0].value == "Saved."
    made = app.query_params["edit"]
    press(app, "All measures")
    for person in (hr, leader, administrator):
        found = open_page("measures", person=person)
        assert listed(found).count("<details>") == len(shipped().measures) + 1
        assert "<b>off</b>" not in "".join(part.proto.body for part in found.get("html"))
        assert "Fridays <b>off</b> en" in listed(found), "as it was typed, and no markup"
        assert "Of your organisation" in listed(found)
    assert listed(open_page("measures")).count("<details>") == len(shipped().measures), (
        "not for strangers"
    )
    app = open_page("measures", person=hr, edit=made)
    app.text_input(key=f"measure_{made}_title_en").set_value("Fridays free")
    press(app, "Save this measure")
    assert "Version 2" in text_of(app)
    press(app, "hide_measure")
    assert "hidden" in text_of(app)
    assert listed(open_page("measures", person=leader)).count("<details>") == len(
        shipped().measures
    )
    press(open_page("measures", person=hr, edit=made), "hide_measure")
    assert "Fridays free" in listed(open_page("measures", person=leader))


def test_hr_changes_a_measure_of_the_catalogue_and_restores_it(open_page: Open, hr: UUID) -> None:
    lunch = "measure_wel_lunch_block"
    ours = next(one for one in shipped().measures if one.id == "wel_lunch_block")
    app = open_page("measures", person=hr, edit="wel_lunch_block")
    assert "restore_measure" not in {button.key for button in app.button}
    app.text_input(key=f"{lunch}_title_nl").set_value("Lunch om twaalf uur")
    press(app, "Save this measure")
    assert "Lunch om twaalf uur" in listed(open_page("measures", person=hr, language="nl"))
    app = press(open_page("measures", person=hr, edit="wel_lunch_block"), "restore_measure")
    assert app.text_input(key=f"{lunch}_title_nl").value == ours.title["nl"]
    assert "Lunch om twaalf uur" not in listed(open_page("measures", person=hr, language="nl"))


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    open_page: Open, hr: UUID
) -> None:
    app = filled_in(open_page("measures", person=hr, edit="new"))
    app.text_area(key="measure_new_how_nl").set_value("")
    press(app, "Save this measure")
    assert text_of(app).count("Please fill this in.") == 1
    assert "Nothing was saved yet" in app.error[0].value
    assert app.text_input(key="measure_new_title_en").value == "title en"
