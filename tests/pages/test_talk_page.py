"""The guide to a team talk on its page, and the outcome of a talk where it is noted and read."""

from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.access.result_links import result_link
from surveys.follow_up import note_agreement, read_follow_up
from surveys.follow_up.talk_questions import load_talk_questions
from surveys.installation import Installation
from surveys.measures.catalogue import shipped
from surveys.reading import renew_verdicts
from tests.builders import OPENS
from tests.pages.conftest import ALL_UNITS, Open, hold_waves, press, text_of
from tests.reading import read

STEPS = ("What went well", "What stands out", "What we want to try", "What we agree")
FALL = (3, 3, 3, 3, 3, 3, 0, 0, 0, 0)


@pytest.fixture
def north(leader: UUID, organisation: dict[str, UUID]) -> UUID:
    return organisation["North"]


@pytest.mark.parametrize(("minutes", "first"), [("30", 6), ("60", 12)])
def test_it_has_four_steps_with_their_minutes_questions_and_what_to_avoid(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    north: UUID,
    minutes: str,
    first: int,
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    app = open_page("talk", person=leader, unit=north.hex, minutes=minutes)
    shown = text_of(app)
    places = [shown.index(f"### {number}. {step}") for number, step in enumerate(STEPS, 1)]
    assert places == sorted(places)
    assert f"What went well · {first} minutes" in shown
    data = load_talk_questions()
    asked = [text["en"] for of in data.questions.values() for some in of.values() for text in some]
    assert sum(f"- {question}" in shown for question in asked) >= 2
    assert all(text["en"] in shown for text in data.avoid["any"])
    assert "in a better light" not in shown, "no perception gap is known"
    titles = [one.title["en"] for one in shipped().measures]
    assert sum(f"- {title}" in shown for title in titles) == 3


def test_the_length_is_chosen_and_the_slides_follow_it(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2, 2)
    app = open_page("talk", person=leader, unit=north.hex)
    assert "Talk guide: 30 minutes" in text_of(app)
    app.segmented_control(key="minutes").set_value("60").run()
    assert "Talk guide: 60 minutes" in text_of(app)
    short = open_page("present", person=leader, unit=north.hex, notes="1")
    long = open_page("present", person=leader, unit=north.hex, notes="1", minutes="60")
    assert "About 5 minutes" in text_of(short)
    assert "About 5 minutes" not in text_of(long)


def test_the_minutes_of_all_slides_are_those_of_the_talk(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    for minutes in ("30", "60"):
        total, slide = 0, 1
        while True:
            query = {"unit": north.hex, "notes": "1", "minutes": minutes, "slide": str(slide)}
            shown = text_of(open_page("present", person=leader, **query))
            total += int(shown.split("About ")[-1].split(" minute")[0])
            if "After this:" not in shown:
                break
            slide += 1
        assert total == int(minutes)


def test_it_looks_back_at_what_was_agreed_and_leads_to_the_slide_for_the_next_agreement(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    note_agreement(
        installation,
        ALL_UNITS,
        north,
        "Fridays *without* meetings",
        indicator="workload",
        starts_on=OPENS,
        review_on=OPENS + timedelta(weeks=8),
    )
    app = open_page("talk", person=leader, unit=north.hex)
    assert r"- Fridays \*without\* meetings" in text_of(app)
    links = [link.proto for link in app.get("page_link")]
    assert any("slide=99" in link.query_string for link in links)


def test_before_the_first_count_it_says_so(open_page: Open, leader: UUID, north: UUID) -> None:
    shown = text_of(open_page("talk", person=leader, unit=north.hex))
    assert "No wave has been counted yet" in shown
    assert "What we agree" not in shown


def test_a_unit_that_is_not_shown_gets_the_four_steps_without_numbers(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    hold_waves(installation, 2, 2)
    shown = text_of(open_page("talk", person=hr, unit=organisation["South"].hex))
    assert all(f"### {number}. {step}" in shown for number, step in enumerate(STEPS, 1))
    assert "You do not need numbers" in shown
    assert "answered." not in shown


def test_where_a_talk_led_is_written_on_the_page_of_the_unit_read_by_all_and_corrected(
    open_page: Open, installation: Installation, leader: UUID, hr: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    app = press(open_page("team", person=leader), "talked")
    (field,) = [one for one in app.text_input if one.key and one.key.startswith("talk_outcome")]
    field.set_value("We know what weighs <b>").run()
    assert not app.exception
    (talk,) = read(read_follow_up, installation, ALL_UNITS, north).talks
    assert (talk.outcome, talk.held_on) == ("We know what weighs <b>", today())
    told = r"We know what weighs \<b\>"
    assert told in text_of(open_page("team", person=leader))
    assert told in text_of(open_page("results", u=result_link(installation, north)))
    overview = open_page("organisation", person=hr)
    overview.session_state["all_talks"] = True
    (table,) = overview.run().table
    assert "We know what weighs" in table.value["Last talk"].iloc[0]
    app = open_page("team", person=leader)
    app.session_state["talk_correct"] = True
    app.run()
    (field,) = [one for one in app.text_input if one.key and one.key.startswith("talk_outcome")]
    field.set_value("").run()
    (talk,) = read(read_follow_up, installation, ALL_UNITS, north).talks
    assert talk.outcome is None


def test_on_the_last_slide_the_outcome_is_asked_for_once_the_talk_is_closed(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    app = open_page("present", person=leader, unit=north.hex, slide="99")
    assert len(app.text_input) == 1, "nothing stands between a team and its agreement"
    press(app, "talk_close")
    (field,) = app.text_input
    field.set_value("Nothing to change for now").run()
    (talk,) = read(read_follow_up, installation, ALL_UNITS, north).talks
    assert talk.outcome == "Nothing to change for now"
