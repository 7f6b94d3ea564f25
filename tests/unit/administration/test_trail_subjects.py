"""Subjects of the audit trail in words: waves by number, days and roles as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.administration.trail_subjects import in_words, natural
from surveys.texts import Texts

EN = Texts("en")


@pytest.mark.parametrize(
    ("action", "subject", "said"),
    [
        ("wave counted", "wave 3", "wave 3"),
        ("wave opened", "wave 3, until 2026-03-20", "wave 3, open until 20 March 2026"),
        (
            "wave opened",
            "wave 3, until 2026-03-20, sealed for Ada and Cor",
            "wave 3, open until 20 March 2026, sealed for Ada and Cor",
        ),
        ("talk noted", "North, 2026-03-16", "North, 16 March 2026"),
        ("access given", "Ada: hr", "Ada: HR"),
        ("access given", "Ada: council of All", "Ada: works council of All"),
        (
            "rhythm saved",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO from 2026-03-02, 09:00, 7 days, reminders after 2, 4",
            "every two weeks, from 2 March 2026, at 09:00, open for 7 days, "
            "reminders after 2, 4 days",
        ),
        ("programme resumed", "FREQ=MONTHLY;BYDAY=-1TU", "every month"),
        ("programme paused", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"),
        ("agreement reviewed", "Mornings: no calls.: keep", "Mornings: no calls: keep it"),
        ("agreement reviewed", "No calls.: stop, it was dull", "No calls: stop, it was dull"),
        (
            "people imported",
            "61 joined, 0 moved, 2 left, 0 with other details; 7 units made, 0 changed, 0 removed",
            "people new: 61, left: 2, units new: 7",
        ),
        (
            "experiment list closed",
            "Lunch: noon: fingerprint 9f0a, number 17b",
            "Lunch: noon: fingerprint of the list 9f0a, number drawn 17b",
        ),
        ("experiment drawn", "Lunch: seed 9f0a", "Lunch: seed 9f0a"),
        ("experiment ended", "Lunch: keep", "Lunch: keep it"),
        ("experiments deleted", "3, over before 2026-03-02", "3, over before 2 March 2026"),
        ("messages came back", "addresses: 3", "addresses: 3"),
        ("message text changed", "invitation (en): own words", "Invitation (en): own words"),
        ("message decided", "reminder-1 to Ada: send again", "Reminder, Ada: send it again"),
        ("closed period added", "Summer, 2026-07-01 to 2026-07-14", "Summer, 1–14 Jul 2026"),
        ("badges by chance chosen", "10 %", "10%"),
        (
            "thresholds chosen",
            "7, 12, 15",
            "numbers from 7, distributions from 12, comments from 15",
        ),
        ("question about health switched on", "hv_4", "physical or mental complaints"),
        (
            "question who leads switched on",
            "le_1",
            "leaders and staff side by side, for the whole organisation",
        ),
        ("confirmation asked", "2026-03-02: people in small units", "people in small units"),
        ("event noted", "moved on 2026-13-41 to wave 2", "moved on 2026-13-41 to wave 2"),
        ("results read", "Planning", "Planning"),
    ],
)
def test_a_subject_is_said_in_words(action: str, subject: str, said: str) -> None:
    assert in_words(action, subject, EN) == said


def test_days_are_said_in_the_language_of_their_reader() -> None:
    assert in_words("talk noted", "North, 2026-03-16", Texts("nl")) == "North, 16 maart 2026"


def test_waves_come_in_the_order_of_their_numbers() -> None:
    waves = [f"wave {number}" for number in range(1, 14)]
    assert sorted(sorted(waves), key=natural) == waves


@given(
    st.text(st.characters(exclude_categories=["N"])),
    st.sampled_from(["event noted", "wave opened", "rhythm saved", "message decided"]),
)
def test_whatever_somebody_wrote_is_shown_as_it_is(written: str, action: str) -> None:
    assert in_words(action, written, EN) == written
    assert natural(written) < natural(written + "2") < natural(written + "10")
