"""You said, we did, on pages: written by the leader, read by the team, in the meeting, by HR."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from surveys.access.result_links import result_link
from surveys.follow_up import read_follow_up
from surveys.installation import Installation
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

SAID, DID = "Too many *meetings*.", "Wednesday has none."


@pytest.fixture
def north(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    hold_waves(installation, 2)
    return organisation["North"]


def opened(app: AppTest) -> AppTest:
    app.session_state["reply_open"] = True
    return app.run()


def test_the_leader_writes_two_sentences_and_the_team_reads_them(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    link = result_link(installation, north)
    assert "You said" not in text_of(open_page("results", u=link))
    app = opened(open_page("team", person=leader))
    app.text_area(key="reply_said").set_value(SAID)
    assert "Please write both sentences" in press(app, "Save").error[0].value
    app.text_area(key="reply_did").set_value(DID)
    press(app, "Save")
    (reply,) = read(read_follow_up, installation, ALL_UNITS, north).replies
    assert (reply.said, reply.did) == (SAID, DID)
    team = open_page("results", u=link)
    assert r"**You said:** Too many \*meetings\*." in text_of(team)
    assert f"**We did:** {DID}" in text_of(team)
    assert "reply_open" not in team.session_state
    app = opened(open_page("team", person=leader))
    assert app.text_area(key="reply_said").value == SAID
    press(app, "reply_withdraw")
    assert not read(read_follow_up, installation, ALL_UNITS, north).replies


def test_the_next_meeting_begins_with_it_and_this_one_does_not(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    app = opened(open_page("team", person=leader))
    app.text_area(key="reply_said").set_value(SAID)
    app.text_area(key="reply_did").set_value(DID)
    press(app, "Save")
    place = {"unit": north.hex, "slide": "1"}
    assert open_page("present", person=leader, **place).title[0].value != "You said, we did"
    hold_waves(installation, 2, first=1)
    app = open_page("present", person=leader, **place)
    assert app.title[0].value == "You said, we did"
    assert DID in text_of(app)
    assert DID in text_of(open_page("team", person=leader)), "until there are new ones"


def test_hr_reminds_the_leaders_of_units_without_them(
    open_page: Open, installation: Installation, hr: UUID, leader: UUID, north: UUID
) -> None:
    app = open_page("organisation", person=hr)
    told = "In 1 unit nothing is noted of what was done with the last results."
    assert told in [expander.label for expander in app.expander]
    press(app, "remind_of_replies")
    assert "remind_of_replies" not in {button.key for button in app.button}
    app = opened(open_page("team", person=leader))
    app.text_area(key="reply_said").set_value(SAID)
    app.text_area(key="reply_did").set_value(DID)
    press(app, "Save")
    app = open_page("organisation", person=hr)
    assert told not in [expander.label for expander in app.expander]
