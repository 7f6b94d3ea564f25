"""What HR sees of the whole organisation."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.follow_up import note_agreement, note_talk
from surveys.installation import Installation
from surveys.trail import trail
from tests.builders import add_person
from tests.pages.conftest import Open, charts_of, hold_waves, press, text_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave
from tests.reading import HR
from tests.streamlit_internals import sent_to_components


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    """Twelve teams over eight waves; the workload of the first is heavier in the last four."""
    made, chance = add_teams(installation, organisation["North"], 12), np.random.default_rng(1)
    for wave in range(8):
        answers = {
            team: {question: around(3.6, 14, chance) for question in ANCHORS} for team in made
        }
        if wave >= 4:
            answers[made[0]]["wl_1"] = [8, 4, 2, 0, 0]
        past_wave(installation, wave, answers, number=wave + 1)
    return made


def component(app: AppTest, key: str) -> Any:
    """Return what a part that the browser draws was sent."""
    [found] = sent_to_components(app, key)
    return found


def map_of(app: AppTest) -> Any:
    return component(app, "unit_map")


def rows_of(app: AppTest) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = component(app, "look_first")["rows"]
    return rows


def table_of(app: AppTest) -> dict[str, list[Any]]:
    [table] = app.table
    frame: dict[str, list[Any]] = table.value.to_dict("list")
    return frame


def test_the_list_and_the_map_say_the_same_and_each_row_leads_to_its_unit_and_indicator(
    open_page: Open, hr: UUID, teams: list[UUID]
) -> None:
    app = open_page("organisation", person=hr)
    rows, shown = rows_of(app), map_of(app)
    questions = [question for _, _, question in shown["heads"]]
    [first] = [row for row in rows if row["name"] == "Team 0"]
    assert first["word"] == "Almost certainly heavier"
    assert first["under"] == "Manageable workload · North"
    assert first["href"] == f"team?unit={teams[0].hex}&indicator=wl_1"
    assert "Organisation 3." in first["aside"]
    assert "No talk noted" in first["aside"]
    marked = {
        (unit[0], questions[place])
        for unit in shown["units"]
        for place, mark in enumerate(unit[5])
        if mark != "."
    }
    assert {name for name, _ in marked} == {row["name"] for row in rows}
    assert {(row["name"], row["go"].split()[1]) for row in rows} <= marked
    [cells] = [unit[4] for unit in shown["units"] if unit[0] == "Team 0"]
    level = (ord(cells[6 * questions.index("wl_1") + 5]) - 40) / 10
    assert f"to **{level}**" in first["told"]
    page = open_page("team", person=hr, unit=teams[0].hex)
    assert "heavier" in text_of(page)
    assert "Of 13 units about 1 shows a badge in a year in which nothing changes." in text_of(app)


def test_a_long_list_ends_with_the_number_of_units_that_follow(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    made, chance = add_teams(installation, organisation["North"], 10), np.random.default_rng(1)
    for wave in range(3):
        low = {team: {"wl_1": [9, 4, 1, 0, 0]} for team in made[:9]}
        past_wave(installation, wave, {**low, made[9]: {"wl_1": around(4, 14, chance)}})
    app = open_page("organisation", person=hr)
    assert len(rows_of(app)) in {6, 7}
    [more] = [one for one in app.expander if one.label.endswith(" more")]
    listed = {unit[0] for unit in map_of(app)["units"] if set(unit[5]) != {"."}} - {"Example"}
    assert int(more.label.split()[0]) == len(listed) - 6


@pytest.mark.usefixtures("teams")
def test_it_shows_what_goes_on_all_units_response_and_what_others_found(
    open_page: Open, hr: UUID
) -> None:
    app = open_page("organisation", person=hr)
    assert app.title[0].value == "Example"
    shown, charts = text_of(app), charts_of(app)
    for fact in ("Wave 8", "no wave is open", "0 of 1 unit"):
        assert fact in shown
    names = [unit[0] for unit in map_of(app)["units"]]
    assert names[:2] == ["Example", "North"]
    assert {"Team 0", "Team 11"} <= set(names)
    # Response is drawn beside that of the study, whose values have source, year and caveat.
    assert "A study among 19 organisations, 2020" in charts["response"]
    assert "41,325" in shown
    assert " people answered. In the first wave" in shown
    assert "We Werken Thuis, 2020" in shown
    assert "in a crisis year" in shown
    assert "not comparable with" in shown


def test_units_without_a_talk_are_listed_with_what_they_agreed_and_their_leaders_reminded_once(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    for team in teams[:3]:
        add_person(installation, team, f"Leader {team}", role="manager", role_for=team)
    note_agreement(
        installation,
        HR,
        teams[1],
        "No mail after six",
        indicator=None,
        starts_on=date(2026, 1, 5),
        review_on=date(2026, 3, 2),
    )
    app = open_page("organisation", person=hr)
    [listed] = [one for one in app.expander if "without a talk" in one.label]
    assert listed.label == "In 4 units the last two waves passed without a talk noted."
    app.session_state["without_talk"] = True
    app.run()
    assert table_of(app)["Unit"] == ["North", "Team 0", "Team 1", "Team 2"]
    assert table_of(app)["Last talk"] == ["–"] * 4
    assert "No mail after six (" in table_of(app)["Agreed, with the day to look back"][2]
    other = open_page("organisation", person=hr)
    for window in (app, other):
        press(window, "Remind their leaders")
        assert not window.exception
        assert not window.error
        assert "Their leaders are reminded" in text_of(window)
    assert "remind_leaders" not in {button.key for button in app.button}
    asked = [e for e in trail.entries(installation) if e.action == "reminder of talks asked"]
    assert [(one.subject, one.by) for one in asked] == [("wave 8", "Hanna")]


def test_talks_of_the_newest_wave_are_counted_and_agreements_stand_in_the_row(
    open_page: Open, installation: Installation, hr: UUID, teams: list[UUID]
) -> None:
    for team in teams[:2]:
        add_person(installation, team, f"Leader {team}", role="manager", role_for=team)
    app = open_page("organisation", person=hr)
    assert "0 of 3 units" in text_of(app)
    newest = json.loads(charts_of(app)["response"]) and _newest_wave(installation)
    note_talk(installation, HR, teams[0], newest, today())
    app = open_page("organisation", person=hr)
    assert "1 of 3 units" in text_of(app)
    [row] = [row for row in rows_of(app) if row["name"] == "Team 0"]
    assert "Talk noted" in row["aside"]


def _newest_wave(installation: Installation) -> UUID:
    with installation.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM wave ORDER BY closes_on DESC LIMIT 1")
        return UUID(str(rows.scalar_one()))


def test_hidden_units_and_the_trend_of_the_whole_are_shown_after_the_first_count(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    app = open_page("organisation", person=hr)
    assert "No wave has been counted yet" in text_of(app)
    assert not charts_of(app)
    hold_waves(installation, 2)
    app = open_page("organisation", person=hr)
    assert "The first results are a starting point" in text_of(app)
    hold_waves(installation, 2, first=1)
    app = open_page("organisation", person=hr)
    charts = charts_of(app)
    [south] = [unit for unit in map_of(app)["units"] if unit[0] == "South"]
    assert (south[3], south[4]) == (-1, ""), "unlike unanswered questions"
    assert len([key for key in charts if key.startswith("trend_")]) == 6


def test_hr_reads_programme_and_delivery_and_changes_neither(open_page: Open, hr: UUID) -> None:
    programme = open_page("programme", person=hr)
    assert "No rhythm has been chosen yet" in text_of(programme)
    messages = open_page("messages", person=hr)
    assert "What has been sent" in text_of(messages)
    for page in (programme, messages):
        buttons = {button.label for button in page.button} - {"Sign out"}
        assert not buttons
        assert not page.selectbox
        assert not page.text_area


def test_people_without_the_role_of_hr_see_nothing_of_it(
    open_page: Open, administrator: UUID, leader: UUID, council: UUID
) -> None:
    for person in (administrator, leader, council):
        app = open_page("organisation", person=person)
        assert app.title[0].value == "No access"
        assert not [part for part in app.get("bidi_component") if "unit_map" in part.proto.id]
