"""Topics that come round, on the pages of a unit and of the organisation."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.installation import Installation
from tests.pages.conftest import Open, charts_of, text_of
from tests.past_waves import FIRST, past_wave

QUESTIONS = {"mood_1": [1, 2, 3, 7, 5], "lo_1": [1, 3, 4, 6, 4]}
SCALE = {f"iso_{number}": [1, 2, 3, 7, 5] for number in range(1, 6)}
SCORES = {"scale:isolation": [0, 0, 1, 2, 3, 4, 4, 2, 2]}


@pytest.fixture
def held(installation: Installation, organisation: dict[str, UUID], leader: UUID) -> None:
    """Three waves, the first and the last of which asked all about isolation."""
    del leader
    assert FIRST + timedelta(days=42) < today()
    for place in range(3):
        block = {} if place == 1 else SCALE | SCORES
        past_wave(installation, place, {organisation["North"]: QUESTIONS | block}, number=place + 1)


@pytest.mark.usefixtures("held")
def test_one_wave_shows_its_topics_beside_the_time_before(open_page: Open, leader: UUID) -> None:
    app = open_page("team", person=leader)
    assert "Since the last time" not in text_of(app)
    assert not [key for key in charts_of(app) if key.startswith("theme_")]
    app.segmented_control(key="view").set_value("wave").run()
    assert not app.exception
    shown = text_of(app)
    assert "Since the last time" in shown
    assert "Compared with Past 0: " in shown
    drawn = [key for key in charts_of(app) if key.startswith("theme_")]
    assert drawn == ["theme_isolation", "theme_loop"]
    app.selectbox(key="wave").select_index(2).run()
    assert "Since the last time" not in text_of(app), "the first time there is nothing to compare"


@pytest.mark.usefixtures("held")
def test_whether_something_was_done_with_results_is_told_of_unit_and_organisation(
    open_page: Open, leader: UUID, hr: UUID
) -> None:
    asked = "Was something done with the last results?"
    app = open_page("team", person=leader)
    assert asked not in text_of(app)
    app.segmented_control(key="view").set_value("agreed").run()
    assert asked in text_of(app)
    assert "Compared with Past 1: " in text_of(app)
    assert asked in text_of(open_page("organisation", person=hr))
    assert "Is er iets gedaan met de vorige uitkomsten?" in text_of(
        open_page("organisation", person=hr, language="nl")
    )
