"""Events on pages: in full wherever they are shown, corrected and removed by who noted them."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.access.result_links import result_link
from surveys.follow_up import Event, note_agreement, note_event, read_follow_up
from surveys.installation import Installation
from tests.builders import OPENS
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

LONG = ("The whole department moved to the new building beside the station; " * 3)[
    :190
] + " the end"


@pytest.fixture
def north(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    hold_waves(installation, 2, 2)
    return organisation["North"]


def events(installation: Installation, unit: UUID) -> list[Event]:
    return list(read(read_follow_up, installation, ALL_UNITS, unit).events)


def note(installation: Installation, unit: UUID, text: str, ago: int = 0) -> str:
    """Note an event some days ago, and return what the keys of its fields begin with."""
    day, noted_on = OPENS + timedelta(days=3), today() - timedelta(days=ago)
    made = note_event(installation, ALL_UNITS, unit, text, day, noted_on=noted_on)
    return f"event_{made.hex}"


def test_a_leader_corrects_text_and_day_and_removes_the_event(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    key = note(installation, north, "A mvoe")
    app = open_page("team", person=leader, view="agreed")
    app.session_state[f"{key}_open"] = True
    app.run().text_input(key=f"{key}_text").set_value(" ")
    assert "Please say it" in press(app, "Save").error[0].value
    app.text_input(key=f"{key}_text").set_value("A move")
    app.date_input(key=f"{key}_on").set_value(OPENS)
    press(app, "Save")
    (event,) = events(installation, north)
    assert (event.text, event.happened_on) == ("A move", OPENS)
    assert "A mvoe" not in text_of(app)
    app.session_state[f"{key}_open"] = True
    press(app.run(), f"{key}_remove")
    assert events(installation, north) == []


def test_only_new_events_of_the_own_unit_can_be_corrected_and_by_nobody_in_the_team(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    leader: UUID,
    north: UUID,
) -> None:
    keys = [
        note(installation, north, "Old", ago=2),
        note(installation, organisation["Example"], "Above"),
    ]
    new = note(installation, north, "New")
    app = open_page("team", person=leader, view="agreed")
    team = open_page("results", u=result_link(installation, north), view="agreed")
    for window, key in ((app, keys[0]), (app, keys[1]), (team, new)):
        window.session_state[f"{key}_open"] = True
        window.run()
        assert not [field for field in window.text_input if field.key == f"{key}_text"]


@pytest.mark.parametrize("where", ["team", "results", "organisation", "slides"])
def test_a_long_event_is_told_in_full_on_every_page_for_everybody(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    hr: UUID,
    leader: UUID,
    north: UUID,
    where: str,
) -> None:
    note(installation, organisation["Example"], LONG)
    # The first slide looks back at it, with the trend of workload beside it.
    dates = {"starts_on": OPENS, "review_on": today()}
    note_agreement(installation, ALL_UNITS, north, "Less mail", indicator="workload", **dates)
    app = {
        "team": lambda: open_page("team", person=leader),
        "results": lambda: open_page("results", u=result_link(installation, north)),
        "organisation": lambda: open_page("organisation", person=hr),
        "slides": lambda: open_page("present", person=leader, unit=north.hex, slide="1"),
    }[where]()
    assert LONG in text_of(app).replace("\\", "")
