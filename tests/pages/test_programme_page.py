"""The programme page: an administrator sets the rhythm and sees the waves that follow from it."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.access import OPERATOR
from surveys.installation import Installation
from surveys.organisation import load_organisation
from surveys.organisation.later_starts import load_later_starts, save_later_start
from surveys.organisation.next_waves import Thresholds, load_asks_health, load_next_thresholds
from surveys.programme import Programme, Rhythm, closed_periods, load_programme
from surveys.programme.changes import resume, save_rhythm
from surveys.programme.start_measurement import load_start_measurement
from surveys.texts import LANGUAGES, Texts, escape_markdown
from surveys.waves import open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, press, text_of

PAGE = "programme"
TUESDAY = today() + timedelta(days=57 - today().weekday())
LAST_DAY = TUESDAY + timedelta(days=20)
"""In two months: what lies too far away cannot be chosen."""


def shown(days: int) -> str:
    """Return how half past eight, some days after that Tuesday, is written."""
    moment = datetime.combine(TUESDAY + timedelta(days=days), time(8, 30), tzinfo=UTC)
    return Texts("en").moment(moment)


def programme(installation: Installation) -> Programme:
    saved = load_programme(installation)
    assert saved is not None
    return saved


@pytest.fixture
def running(installation: Installation, administrator: UUID) -> UUID:
    """An administrator of a programme that begins in a month."""
    first = today() + timedelta(days=28 - today().weekday())
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY", first), (3, 5))
    resume(installation, OPERATOR)
    return administrator


def test_a_first_rhythm_is_explained_chosen_shown_at_once_and_saved(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page(PAGE, person=administrator)
    assert app.title[0].value == "Programme"
    assert "Choose how often the pulse comes" in text_of(app)
    assert not app.table
    app.selectbox(key="rhythm_every").set_value("weekly")
    app.date_input(key="rhythm_starts_on").set_value(TUESDAY)
    app.time_input(key="rhythm_opens_at").set_value(time(8, 30))
    app.number_input(key="rhythm_open_days").set_value(6)
    app.pills(key="rhythm_reminders").set_value([2, 4]).run()
    opens, reminder = shown(0), shown(2)
    closes = Texts("en").weekday(TUESDAY + timedelta(days=6))
    assert f"{opens} to the end of {closes}" in text_of(app)
    assert f"Reminders in the first of them: {reminder}" in text_of(app)
    assert load_programme(installation) is None
    press(app, "save_rhythm")
    saved = programme(installation)
    expected = Rhythm("FREQ=WEEKLY;BYDAY=TU", TUESDAY, time(8, 30), 6)
    assert (saved.rhythm, saved.reminders) == (expected, (2, 4))
    assert app.success[0].value == "Saved."
    assert "The programme is paused" in text_of(app)
    app.button(key="programme_resume").click().run()
    assert "The programme is running" in text_of(app)


def test_an_invalid_rule_is_explained_and_not_saved(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    before = load_programme(installation)
    app = open_page(PAGE, person=running)
    app.selectbox(key="rhythm_every").set_value("custom").run()
    app.text_input(key="rhythm_rule").set_value("FREQ=WEEKLY;BYDAY=MO,TH").run()
    assert "waves open 3 days apart" in app.warning[0].value
    app.button(key="save_rhythm").click().run()
    assert "waves open 3 days apart" in app.error[0].value
    assert load_programme(installation) == before


def test_the_fields_show_what_is_saved_and_the_location_is_saved(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"
    save_rhythm(installation, OPERATOR, Rhythm(rule, TUESDAY, time(7, 45), 12), (4,))
    app = open_page(PAGE, person=administrator)
    assert app.selectbox(key="rhythm_every").value == "custom"
    assert app.text_input(key="rhythm_rule").value == rule
    assert app.time_input(key="rhythm_opens_at").value == time(7, 45)
    assert app.number_input(key="rhythm_open_days").value == 12
    assert app.pills(key="rhythm_reminders").value == [4]
    app.selectbox(key="locale_time_zone").set_value("America/New_York")
    app.selectbox(key="locale_country").set_value("US")
    app.selectbox(key="locale_language").set_value("nl")
    press(app, "Save location")
    saved = load_organisation(installation)
    assert saved is not None
    assert (saved.time_zone, saved.country, saved.language) == ("America/New_York", "US", "nl")


def test_the_plan_of_the_year_is_shown_until_the_programme_ends(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = open_page(PAGE, person=running)
    (plan,) = [table.value for table in app.table]
    assert list(plan["Wave"][:3]) == ["1", "2", "3"]
    assert plan["Opens"].iloc[0].startswith("Mon ")
    assert plan["Besides the fixed questions"].iloc[0].startswith("Isolation")
    assert plan["Questions"].iloc[0] == "12 · 1 minute"
    assert app.get("download_button")
    for key, state in (("pause", "paused"), ("resume", "running"), ("end", "ended")):
        press(app, f"programme_{key}")
        assert programme(installation).state == state
    assert "Save a rhythm to begin again" in text_of(app)
    assert not app.table


def test_a_block_is_brought_forward_and_the_plan_follows(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = open_page(PAGE, person=running)
    before = list(app.table[0].value["Besides the fixed questions"])
    app.selectbox(key="looked_at").set_value(2).run()
    app.selectbox(key="block_2").set_value(9).run()
    press(app, "bring_forward")
    assert dict(programme(installation).turns) == {2: 9, 9: 2}
    after = list(app.table[0].value["Besides the fixed questions"])
    assert (after[1], after[8]) == (before[8], before[1])


def test_a_closed_period_is_added_and_removed_letter_by_letter_unless_it_ends_too_early(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    name = "*Summer* [x](http://x)"
    app = open_page(PAGE, person=running)
    app.text_input(key="period_name").set_value(name)
    app.date_input(key="period_from").set_value(LAST_DAY)
    app.date_input(key="period_until").set_value(TUESDAY)
    press(app, "Add the period")
    assert "must not lie before the first" in app.error[0].value
    assert closed_periods(installation) == []
    assert app.text_input(key="period_name").value == name
    app.date_input(key="period_from").set_value(TUESDAY)
    app.date_input(key="period_until").set_value(LAST_DAY)
    press(app, "Add the period")
    (period,) = closed_periods(installation)
    assert period.last_on == LAST_DAY
    assert escape_markdown(name) in text_of(app)
    app.button(key=f"remove_{period.id.hex}").click().run()
    assert closed_periods(installation) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_starts_later_until_that_is_taken_back(
    open_page: Open, installation: Installation, running: UUID, north: UUID, language: str
) -> None:
    texts = Texts(language)
    app = open_page(PAGE, person=running, language=language)
    assert app.selectbox(key="later_unit").options == ["North"]
    app.date_input(key="later_day").set_value(LAST_DAY)
    press(app, texts.gettext("Let it start later"))
    (start,) = load_later_starts(installation, today())
    assert (start.unit, start.starts_on) == (north, LAST_DAY)
    assert texts.date(LAST_DAY) in text_of(app)
    app.button(key=f"start_{north.hex}").click().run()
    assert load_later_starts(installation, today()) == []


def test_a_unit_that_starts_later_says_so_to_its_leader(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    save_later_start(installation, OPERATOR, north, LAST_DAY)
    told = f"North takes part from {Texts('en').date(LAST_DAY)}"
    assert told in text_of(open_page("team", person=leader))


def test_thresholds_are_raised_and_what_cannot_be_is_said(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page(PAGE, person=administrator)
    app.number_input(key="thresholds_k").set_value(7)
    app.number_input(key="thresholds_k_comment").set_value(15)
    press(app, "save_thresholds")
    assert app.success[0].value == "Saved."
    assert load_next_thresholds(installation) == Thresholds(7, 10, 15)
    app.number_input(key="thresholds_k").set_value(12)
    press(app, "save_thresholds")
    assert "never fewer than a number" in app.error[0].value
    assert load_next_thresholds(installation) == Thresholds(7, 10, 15)


def test_no_field_takes_less_than_the_last_wave_opened_with(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], administrator: UUID
) -> None:
    add_people(installation, organisation["North"], 12)
    day = today()
    open_wave(installation, opens_on=day, closes_on=day, thresholds=Thresholds(6, 11, 12))
    app = open_page(PAGE, person=administrator)
    fields = ("thresholds_k", "thresholds_k_distribution", "thresholds_k_comment")
    assert [app.number_input(key=field).min for field in fields] == [6, 11, 12]
    assert [app.number_input(key=field).value for field in fields] == [6, 11, 12]


def test_the_question_on_health_is_asked_once_it_is_said_that_the_works_council_agreed(
    open_page: Open, installation: Installation, running: UUID
) -> None:
    app = open_page(PAGE, person=running)
    assert "How often did physical or mental complaints make your work harder?" in text_of(app)
    press(app, "health_on")
    assert "Confirm that the works council has agreed" in app.error[0].value
    assert not load_asks_health(installation)
    app.checkbox(key="health_agreed").check()
    press(app, "health_on")
    assert load_asks_health(installation)
    app.selectbox(key="looked_at").set_value(4).run()
    assert text_of(app).count("complaints make your work harder") == 2
    press(app, "health_off")
    assert not load_asks_health(installation)


def test_the_first_wave_becomes_a_start_measurement_until_it_opens(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], running: UUID
) -> None:
    app = open_page(PAGE, person=running)
    assert "**The first wave is like the others.**" in text_of(app)
    assert "29 questions, about 3 minutes" in text_of(app)
    press(app, "start_measurement")
    assert load_start_measurement(installation).is_on
    assert "**The first wave is a start measurement**" in text_of(app)
    plan = app.table[0].value
    themes, asked = plan["Besides the fixed questions"], plan["Questions"]
    assert themes.iloc[0] == "Start measurement: everything on the fixed subjects"
    assert [*asked.iloc[:2]] == ["29 · 3 minutes", "12 · 1 minute"]
    # Nothing changes places with it.
    assert not [box for box in app.selectbox if box.key == "block_1"]
    app.selectbox(key="looked_at").set_value(2).run()
    assert app.selectbox(key="block_2")
    press(app, "start_measurement")
    assert not load_start_measurement(installation).is_on
    press(app, "start_measurement")
    add_people(installation, organisation["North"], 12)
    day = today()
    open_wave(installation, opens_on=day, closes_on=day)
    app = open_page(PAGE, person=running)
    assert "The first wave was a start measurement" in text_of(app)
    assert not [button for button in app.button if button.key == "start_measurement"]


def test_without_a_start_measurement_the_page_says_why_it_cannot_come_later(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], running: UUID
) -> None:
    add_people(installation, organisation["North"], 12)
    app = open_page(PAGE, person=running)
    day = today()
    open_wave(installation, opens_on=day, closes_on=day)
    # The page was drawn before the wave opened.
    press(app, "start_measurement")
    assert "The first wave has opened, so it stays as it was" in app.error[0].value
    assert not load_start_measurement(installation).is_on
    assert "that has opened already" in text_of(app)
