"""The guide to a talk of a unit that is not shown tells nothing about its answers, nor of silence.

The attacker leads the unit, and compares slides, notes and guide after a wave in which everybody in
it answered with those after one in which nobody did.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.results import slides, talk_page
from dashboard.results.suggestions_view import without_numbers
from dashboard.results.talk_guide import Slide, guide
from db import people
from db.engine import reading
from surveys.installation import Installation
from surveys.texts import Texts
from tests.builders import OPENS, hold_wave, near
from tests.pages.conftest import Open, charts_of, hr, leader, open_page, text_of

__all__ = ["hr", "leader", "open_page"]

Guide = Callable[[str, str, Texts], list[Slide]]


def everything(open_page: Open, person: UUID, unit: UUID) -> list[str]:
    """Return the words of all slides and notes, and of the guide, in every length of a talk.

    Without the line of facts, which names the wave.
    """
    told = []
    slides = [
        ("present", {"slide": str(slide), **notes, **minutes})
        for slide in range(1, 6)
        for notes in ({}, {"notes": "1"})
        for minutes in ({}, {"minutes": "60"})
    ]
    for page, query in (*slides, ("talk", {}), ("talk", {"minutes": "60"})):
        app: AppTest = open_page(page, person=person, unit=unit.hex, **query)
        assert not charts_of(app)
        facts = app.caption[0].value
        told.append(text_of(app).replace(facts, ""))
    return told


def hold(installation: Installation, number: int, silent: Collection[UUID]) -> None:
    hold_wave(installation, OPENS + number * timedelta(days=14), near(2), silent)


@pytest.fixture
def south(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> list[UUID]:
    """The people of the tiny South."""
    with reading(installation.engine) as session:
        return [p.id for p in people.everybody(session) if p.unit_id == organisation["South"]]


def compared(
    open_page: Open,
    installation: Installation,
    person: UUID,
    unit: UUID,
    south: list[UUID],
    told_by: Callable[[int], Guide],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[list[str], list[str]]:
    """Return what is told after a wave with three answers, and after one with none.

    Which measures have their turn follows from the number of the wave, which is public and the same
    for all units; both waves get the same.
    """
    both = []
    monkeypatch.setattr(
        talk_page,
        "without_numbers",
        lambda reports, wave: without_numbers(reports, replace(wave, number=1)),
    )
    for number, silent in enumerate(((), south)):
        hold(installation, number, silent)
        monkeypatch.setattr(slides, "guide", told_by(len(south) - len(silent)))
        both.append(everything(open_page, person, unit))
    return both[0], both[1]


def test_slides_and_notes_are_the_same_whether_everybody_or_nobody_answered(
    open_page: Open,
    installation: Installation,
    hr: UUID,
    organisation: dict[str, UUID],
    south: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = (open_page, installation, hr, organisation["South"], south)
    everybody, nobody = compared(*where, lambda _answers: guide, monkeypatch)
    assert everybody == nobody
    assert "A talk without numbers" in everybody[0]
    assert "What others try, if you run out of ideas" in everybody[-1]


def test_a_guide_that_tells_how_many_answered_is_caught(
    open_page: Open,
    installation: Installation,
    hr: UUID,
    organisation: dict[str, UUID],
    south: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def leaky(answers: int) -> Guide:
        return lambda facts, why, texts: guide(facts, f"{why} {'Few' * bool(answers)}", texts)

    where = (open_page, installation, hr, organisation["South"], south)
    everybody, nobody = compared(*where, leaky, monkeypatch)
    assert everybody != nobody
