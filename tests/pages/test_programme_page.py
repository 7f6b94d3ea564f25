"""The programme page: an administrator sets the rhythm and sees what comes of it."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.access.access import OPERATOR
from surveys.installation.installation import Installation
from surveys.organisation.organisation import load_organisation as read_organisation
from surveys.programme.changes import resume, save_rhythm
from surveys.programme.programme import closed_periods, load_programme
from surveys.programme.rhythm import Rhythm
from surveys.texts import Texts, escape_markdown
from tests.pages.conftest import Open, text_of

PAGE = "programme"
TUESDAY = today() + timedelta(days=57 - today().weekday())
LAST_DAY = TUESDAY + timedelta(days=20)
"""In two months: what lies too far away cannot be chosen."""


def opened(open_page: Open, person: UUID) -> AppTest:
    app = open_page(PAGE, person=person)
    assert not app.exception
    return app


def shown(days: int) -> str:
    """Return how half past eight, some days after that Tuesday, is written."""
    moment = datetime.combine(TUESDAY + timedelta(days=days), time(8, 30), tzinfo=UTC)
    return Texts("en").moment(moment)


@pytest.fixture
def running(installation: Installation, administrator: UUID) -> UUID:
    """An administrator of a programme that begins in a month."""
    first = today() + timedelta(days=28 - today().weekday())
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY", first), (3, 5))
    resume(installation, OPERATOR)
    return administrator


def test_it_explains_itself_before_there_is_a_programme(
    open_page: Open, administrator: UUID
) -> None:
    app = opened(open_page, administrator)
    assert app.title[0].value == "Programme"
    begin = "Choose how often the pulse comes"
    assert begin in text_of(app)
    assert not app.table


@pytest.mark.parametrize("who", ["leader", "hr"])
def test_nobody_else_may_open_it(
    open_page: Open, request: pytest.FixtureRequest, leader: UUID, hr: UUID, who: str
) -> None:
    app = open_page(PAGE, person={"leader": leader, "hr": hr}[who])
    assert app.title[0].value == "No access"
    assert not app.selectbox


def test_who_is_not_signed_in_comes_to_the_first_page(open_page: Open, leader: UUID) -> None:
    assert open_page(PAGE).title[0].value == "How are we doing?"


def test_a_rhythm_is_chosen_shown_at_once_and_saved(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = opened(open_page, administrator)
    app.selectbox(key="every").set_value("weekly")
    app.date_input(key="starts_on").set_value(TUESDAY)
    app.time_input(key="opens_at").set_value(time(8, 30))
    app.number_input(key="open_days").set_value(6)
    app.pills(key="reminders").set_value([2, 4]).run()
    opens, closes, reminder = (shown(days) for days in (0, 6, 2))
    assert f"{opens} to {closes}" in text_of(app)
    assert f"Reminders in the first of them: {reminder}" in text_of(app)
    assert load_programme(installation) is None
    app.button(key="save_rhythm").click().run()
    assert not app.exception
    found = load_programme(installation)
    assert found is not None
    expected = Rhythm("FREQ=WEEKLY;BYDAY=TU", TUESDAY, time(8, 30), 6)
    assert (found.rhythm, found.reminders) == (expected, (2, 4))
    assert app.success[0].value == "Saved."
    assert "The programme is paused" in text_of(app)
    app.button(key="programme_resume").click().run()
    assert "The programme is running" in text_of(app)


def test_a_rule_of_ones_own_that_cannot_be_is_explained_and_not_saved(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    before = load_programme(installation)
    app = opened(open_page, running)
    app.selectbox(key="every").set_value("custom").run()
    app.text_input(key="rule").set_value("FREQ=WEEKLY;BYDAY=MO,TH").run()
    said = "waves open 3 days apart"
    assert said in app.warning[0].value
    app.button(key="save_rhythm").click().run()
    assert said in app.error[0].value
    assert load_programme(installation) == before


def test_what_is_kept_stands_in_the_fields(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"
    kept = Rhythm(rule, TUESDAY, time(7, 45), 12)
    save_rhythm(installation, OPERATOR, kept, (4,))
    app = opened(open_page, administrator)
    assert app.selectbox(key="every").value == "custom"
    assert app.text_input(key="rule").value == rule
    assert app.time_input(key="opens_at").value == time(7, 45)
    assert app.number_input(key="open_days").value == 12
    assert app.pills(key="reminders").value == [4]


def test_pausing_going_on_and_ending(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = opened(open_page, running)
    for key, state in (("pause", "paused"), ("resume", "running"), ("end", "ended")):
        app.button(key=f"programme_{key}").click().run()
        assert not app.exception
        found = load_programme(installation)
        assert found is not None
        assert found.state == state
    assert "Save a rhythm to begin again" in text_of(app)
    assert not app.table


def test_the_plan_of_the_year_shows_days_themes_and_numbers_of_questions(
    open_page: Open, running: UUID
) -> None:
    app = opened(open_page, running)
    (plan,) = [table.value for table in app.table]
    assert list(plan["Wave"][:3]) == ["1", "2", "3"]
    assert plan["Opens"].iloc[0].startswith("Mon ")
    assert plan["Besides the fixed questions"].iloc[0].startswith("Isolation")
    assert plan["Questions"].iloc[0] == "12"
    assert app.get("download_button")


def test_a_block_is_brought_forward_and_the_plan_follows(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = opened(open_page, running)
    before = list(app.table[0].value["Besides the fixed questions"])
    app.selectbox(key="looked_at").set_value(2).run()
    app.selectbox(key="block_2").set_value(9).run()
    app.button(key="bring_forward").click().run()
    assert not app.exception
    found = load_programme(installation)
    assert found is not None
    assert dict(found.turns) == {2: 9, 9: 2}
    after = list(app.table[0].value["Besides the fixed questions"])
    assert (after[1], after[8]) == (before[8], before[1])


def test_the_place_is_saved(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = opened(open_page, administrator)
    app.selectbox(key="time_zone").set_value("America/New_York")
    app.selectbox(key="country").set_value("US")
    app.selectbox(key="first_language").set_value("nl")
    (button,) = [b for b in app.button if b.label == "Save location"]
    button.click().run()
    assert not app.exception
    there = read_organisation(installation)
    assert there is not None
    found = (there.time_zone, there.country, there.language)
    assert found == ("America/New_York", "US", "nl")


def test_a_closed_period_is_added_and_removed_letter_by_letter(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = opened(open_page, running)
    app.text_input(key="period_name").set_value("*Summer* [x](http://x)")
    app.date_input(key="period_from").set_value(TUESDAY)
    app.date_input(key="period_until").set_value(LAST_DAY)
    (add,) = [b for b in app.button if b.label == "Add the period"]
    add.click().run()
    assert not app.exception
    (period,) = closed_periods(installation)
    assert period.last_on == LAST_DAY
    assert escape_markdown("*Summer* [x](http://x)") in text_of(app)
    app.button(key=f"remove_{period.id.hex}").click().run()
    assert closed_periods(installation) == []


def test_a_closed_period_that_ends_before_it_begins_is_explained(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = opened(open_page, running)
    app.text_input(key="period_name").set_value("Summer")
    app.date_input(key="period_from").set_value(LAST_DAY)
    app.date_input(key="period_until").set_value(TUESDAY)
    (add,) = [b for b in app.button if b.label == "Add the period"]
    add.click().run()
    assert "must not lie before the first" in app.error[0].value
    assert closed_periods(installation) == []
    assert app.text_input(key="period_name").value == "Summer"
