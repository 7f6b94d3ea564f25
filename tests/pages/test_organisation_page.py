"""What HR sees of the whole organisation."""

import json
from uuid import UUID

import numpy as np
import pytest

from surveys.installation import Installation
from tests.pages.conftest import Open, charts_of, hold_waves, text_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave


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
        past_wave(installation, wave, answers)
    return made


def test_the_list_says_of_each_unit_what_its_own_page_says_and_nothing_stands_out_elsewhere(
    open_page: Open, hr: UUID, teams: list[UUID]
) -> None:
    def lines_of(page: str, unit: UUID) -> list[str]:
        app = open_page(page, person=hr, unit=unit.hex)
        return [
            line
            for element in app.markdown
            for line in element.value.split("\n\n")
            if line.startswith((":orange[", ":green["))
        ]

    listed = lines_of("organisation", teams[0])
    assert any("**Manageable workload.** Almost certainly heavier since" in one for one in listed)
    of_pages = [line for team in teams for line in lines_of("team", team)]
    assert sorted(of_pages) == sorted(listed)
    app = open_page("organisation", person=hr)
    assert "Of 13 units about 1 shows a badge in a year in which nothing changes." in text_of(app)
    cells = [
        cell for row in json.loads(charts_of(app)["heatmap"])["data"][0]["text"] for cell in row
    ]
    assert sum(cell[0] in "▼▲●" for cell in cells if cell) == len(listed)


@pytest.mark.usefixtures("teams")
def test_it_shows_where_to_look_first_all_units_response_and_what_others_found(
    open_page: Open, hr: UUID, organisation: dict[str, UUID]
) -> None:
    app = open_page("organisation", person=hr)
    assert app.title[0].value == "Where to look first"
    shown, charts = text_of(app), charts_of(app)
    assert "These stand out among all units" in shown
    assert "What would help, and what is ours to decide?*" in shown
    assert "differences between" in shown
    assert all(name in charts["heatmap"] for name in ("Example", "North", "Team 0", "Team 11"))
    # Response is drawn beside that of the study, whose values have source, year and caveat.
    assert "response" in charts
    assert "41,325" in shown
    assert " people answered. In the first wave" in shown
    assert "We Werken Thuis, 2020" in shown
    assert "in a crisis year" in shown
    assert "not comparable with" in shown
    inside = open_page("organisation", person=hr, inside=organisation["North"].hex)
    heatmap = charts_of(inside)["heatmap"]
    assert "Team 0" in heatmap
    assert "Example" not in heatmap


def test_many_units_come_page_by_page(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    made, chance = add_teams(installation, organisation["North"], 60), np.random.default_rng(1)
    past_wave(installation, 0, {team: {"mood_1": around(3.6, 14, chance)} for team in made})
    app = open_page("organisation", person=hr)
    first = charts_of(app)["heatmap"]
    app.pagination[0].set_value(2).run()
    second = charts_of(app)["heatmap"]
    assert "Example" in first
    assert "Example" not in second
    assert len(second) > 1_000


def test_hidden_units_and_the_trend_of_the_whole_are_shown_after_the_first_count(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    app = open_page("organisation", person=hr)
    assert "No wave has been counted yet" in text_of(app)
    assert not charts_of(app)
    hold_waves(installation, 2, 2)
    app = open_page("organisation", person=hr)
    charts = charts_of(app)
    assert "South" in charts["heatmap"]
    assert charts["heatmap"].count('"text":"not shown"') == 1, "unlike unanswered questions"
    assert len([key for key in charts if key.startswith("trend_")]) == 6
    assert "No unit stands out yet. A change may have begun" in text_of(app)
