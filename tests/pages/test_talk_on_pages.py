"""Noting on a page that a team talked about its results, and a notice where nobody did."""

from uuid import UUID

from dashboard.clock import today
from surveys.access.result_links import result_link
from surveys.follow_up import read_follow_up
from surveys.installation import Installation
from surveys.texts import Texts
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

MISSED = "last two waves passed without a talk"


def test_the_leader_of_a_team_notes_the_talk_where_agreements_are(
    open_page: Open, installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2)
    assert MISSED not in text_of(open_page("team", person=leader))
    hold_waves(installation, 2, first=1)
    assert MISSED in text_of(open_page("team", person=leader))
    app = open_page("team", person=leader, view="agreed")
    press(app, "talked")
    (talk,) = read(read_follow_up, installation, ALL_UNITS, organisation["North"]).talks
    assert talk.held_on == today()
    assert Texts("en").date(today()) in text_of(app)
    assert MISSED not in text_of(app)
    assert "talked" not in {button.key for button in app.button}


def test_hr_sees_how_many_teams_did_not_talk_and_the_team_sees_no_button(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2, 2)
    app = open_page("organisation", person=hr)
    assert "In 1 unit the last two waves passed without a talk noted." in text_of(app)
    link = result_link(installation, organisation["North"])
    app = open_page("results", u=link, view="agreed")
    assert "talked" not in {button.key for button in app.button}
    assert MISSED not in text_of(app)
