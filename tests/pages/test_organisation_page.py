"""What HR sees of the whole organisation."""

from uuid import UUID

import numpy as np
import pytest

from surveys.installation import Installation
from tests.pages.conftest import Open, charts_of, hold_waves, text_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    """Twelve teams over four waves; the workload of the first falls in the last."""
    made, chance = add_teams(installation, organisation["North"], 12), np.random.default_rng(1)
    for wave in range(4):
        answers = {
            team: {question: around(3.6, 14, chance) for question in ANCHORS} for team in made
        }
        if wave == 3:
            answers[made[0]]["wl_1"] = [10, 3, 1, 0, 0]
        past_wave(installation, wave, answers)
    return made


@pytest.mark.usefixtures("teams")
def test_it_shows_questions_worth_asking_all_units_response_and_what_others_found(
    open_page: Open, hr: UUID, organisation: dict[str, UUID]
) -> None:
    app = open_page("organisation", person=hr)
    assert app.title[0].value == "Where to look first"
    shown, charts = text_of(app), charts_of(app)
    assert "Team 0 · Workload" in shown
    assert "What changed, and what would help?" in shown
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
    hold_waves(installation, 1, 3)
    app = open_page("organisation", person=hr)
    charts = charts_of(app)
    assert "South" in charts["heatmap"]
    assert charts["heatmap"].count('"text":"not shown"') == 1, "unlike unanswered questions"
    assert len([key for key in charts if key.startswith("trend_")]) == 6
    assert "2.0 higher than the wave before" in text_of(app)
