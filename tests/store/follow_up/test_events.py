"""Events are corrected and removed until the day after they were noted; the trail keeps both."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from surveys.access.access import NotAllowedError
from surveys.access.result_links import team_reader
from surveys.follow_up.events import correct_event, note_event, remove_event
from surveys.follow_up.follow_up import Event, FollowUpError, read_follow_up
from surveys.installation.installation import Installation
from surveys.trail import trail
from tests.reading import HR, read, reader_with
from tests.refusals import code

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)

pytestmark = pytest.mark.both_databases


def events(installation: Installation, unit: UUID) -> list[Event]:
    return list(read(read_follow_up, installation, HR, unit).events)


def noted(installation: Installation) -> set[tuple[str, str]]:
    return {(entry.action, entry.subject) for entry in trail.entries(installation)}


def test_text_and_day_are_corrected_and_the_trail_has_the_old_and_the_new(
    installation: Installation, north: UUID
) -> None:
    leader = reader_with("manager", leads=north)
    made = note_event(installation, leader, north, "A mvoe", TODAY, noted_on=TODAY)
    for _ in range(2):
        correct_event(installation, leader, made, " A\nmove ", TODAY - DAY, TODAY + DAY)
    assert events(installation, north) == [Event(made, north, "A move", TODAY - DAY, TODAY)]
    assert ("event corrected", "A mvoe, 2026-03-02 → A move, 2026-03-01") in noted(installation)
    assert len([one for one in noted(installation) if one[0] == "event corrected"]) == 1


def test_it_is_removed_and_the_trail_keeps_what_it_was(
    installation: Installation, north: UUID
) -> None:
    made = note_event(installation, HR, north, "Nothing", TODAY, noted_on=TODAY)
    remove_event(installation, HR, made, TODAY + DAY)
    assert events(installation, north) == []
    assert ("event removed", "Nothing, 2026-03-02") in noted(installation)
    with pytest.raises(NotAllowedError):
        remove_event(installation, HR, made, TODAY)


def test_later_than_the_day_after_it_stays_as_it_is(
    installation: Installation, north: UUID
) -> None:
    new = note_event(installation, HR, north, "New", TODAY, noted_on=TODAY)
    old = note_event(installation, HR, north, "Old", TODAY)
    for event, day in ((new, TODAY + 2 * DAY), (old, TODAY)):
        with pytest.raises(FollowUpError, check=code("too_late")):
            correct_event(installation, HR, event, "Else", TODAY, day)
        with pytest.raises(FollowUpError, check=code("too_late")):
            remove_event(installation, HR, event, day)
    assert {event.text for event in events(installation, north)} == {"New", "Old"}


def test_nobody_else_corrects_or_removes_it_and_an_empty_text_is_refused(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    made = note_event(installation, HR, whole, "A merger", TODAY, noted_on=TODAY)
    others = reader_with("administrator"), reader_with("manager", leads=north)
    for who in (*others, reader_with("council"), team_reader(whole)):
        with pytest.raises(NotAllowedError):
            correct_event(installation, who, made, "Nothing", TODAY, TODAY)
        with pytest.raises(NotAllowedError):
            remove_event(installation, who, made, TODAY)
    with pytest.raises(FollowUpError, check=code("text")):
        correct_event(installation, HR, made, " ", TODAY, TODAY)
    assert [event.text for event in events(installation, north)] == ["A merger"]
