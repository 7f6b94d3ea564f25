"""Agreements on the page of a unit: templates, corrections, looking back, and who sees what."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.access.result_links import result_link
from surveys.follow_up import Agreement, note_agreement, read_follow_up
from surveys.follow_up.templates import agreement_templates
from surveys.installation import Installation
from surveys.texts import LANGUAGES
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

SIGNATURES = agreement_templates()["mail_outside_hours"].signature or {}


@pytest.fixture
def north(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    hold_waves(installation, 2)
    return organisation["North"]


def agreements(installation: Installation, unit: UUID) -> list[Agreement]:
    return list(read(read_follow_up, installation, ALL_UNITS, unit).agreements)


def agree(
    installation: Installation, unit: UUID, text: str = "Less mail", details: str = "", ago: int = 0
) -> UUID:
    """Note an agreement some days ago, to look back at today."""
    noted_on = today() - timedelta(days=ago)
    return note_agreement(
        installation,
        ALL_UNITS,
        unit,
        text,
        indicator=None,
        starts_on=noted_on,
        review_on=today(),
        details=details,
        template="mail_outside_hours",
        noted_on=noted_on,
    )


def opened(app: AppTest, key: str) -> AppTest:
    app.session_state[key] = True
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_choice_fills_the_form_which_is_noted_with_two_clicks_and_can_be_changed_before(
    open_page: Open, installation: Installation, leader: UUID, north: UUID, language: str
) -> None:
    app = opened(open_page("team", person=leader, language=language), "agree")
    assert not app.code
    app.selectbox(key="agreed_template").set_value("reply_times").run()
    template = agreement_templates()["reply_times"]
    assert app.text_input(key="agreed_text").value == template.text[language]
    assert app.text_area(key="agreed_details").value == template.lines(language)
    assert app.selectbox(key="agreed_about").value == template.indicator
    app.text_input(key="agreed_text").set_value("Our own words")
    note = {"en": "Note the agreement", "nl": "Afspraak vastleggen"}[language]
    app = press(app, note)
    (made,) = agreements(installation, north)
    assert (made.text, made.details) == ("Our own words", template.lines(language))
    assert (made.template, made.owner, made.noted_on) == ("reply_times", "team", today())
    assert app.text_input(key="agreed_text").value == ""


def test_the_line_for_messages_is_there_to_copy_in_every_language_for_the_team_too(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    app = opened(open_page("team", person=leader), "agree")
    app.selectbox(key="agreed_template").set_value("mail_outside_hours").run()
    assert [code.value for code in app.code] == [SIGNATURES["en"], SIGNATURES["nl"]]
    agree(installation, north)
    team = open_page("results", u=result_link(installation, north), view="agreed", language="nl")
    assert [code.value for code in team.code] == [SIGNATURES["nl"], SIGNATURES["en"]]


def test_an_agreement_is_corrected_on_the_day_it_was_noted_and_not_days_after(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    old, new = (agree(installation, north, ago=ago).hex for ago in (2, 0))
    app = open_page("team", person=leader, view="agreed")
    app = opened(app, f"correct_{new}_open")
    key = f"correct_{new}"
    assert app.text_input(key=f"{key}_text").value == "Less mail"
    assert app.date_input(key=f"{key}_until").value == today()
    app.text_input(key=f"{key}_text").set_value(" ")
    app = press(app, "Save")
    assert "Please say it" in app.error[0].value
    app.text_input(key=f"{key}_text").set_value("No mail")
    app.text_area(key=f"{key}_details").set_value("E-mail: never")
    app.selectbox(key=f"{key}_owner").set_value("leader")
    app = press(app, "Save")
    found = {one.id.hex: one for one in agreements(installation, north)}
    assert (found[new].text, found[new].details) == ("No mail", "E-mail: never")
    assert (found[new].owner, found[new].template) == ("leader", "mail_outside_hours")
    assert found[old].text == "Less mail"
    app = opened(app, f"correct_{old}_open")
    assert not [field for field in app.text_input if field.key == f"correct_{old}_text"]


def test_a_leader_looks_back_on_the_page_and_what_it_brought_stays_with_it(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    made = agree(installation, north, ago=9).hex
    app = open_page("team", person=leader, view="agreed")
    assert "Time to look back" in text_of(app)
    app = opened(app, f"look_{made}")
    app.pills(key=f"review_{made}").set_value("stop").run()
    app.text_input(key=f"learned_{made}").set_value("Nobody missed it").run()
    assert not app.exception
    (found,) = agreements(installation, north)
    assert (found.outcome, found.learned, found.ended_on) == ("stop", "Nobody missed it", today())
    team = open_page("results", u=result_link(installation, north), view="agreed")
    assert "Nobody missed it" in text_of(team)
    assert not team.pills


def test_a_team_sees_what_the_organisation_agreed_in_full_and_changes_nothing(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], north: UUID
) -> None:
    text, details = "x" * 190 + " the end", "E-mail: in two *days*\nChat: today"
    agree(installation, organisation["Example"], text, details)
    team = open_page("results", u=result_link(installation, north), view="agreed")
    assert [one.value for one in team.text].count(text) == 1
    assert "Agreed in Example" in text_of(team)
    (table,) = [one for one in team.table if "E-mail" in str(one.value)]
    assert table.value.to_numpy().tolist()[0] == ["E-mail", r"in two \*days\*"]
    assert not {button.label for button in team.button} & {"Correct", "This has ended", "Save"}


def test_a_template_in_the_meeting_fills_the_agreement_that_is_saved_with_the_talk(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    app = open_page("present", person=leader, unit=north.hex, slide="99")
    app.selectbox(key="talk_template").set_value("meetings").run()
    template = agreement_templates()["meetings"]
    assert app.text_input(key="talk_text").value == template.text["en"]
    press(app, "talk_save")
    (made,) = agreements(installation, north)
    assert (made.details, made.template) == (template.lines("en"), "meetings")
    assert made.noted_on == today()
