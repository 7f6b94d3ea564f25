"""The team meeting: what stands on its slides for everybody who may open it, in every state."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.follow_up import (
    Agreement,
    Outcome,
    note_agreement,
    read_follow_up,
)
from surveys.follow_up.talk_questions import load_talk_questions
from surveys.installation import Installation
from surveys.reading import renew_verdicts
from surveys.texts import Texts
from tests.builders import OPENS
from tests.pages.conftest import ALL_UNITS, Open, charts_of, hold_waves, press, text_of
from tests.reading import read
from tests.streamlit_internals import sent_to_components

FALL = (3, 3, 3, 3, 3, 3, 0, 0, 0, 0)


@pytest.fixture
def north(leader: UUID, organisation: dict[str, UUID]) -> UUID:
    return organisation["North"]


def stage_of(app: AppTest) -> Mapping[str, Any]:
    """Return what the browser gets to draw the stage from."""
    (stage,) = [data for data in sent_to_components(app) if "slide" in data]
    assert isinstance(stage, dict)
    return stage


def titles(open_page: Open, person: UUID, unit: UUID) -> list[str]:
    """Open every slide, and return their titles."""
    last = stage_of(open_page("present", person=person, unit=unit.hex))["last"]
    found = []
    for slide in range(1, last + 1):
        app = open_page("present", person=person, unit=unit.hex, slide=str(slide))
        assert stage_of(app)["slide"] == slide
        assert len(app.title) == 1
        assert len(charts_of(app)) <= 1
        found.append(app.title[0].value)
    return found


def agreements(installation: Installation, unit: UUID) -> list[Agreement]:
    return list(read(read_follow_up, installation, ALL_UNITS, unit).agreements)


def agree(installation: Installation, unit: UUID, text: str = "Fridays without meetings") -> UUID:
    return note_agreement(
        installation,
        ALL_UNITS,
        unit,
        text,
        indicator="workload",
        starts_on=OPENS,
        review_on=OPENS + timedelta(weeks=8),
    )


def test_before_the_first_count_there_is_one_slide_that_says_so(
    open_page: Open, leader: UUID, north: UUID
) -> None:
    assert titles(open_page, leader, north) == ["No results yet"]
    app = open_page("present", person=leader, unit=north.hex)
    assert "No wave has been counted yet" in text_of(app)
    assert not app.button


@pytest.mark.parametrize("role", ["leader", "hr"])
def test_a_first_wave_is_a_starting_point_and_asks_what_the_team_recognises(
    open_page: Open, installation: Installation, leader: UUID, hr: UUID, north: UUID, role: str
) -> None:
    hold_waves(installation, 2)
    renew_verdicts(installation, lambda *_: None)
    person = {"leader": leader, "hr": hr}[role]
    assert titles(open_page, person, north) == [
        "First results: a starting point",
        "What we want to try",
        "One agreement",
    ]
    app = open_page("present", person=person, unit=north.hex)
    assert "Do you recognise this?" in text_of(app)
    assert "What makes this work here" not in text_of(app)


def test_the_order_is_what_was_agreed_the_strongest_what_changed_and_one_agreement(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    agree(installation, north)
    told = titles(open_page, leader, north)
    assert told[0] == "What we agreed last time"
    assert told[-2:] == ["What we want to try", "One agreement"]
    badges = []
    praise = [
        text["en"] for lists in load_talk_questions().questions.values() for text in lists["good"]
    ]
    for slide, title in enumerate(told[1:-2], start=2):
        app = open_page("present", person=leader, unit=north.hex, slide=str(slide))
        shown = text_of(app)
        assert list(charts_of(app)), title
        badges += re.findall(r"-badge\[(\w+)", shown)
        is_strongest = badges[-1] == "Strongest"
        praised = any(question in shown for question in praise)
        assert praised == is_strongest, "nothing else is praised"
    assert badges == sorted(badges, key=["Strongest", "Stands", "Needs"].index)
    assert {"Strongest", "Needs"} <= set(badges)


def test_where_nothing_stands_out_a_slide_has_all_at_a_glance(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *[2] * 5)
    renew_verdicts(installation, lambda *_: None)
    assert titles(open_page, leader, north) == [
        "Nothing stands out yet",
        "What we want to try",
        "One agreement",
    ]
    shown = text_of(open_page("present", person=leader, unit=north.hex))
    for name in ("Mood", "Manageable workload", "Switching off"):
        assert f"**{name}** · " in shown
    assert "What makes this work here?" not in shown


def test_a_unit_that_is_not_shown_gets_a_guide_without_numbers_and_can_agree(
    open_page: Open, installation: Installation, hr: UUID, organisation: dict[str, UUID]
) -> None:
    south = organisation["South"]
    hold_waves(installation, 2, 2)
    assert titles(open_page, hr, south) == [
        "A talk without numbers",
        "What works",
        "What weighs",
        "What we want to try",
        "One agreement",
    ]
    for slide in ("1", "2", "3", "4", "5"):
        app = open_page("present", person=hr, unit=south.hex, slide=slide)
        assert not charts_of(app)
        assert "answered" not in text_of(app)
    app.text_input(key="talk_text").set_value("A walk at noon on Tuesdays").run()
    press(app, "talk_save")
    (agreement,) = agreements(installation, south)
    assert agreement.text == "A walk at noon on Tuesdays"
    assert "A walk at noon on Tuesdays" in text_of(app)


def test_the_agreement_of_the_last_slide_is_saved_once_with_the_talk_and_can_be_taken_back(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    last = str(stage_of(open_page("present", person=leader, unit=north.hex))["last"])
    app = open_page("present", person=leader, unit=north.hex, slide=last)
    assert app.selectbox(key="talk_about").value is not None, "what the talk was most about"
    app.text_input(key="talk_text").set_value("Mondays we choose what can wait").run()
    press(app, "talk_save")
    second = open_page("present", person=leader, unit=north.hex, slide=last)
    assert "talk_save" not in {button.key for button in second.button}
    (agreement,) = agreements(installation, north)
    noted = read(read_follow_up, installation, ALL_UNITS, north)
    assert [talk.held_on for talk in noted.talks] == [today()]
    assert agreement.wave == noted.talks[0].wave
    assert agreement.starts_on == today()
    assert Texts("en").date(today()) in text_of(app)
    press(app, "talk_withdraw")
    left = read(read_follow_up, installation, ALL_UNITS, north)
    assert (list(left.talks), list(left.agreements)) == ([], [])
    assert app.text_input(key="talk_text").value == "Mondays we choose what can wait"


def test_a_talk_is_closed_without_an_agreement_and_an_empty_one_is_refused_with_the_reason(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    app = open_page("present", person=leader, unit=north.hex, slide="99")
    press(app, "talk_save")
    assert [error.value for error in app.error] == [
        "Please say it in one to 200 characters; nothing was noted yet."
    ]
    assert not read(read_follow_up, installation, ALL_UNITS, north).talks
    app = open_page("present", person=leader, unit=north.hex, slide="99")
    press(app, "talk_close")
    noted = read(read_follow_up, installation, ALL_UNITS, north)
    assert len(noted.talks) == 1
    assert not noted.agreements


@pytest.mark.parametrize("outcome", ["keep", "change", "stop"])
def test_a_look_back_decides_on_the_agreement_and_a_changed_one_is_the_next_to_write(
    open_page: Open, installation: Installation, leader: UUID, north: UUID, outcome: Outcome
) -> None:
    hold_waves(installation, 2)
    made = agree(installation, north)
    app = open_page("present", person=leader, unit=north.hex)
    assert app.title[0].value == "What we agreed last time"
    control = app.pills(key=f"review_{made.hex}")
    assert control.value is None
    control.set_value(outcome).run()
    assert not app.exception
    (agreement,) = agreements(installation, north)
    assert (agreement.outcome, agreement.reviewed_on) == (outcome, today())
    assert app.pills(key=f"review_{made.hex}").value == outcome
    last = open_page("present", person=leader, unit=north.hex, slide="99")
    begun = "Fridays without meetings" if outcome == "change" else ""
    assert last.text_input(key="talk_text").value == begun


def test_the_notes_have_the_words_of_a_slide_and_what_helps_the_leader_but_no_chart_or_form(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    agree(installation, north)
    first = open_page("present", person=leader, unit=north.hex)
    link = stage_of(first)["notes_link"]
    assert link["address"].endswith(f"/present?unit={north.hex}&notes=1")
    assert len(link["rows"]) == len(link["rows"][0]) > 20
    assert set("".join(link["rows"])) == {"0", "1"}
    for slide in range(1, stage_of(first)["last"] + 1):
        place = {"unit": north.hex, "slide": str(slide)}
        large = open_page("present", person=leader, **place)
        notes = open_page("present", person=leader, notes="", **place)
        assert notes.title[0].value == large.title[0].value
        assert "For you" in text_of(notes)
        assert "For you" not in text_of(large)
        assert not charts_of(notes)
        assert not notes.text_input
        assert not notes.segmented_control
        assert stage_of(notes)["notes_link"] is None


def test_the_newest_agreement_on_a_chart_is_told_in_full_however_long(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, *FALL)
    renew_verdicts(installation, lambda *_: None)
    long = ("We choose together on Mondays what can wait, and say so to those who ask; " * 3)[:200]
    agree(installation, north, long)
    last = stage_of(open_page("present", person=leader, unit=north.hex))["last"]
    legends = []
    for slide in range(2, last + 1):
        app = open_page("present", person=leader, unit=north.hex, slide=str(slide))
        legends += [caption.value for caption in app.caption if "Agreement:" in caption.value]
    assert legends
    assert all(long in legend and "…" not in legend for legend in legends)


@pytest.mark.parametrize("wrong", ["99", "x", "-1", "0", ""])
def test_a_slide_that_does_not_exist_is_one_that_does(
    open_page: Open, installation: Installation, leader: UUID, north: UUID, wrong: str
) -> None:
    hold_waves(installation, 2)
    app = open_page("present", person=leader, unit=north.hex, slide=wrong)
    assert stage_of(app)["slide"] == (stage_of(app)["last"] if wrong == "99" else 1)


def test_without_a_unit_somebody_chooses_one_first(
    open_page: Open, installation: Installation, leader: UUID
) -> None:
    hold_waves(installation, 2)
    app = open_page("present", person=leader)
    assert app.title[0].value == "North"
    assert "talked" in {button.key for button in app.button}, "it is the page of the unit"


def test_the_talk_does_not_look_back_at_what_it_has_just_agreed_on(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    wave = read(read_follow_up, installation, ALL_UNITS, north)
    assert not wave.talks
    app = open_page("present", person=leader, unit=north.hex, slide="99")
    app.text_input(key="talk_text").set_value("A").run()
    press(app, "talk_save")
    assert "What we agreed last time" not in titles(open_page, leader, north)


def test_in_dutch_and_in_english_it_offers_the_other_language(
    open_page: Open, installation: Installation, leader: UUID, north: UUID
) -> None:
    hold_waves(installation, 2)
    for language, other in (("en", "Nederlands"), ("nl", "English")):
        app = open_page("present", person=leader, unit=north.hex, language=language)
        assert stage_of(app)["words"]["language"] == other
