"""The page "For yourself": for everybody, with the organisation's numbers for their readers."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.page_registry import PAGES
from dashboard.search import LISTED
from surveys.access.result_links import result_link
from surveys.for_yourself import contents
from surveys.installation import Installation
from tests.builders import add_people, add_person
from tests.pages.conftest import Open, hold_waves, text_of
from tests.streamlit_internals import ask_for, sent_to_components

ASKED = sum(fact.own is not None for fact in contents().facts)


def own_figures(app: AppTest) -> list[str]:
    """Return what the browser gets of the own organisation."""
    [sheets] = [sent for sent in sent_to_components(app) if "facts" in sent]
    return [fact["own"] for fact in sheets["facts"] if fact["own"]]


@pytest.mark.parametrize(
    ("role", "unit", "reads"),
    [
        (None, None, False),
        ("administrator", None, False),
        ("council", None, False),
        ("manager", "North", True),
        ("hr", None, True),
    ],
)
def test_own_figures_stand_beside_facts_for_who_reads_results_and_nobody_else(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    role: str | None,
    unit: str | None,
    *,
    reads: bool,
) -> None:
    add_people(installation, organisation["North"], 12)
    held_for = organisation[unit] if unit else None
    person = role and add_person(
        installation, organisation["Example"], "Sam", role=role, role_for=held_for
    )
    assert own_figures(open_page("for_yourself", person=person)) == [], "nothing is published yet"
    hold_waves(installation, 2)
    found = own_figures(open_page("for_yourself", person=person))
    assert len(found) == (ASKED if reads else 0)
    assert all(one.startswith("In your organisation: ") for one in found)


def test_who_comes_by_the_link_of_results_sees_them_and_a_forged_link_shows_nothing(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 12)
    hold_waves(installation, 2)
    link = result_link(installation, organisation["North"])
    for came_by, figures in ((link, ASKED), (link[:-2], 0)):
        app = open_page("results", u=came_by)
        ask_for(app, PAGES["for_yourself"].address)
        app.run()
        assert len(own_figures(app)) == figures


def test_an_organisation_that_is_not_published_has_no_figure(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 4)
    hr = add_person(installation, organisation["Example"], "Hanna", role="hr")
    hold_waves(installation, 1)
    assert own_figures(open_page("for_yourself", person=hr)) == []


def test_it_says_that_everything_stays_in_the_browser_and_whom_to_talk_to(
    open_page: Open, organisation: dict[str, UUID]
) -> None:
    assert organisation
    for language, said in (("en", "stays in your browser"), ("nl", "blijft in je browser")):
        text = text_of(open_page("for_yourself", language=language))
        assert said in text
        assert "0800 1234" in text


def test_the_menu_lists_it_for_everybody_but_not_on_a_kiosk(
    open_page: Open, organisation: dict[str, UUID]
) -> None:
    assert organisation
    for page in ("welcome", "answer"):
        assert "for_yourself" in open_page(page).session_state[LISTED]
    assert "for_yourself" not in open_page("answer", kiosk="").session_state[LISTED]


def test_it_is_reached_from_the_thanks_of_a_personal_link(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    app.button[-1].click().run()
    app.button(key="send_anyway").click().run()
    assert app.title[0].value == "Thank you"
    assert any("For yourself" in link.label for link in app.get("page_link"))
