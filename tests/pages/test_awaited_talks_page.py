"""The next wave waits for talks: what HR, leaders and administrators read, and what they can do."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from dashboard.results import reports
from db import people
from db.engine import reading
from surveys.access.access import OPERATOR
from surveys.access.result_links import result_link
from surveys.follow_up import load_awaited_talks, read_follow_up
from surveys.installation import Installation
from surveys.programme import Rhythm, load_programme
from surveys.programme.changes import resume, save_rhythm, wait_for_talks
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

WAITS = "of the units with a leader and results have noted"


@pytest.fixture
def waits(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    """North, led, with two counted waves and no talk; the third is to open in some days."""
    del leader
    hold_waves(installation, 2, 2)
    start(installation, 3)
    return organisation["North"]


def start(installation: Installation, days: int) -> None:
    """Let the next wave open in some days, on whatever day of the week that is."""
    rhythm = Rhythm("FREQ=DAILY;INTERVAL=14", today() + timedelta(days=days), open_days=13)
    save_rhythm(installation, OPERATOR, rhythm, ())
    resume(installation, OPERATOR)
    reports.forget()


def reasons(installation: Installation, unit: UUID) -> list[str]:
    return list(read(read_follow_up, installation, ALL_UNITS, unit).reasons.values())


def opened(app: AppTest, name: str) -> AppTest:
    app.session_state[name] = True
    return app.run()


def test_hr_reads_what_the_next_wave_waits_for_and_notes_one_reason_for_all(
    open_page: Open, installation: Installation, hr: UUID, waits: UUID
) -> None:
    app = opened(open_page("organisation", person=hr), "awaited_talks")
    told = text_of(app)
    assert "Wave 3 opens on" in told
    assert WAITS in told
    assert "So far 0 of 1 unit has." in told
    assert "- North" in told
    assert press(app, "note_reason_for_all").error[0].value.startswith("Please say it in one")
    assert reasons(installation, waits) == []
    app.text_input(key="reason_for_all").set_value("Summer *break*").run()
    press(app, "note_reason_for_all")
    assert not app.error
    assert reasons(installation, waits) == ["Summer *break*"]
    assert WAITS not in text_of(app)


def test_the_leader_reads_that_the_next_wave_waits_and_notes_why_there_is_no_talk(
    open_page: Open, installation: Installation, leader: UUID, waits: UUID
) -> None:
    link = result_link(installation, waits)
    assert WAITS not in text_of(open_page("results", u=link))
    app = open_page("team", person=leader)
    assert WAITS in text_of(app)
    assert "So far" not in text_of(app), "numbers of others are for HR"
    opened(app, "reason_open")
    assert "Please say it in one" in press(app, "reason_save").error[0].value
    [field] = [one for one in app.text_input if "Why there is no talk" in one.label]
    field.set_value("On <holiday>")
    press(app, "reason_save")
    assert reasons(installation, waits) == ["On <holiday>"]
    assert WAITS not in text_of(app)
    team = open_page("results", u=link)
    assert "No talk about these results: On " in text_of(team)
    assert "reason_open" not in team.session_state
    app = opened(open_page("team", person=leader), "reason_open")
    press(app, "reason_withdraw")
    assert reasons(installation, waits) == []
    assert WAITS in text_of(app)
    press(app, "talked")
    assert load_awaited_talks(installation) is None
    assert WAITS not in text_of(app)


def test_nothing_is_said_where_no_wave_would_wait(
    open_page: Open, installation: Installation, leader: UUID, hr: UUID, waits: UUID
) -> None:
    assert waits
    wait_for_talks(installation, OPERATOR, on=False)
    for page, person in (("team", leader), ("organisation", hr)):
        app = open_page(page, person=person)
        assert WAITS not in text_of(app)
        assert not [one for one in app.text_input if "Why there is no talk" in one.label]


def test_administrators_switch_it_and_see_that_a_wave_waits_without_a_word_about_units(
    open_page: Open, installation: Installation, administrator: UUID, waits: UUID
) -> None:
    assert waits
    app = open_page("programme", person=administrator)
    assert "The next wave waits" not in text_of(app)
    press(app, "waits_for_talks")
    programme = load_programme(installation)
    assert programme is not None
    assert not programme.waits_for_talks
    assert "**Waves open without talks.**" in text_of(app)
    press(app, "waits_for_talks")
    start(installation, -5)
    for page in ("programme", "welcome"):
        told = text_of(open_page(page, person=administrator))
        [line] = [one for one in told.splitlines() if "next wave waits" in one.replace("**", "")]
        assert "North" not in line
        assert not any(letter.isdigit() for letter in line)


def test_hr_reads_that_a_longer_interval_may_help_once_fewer_answer(
    open_page: Open, installation: Installation, leader: UUID, hr: UUID
) -> None:
    del leader
    with reading(installation.engine) as session:
        silent = [person.id for person in people.everybody(session)][::2]
    hold_waves(installation, *[2] * 4)
    hold_waves(installation, 2, first=4)
    assert "Consider a longer interval" not in text_of(open_page("organisation", person=hr))
    hold_waves(installation, 2, first=5, silent=silent)
    reports.forget()
    told = text_of(open_page("organisation", person=hr))
    assert "In wave 2 it was 9 in 10 or more. Consider a longer interval" in told
