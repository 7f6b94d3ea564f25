"""What could help below a verdict, and the way from there to an agreement."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.results import kept, stand_out, suggestions_view
from db import people
from db.engine import reading
from surveys.access import Reader
from surveys.access.result_links import result_link
from surveys.follow_up import read_follow_up
from surveys.installation import Installation
from surveys.instrument import shipped as shipped_instrument
from surveys.measures.catalogue import Measure, shipped
from surveys.measures.own import fields_of, hide_measure, save_measure
from surveys.measures.related_factors import where_to_look_first
from surveys.texts import Texts
from tests.builders import add_person
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of, verdicts_of
from tests.reading import read

BY_TITLE = {one.title["en"]: one for one in shipped().measures}
ABOUT = {
    question.id: indicator.id
    for indicator in shipped_instrument().indicators
    for question in indicator.questions
}
BUTTON = "Agree on this"


@pytest.fixture(autouse=True)
def counted(installation: Installation, leader: UUID) -> None:
    """Three waves in which everything is bad."""
    hold_waves(installation, 0, 0, 0)


def unfolded(app: AppTest, question: str = "wl_1") -> AppTest:
    """Unfold what could help about an indicator."""
    app.session_state[suggestions_view.opened(question)] = True
    return app.run()


def suggested(app: AppTest) -> list[Measure]:
    """Return the measures that the page shows, in their order."""
    shown = [block.value.partition("**")[2].partition("**")[0] for block in app.markdown]
    return [BY_TITLE[title] for title in shown if title in BY_TITLE]


def test_nothing_is_suggested_before_somebody_unfolds_it(open_page: Open, leader: UUID) -> None:
    app = open_page("team", person=leader, indicator="wl_1", view="closer")
    assert not suggested(app)
    assert "What could help" in [one.label for one in app.expander]


@pytest.mark.parametrize("question", ["mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1"])
def test_below_every_verdict_stand_three_with_how_why_caution_and_source(
    open_page: Open, leader: UUID, question: str
) -> None:
    app = unfolded(open_page("team", person=leader, indicator=question, view="closer"), question)
    found, text = suggested(app), text_of(app)
    assert len(found) == 3
    assert found[0].effort == "low"
    for one in found:
        for said in (one.how, one.why, one.caution):
            assert said is None or said["en"] in text
        assert shipped().source_of(one, "en") in text
    first = where_to_look_first(ABOUT[question], Texts("en"))
    assert (first is None) == (question == "ao_1"), "switching off was not asked there"
    assert first is None or first in text


def test_each_reader_finds_what_they_can_take_up_themselves(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    hr: UUID,
    organisation: dict[str, UUID],
) -> None:
    north = organisation["North"]
    link = result_link(installation, north)
    for page, person, query, audiences, may_agree in (
        ("team", leader, {}, {"manager", "team"}, True),
        ("team", hr, {"unit": north.hex}, {"hr", "directors", "manager", "team"}, True),
        ("results", None, {"u": link}, {"employee", "team"}, False),
    ):
        app = open_page(page, person=person, indicator="ao_1", view="closer", **query)
        found = suggested(unfolded(app, "ao_1"))
        assert all(audiences & set(one.audience) for one in found)
        buttons = [button for button in app.button if button.label == BUTTON]
        assert len(buttons) == (3 if may_agree else 0)


def test_from_a_verdict_to_a_saved_agreement_it_takes_three_clicks(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row that stands out, "Agree on this", "Note the agreement"; nothing has to be typed."""
    app = open_page("team", person=leader)
    question = verdicts_of(app)[0]["go"]
    with monkeypatch.context() as click:
        click.setattr(stand_out.st, "session_state", app.session_state)
        click.setattr(stand_out.st, "query_params", app.query_params)
        stand_out._look_closer(question)
    app.run()
    first = suggested(app)[0]
    press(app, f"agree_on_{first.id}")
    assert app.text_input(key="tried_text").value == first.title["en"]
    press(app, "Note the agreement")
    (noted,) = read(read_follow_up, installation, ALL_UNITS, organisation["North"]).agreements
    assert noted.text == first.title["en"]
    assert noted.indicator in first.indicators
    assert f"**Agreed:** {first.title['en']}" in text_of(app), "the rest of the page knows it"
    assert "tried_text" not in [one.key for one in app.text_input], "the form is gone"


def test_what_is_wrong_with_the_agreement_is_said_where_it_is_typed(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    app = unfolded(open_page("team", person=leader, indicator="wl_1", view="closer"))
    press(app, f"agree_on_{suggested(app)[1].id}")
    app.text_input(key="tried_text").set_value(" ")
    press(app, "Note the agreement")
    assert "Please say it" in app.error[0].value
    app.text_input(key="tried_text").set_value("No meetings on Friday")
    press(app, "Note the agreement")
    (noted,) = read(read_follow_up, installation, ALL_UNITS, organisation["North"]).agreements
    assert noted.text == "No meetings on Friday"
    assert noted.indicator == "workload"


def test_both_forms_can_be_open_at_once(open_page: Open, leader: UUID) -> None:
    app = open_page("team", person=leader, indicator="wl_1", view="closer")
    app.session_state["agree"] = True
    unfolded(app)
    press(app, f"agree_on_{suggested(app)[0].id}")
    assert {"agreed_text", "tried_text"} <= {one.key for one in app.text_input}


def test_the_way_to_all_measures_about_the_indicator_is_one_click(
    open_page: Open, leader: UUID
) -> None:
    app = unfolded(open_page("team", person=leader, indicator="wl_1", view="closer"))
    (link,) = [part.proto for part in app.get("page_link") if "about=" in part.proto.query_string]
    assert link.page == "what-could-help"
    assert link.query_string == "about=workload"


def test_an_own_measure_is_suggested_and_a_hidden_one_is_not(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    hr: UUID,
    organisation: dict[str, UUID],
) -> None:
    query = {"indicator": "wl_1", "view": "closer"}
    first = suggested(unfolded(open_page("team", person=leader, **query)))[0]
    who = Reader(hr, "Hanna", None, frozenset({"hr"}), frozenset())
    hide_measure(installation, who, first.id, hidden=True)
    # A minute later.
    kept.forget()
    left = suggested(unfolded(open_page("team", person=leader, **query)))
    assert len(left) == 3
    assert first not in left
    fields = {**fields_of(first), "title_en": "A <i>*pause*</i>", "indicators": ["workload"]}
    save_measure(installation, who, None, {**fields, "audience": ["manager"]})
    kept.forget()
    link = result_link(installation, organisation["North"])
    for page, person, address in (("team", leader, {}), ("results", None, {"u": link})):
        app = unfolded(open_page(page, person=person, **query, **address))
        is_first = page == "team"
        assert (r"A \<i\>\*pause\*\</i\>" in text_of(app)) == is_first, page


def test_on_the_page_of_the_organisation_stand_measures_of_hr_and_directors(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    app = open_page("organisation", person=hr)
    assert not suggested(app)
    assert "What could help the whole organisation" in [one.value for one in app.subheader]
    chosen = app.query_params.get("indicator", ["wl_1"])[0]
    app = unfolded(open_page("organisation", person=hr, indicator=chosen), chosen)
    found = suggested(app)
    assert len(found) == 3
    assert found[0].effort == "low"
    assert all({"hr", "directors"} & set(one.audience) for one in found)
    press(app, f"agree_on_{found[0].id}")
    press(app, "Note the agreement")
    whole = next(unit for unit in read_units(installation) if unit.parent_id is None)
    (noted,) = read(read_follow_up, installation, ALL_UNITS, whole.id).agreements
    assert noted.text == found[0].title["en"]


def test_whoever_leads_the_whole_finds_the_same_on_its_page(
    open_page: Open, installation: Installation
) -> None:
    whole = next(unit for unit in read_units(installation) if unit.parent_id is None)
    director = add_person(installation, whole.id, "Dirk", role="manager", role_for=whole.id)
    query = {"indicator": "wl_1", "view": "closer", "unit": whole.id.hex}
    found = suggested(unfolded(open_page("team", person=director, **query)))
    assert len(found) == 3
    assert all({"hr", "directors"} & set(one.audience) for one in found)


def test_a_unit_without_numbers_finds_small_ones_in_page_and_guide_and_can_agree(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    hr: UUID,
) -> None:
    south = organisation["South"]
    south_leads = add_person(installation, south, "Lou", role="manager", role_for=south)
    titles = []
    for person, page, query in (
        (south_leads, "team", {}),
        (hr, "team", {}),
        (None, "results", {"u": result_link(installation, south)}),
    ):
        app = open_page(page, person=person, **({"unit": south.hex} | query))
        assert "no numbers of its own" in text_of(app)
        assert not suggested(app)
        app = unfolded(app, suggestions_view.ANY_TIME)
        found = suggested(app)
        assert len(found) == 3
        assert all(one.effort == "low" for one in found)
        titles.append([one.title["en"] for one in found])
    guide = text_of(open_page("talk", person=south_leads, unit=south.hex))
    assert all(title in guide for title in titles[0])
    app = open_page("team", person=south_leads, unit=south.hex)
    first = suggested(unfolded(app, suggestions_view.ANY_TIME))[0]
    press(app, f"agree_on_{first.id}")
    press(app, "Note the agreement")
    (noted,) = read(read_follow_up, installation, ALL_UNITS, south).agreements
    assert noted.text == first.title["en"]


def read_units(installation: Installation) -> list[people.Unit]:
    with reading(installation.engine) as session:
        return list(people.units(session))
