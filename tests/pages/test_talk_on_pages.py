"""Noting on a page that a team talked about its results, and a notice where nobody did."""

from datetime import timedelta
from uuid import UUID

from dashboard.clock import today
from surveys.access.result_links import result_link
from surveys.follow_up import read_follow_up
from surveys.installation import Installation
from surveys.texts import Texts
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

MISSED = "last two waves passed without a talk"


def test_the_leader_of_a_team_notes_the_talk_at_the_top_of_its_page(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    assert MISSED not in text_of(open_page("team", person=leader))
    hold_waves(installation, 2, first=1)
    assert MISSED in text_of(open_page("team", person=leader))
    app = open_page("team", person=leader)
    press(app, "talked")
    (talk,) = read(read_follow_up, installation, ALL_UNITS, organisation["North"]).talks
    assert talk.held_on == today()
    assert Texts("en").date(today()) in text_of(app)
    assert MISSED not in text_of(app)
    assert "talked" not in {button.key for button in app.button}


def test_a_talk_is_moved_and_taken_back_by_whom_may_note_it(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    app = press(open_page("team", person=leader), "talked")
    app.session_state["talk_correct"] = True
    yesterday = today() - timedelta(days=1)
    app.run().date_input(key="talk_day").set_value(yesterday).run()
    north = organisation["North"]
    (talk,) = read(read_follow_up, installation, ALL_UNITS, north).talks
    assert talk.held_on == yesterday
    assert Texts("en").date(yesterday) in text_of(app)
    press(app, "talk_withdraw")
    assert not read(read_follow_up, installation, ALL_UNITS, north).talks
    assert "talked" in {button.key for button in app.button}


def test_the_team_reads_when_it_talked_and_has_no_button(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    press(open_page("team", person=leader), "talked")
    team = open_page("results", u=result_link(installation, organisation["North"]))
    assert f"You talked about these results on {Texts('en').date(today())}" in text_of(team)
    assert not {"talked", "talk_withdraw"} & {button.key for button in team.button}


def test_hr_sees_how_many_teams_did_not_talk_and_the_team_sees_no_button(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2, 2)
    app = open_page("organisation", person=hr)
    told = "In 1 unit the last two waves passed without a talk noted."
    assert told in [expander.label for expander in app.expander]
    link = result_link(installation, organisation["North"])
    app = open_page("results", u=link, view="agreed")
    assert "talked" not in {button.key for button in app.button}
    assert MISSED not in text_of(app)
