"""The answer page before a wave opens, for administrators: the same questions, and nothing kept."""

from datetime import time, timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.access import NotAllowedError, Reader
from surveys.answering import preview_sheet
from surveys.installation import Installation
from surveys.programme.changes import save_rhythm
from surveys.programme.rhythm import Rhythm
from surveys.settings import Settings
from tests.pages.conftest import Open, hold_waves, press, text_of
from tests.privacy.conftest import ADMINISTRATOR, HR, bytes_of_files


def test_administrators_try_the_questions_of_the_next_wave_and_nothing_is_stored(
    open_page: Open, installation: Installation, settings: Settings, administrator: UUID
) -> None:
    app = open_page("preview", person=administrator)
    assert "Preview: nothing is stored." in app.info[0].value
    assert "Example team · 12 colleagues · Wave 1" in text_of(app)
    before = bytes_of_files(settings.folder)
    app.pills(key="mood_1").select(0)
    app.text_area(key="comment").input("Thanks to Ada")
    press(app, "Send my answers")
    assert "seems to name somebody" in app.warning[0].value
    press(app, "Send it as it is")
    assert app.title[0].value == "Thank you"
    assert "Very bad" in text_of(app)
    press(app, "Back to the questions")
    assert app.pills[0].key == "mood_1"
    assert bytes_of_files(settings.folder) == before


def test_the_way_to_it_is_on_the_page_of_the_programme(
    open_page: Open, administrator: UUID
) -> None:
    links = [
        link.proto.label for link in open_page("programme", person=administrator).get("page_link")
    ]
    assert "See the answer page as employees will" in links


@pytest.mark.usefixtures("leader")
def test_it_shows_the_wave_that_the_programme_opens_next(installation: Installation) -> None:
    hold_waves(installation, 2, 4)
    unplanned = preview_sheet(installation, ADMINISTRATOR, today(), "Team")
    assert unplanned.wave == 3
    monday = today() + timedelta(days=7 - today().weekday())
    rhythm = Rhythm("FREQ=WEEKLY;INTERVAL=4;BYDAY=MO", monday, time(9), 7)
    save_rhythm(installation, ADMINISTRATOR, rhythm, ())
    planned = preview_sheet(installation, ADMINISTRATOR, today(), "Team")
    assert planned.wave == 3
    assert planned.closes_on >= monday + timedelta(days=7)
    assert planned.questions == unplanned.questions


@pytest.mark.parametrize("who", [HR, Reader(UUID(int=9), "Mo", None, frozenset(), frozenset())])
def test_nobody_else_gets_it(installation: Installation, who: Reader) -> None:
    with pytest.raises(NotAllowedError):
        preview_sheet(installation, who, today(), "Team")
