"""What HR sees of the whole organisation."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from surveys.installation.installation import Installation
from tests.pages.conftest import Open, hold_wave, text_of
from tests.past_waves import ANCHORS, add_teams, around, past_wave

FIRST = date(2026, 3, 2)


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


def test_it_begins_with_questions_worth_asking(
    open_page: Open,
    hr: UUID,
    teams: list[UUID],
) -> None:
    title = "Where to look first"
    app = open_page("organisation", person=hr)
    assert app.title[0].value == title
    said = text_of(app)
    assert "Team 0 · Workload" in said
    assert "What changed, and what would help?" in said
    assert "differences between" in said


def charts_of(app: object) -> dict[str, str]:
    return {chart.key: chart.proto.spec for chart in app.get("plotly_chart")}  # type: ignore[attr-defined]


def test_all_units_stand_side_by_side_and_one_can_look_inside(
    open_page: Open, hr: UUID, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    app = open_page("organisation", person=hr)
    heatmap = charts_of(app)["heatmap"]
    assert all(name in heatmap for name in ("Example", "North", "Team 0", "Team 11"))
    inside = open_page("organisation", person=hr, inside=organisation["North"].hex)
    heatmap = charts_of(inside)["heatmap"]
    assert "Team 0" in heatmap
    assert "Example" not in heatmap


def test_hidden_units_are_told_from_unanswered_questions(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    hold_wave(installation, FIRST, 2)
    heatmap = charts_of(open_page("organisation", person=hr))["heatmap"]
    assert "South" in heatmap
    assert heatmap.count('"text":"not shown"') == 1


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


def test_response_is_watched_beside_the_study(open_page: Open, hr: UUID, teams: list[UUID]) -> None:
    app = open_page("organisation", person=hr)
    assert "response" in charts_of(app)
    said = text_of(app)
    assert "41,325" in said
    assert "of the invited answered" in said


def test_what_others_found_has_source_year_and_caveat(
    open_page: Open, hr: UUID, teams: list[UUID]
) -> None:
    said = text_of(open_page("organisation", person=hr))
    assert "We Werken Thuis, 2020" in said
    assert "in a crisis year" in said
    assert "not comparable with yours" in said


def test_before_the_first_count_it_says_so(open_page: Open, hr: UUID) -> None:
    app = open_page("organisation", person=hr)
    assert "No wave has been counted yet" in text_of(app)
    assert not charts_of(app)


def test_the_trend_of_the_whole_has_its_change_in_words(
    open_page: Open, installation: Installation, hr: UUID
) -> None:
    hold_wave(installation, FIRST, 1)
    hold_wave(installation, FIRST + timedelta(days=14), 3)
    app = open_page("organisation", person=hr)
    assert "2.0 higher than the wave before" in text_of(app)
    assert len([key for key in charts_of(app) if key.startswith("trend_")]) == 6
