"""Noting on a page that a team talked about its results, and a word where nobody did."""

from datetime import date
from uuid import UUID

from dashboard.clock import today
from surveys.access.access import Reader
from surveys.access.result_links import result_link
from surveys.follow_up.follow_up import read_follow_up
from surveys.installation.installation import Installation
from surveys.texts import Texts
from tests.pages.conftest import Open, hold_wave, text_of
from tests.reading import read

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 16)
HR = Reader(UUID(int=7), "Sam", None, frozenset({"hr"}), frozenset())
MISSED = "last two waves passed without a talk"


def test_who_leads_a_team_notes_the_talk_where_agreements_are(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("team", person=leader, view="agreed")
    app.button(key="talked").click().run()
    assert not app.exception
    (talk,) = list(read(read_follow_up, installation, HR, organisation["North"]).talks)
    assert talk.held_on == today()
    assert Texts("en").date(today()) in text_of(app)
    assert "talked" not in {button.key for button in app.button}


def test_the_talk_can_be_noted_at_the_end_of_the_team_meeting(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
) -> None:
    hold_wave(installation, FIRST, 2)
    app = open_page("present", person=leader, unit=organisation["North"].hex, slide="99")
    assert app.title[0].value == "One agreement"
    app.button(key="talked").click().run()
    assert not app.exception
    assert len(list(read(read_follow_up, installation, HR, organisation["North"]).talks)) == 1


def test_two_waves_without_a_talk_are_said_on_the_page_of_the_team_until_it_is_noted(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    assert MISSED not in text_of(open_page("team", person=leader))
    hold_wave(installation, SECOND, 2)
    assert MISSED in text_of(open_page("team", person=leader))
    app = open_page("team", person=leader, view="agreed")
    app.button(key="talked").click().run()
    assert MISSED not in text_of(app)


def test_hr_sees_how_many_teams_did_not_talk(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    for day in (FIRST, SECOND):
        hold_wave(installation, day, 2)
    app = open_page("organisation", person=hr)
    assert "In 1 unit the last two waves passed without a talk noted." in text_of(app)


def test_the_team_itself_sees_the_talk_and_has_no_button(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    organisation: dict[str, UUID],
) -> None:
    for day in (FIRST, SECOND):
        hold_wave(installation, day, 2)
    link = result_link(installation, organisation["North"])
    app = open_page("results", u=link, view="agreed")
    assert "talked" not in {button.key for button in app.button}
    assert MISSED not in text_of(app)
