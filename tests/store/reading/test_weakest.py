"""The weakest indicator of a unit, which chooses what is suggested to leaders."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from db import published
from db.engine import reading
from surveys.answering.ballot import Answers
from surveys.installation.installation import Installation
from surveys.instrument import Question, shipped
from surveys.reading import weakest_indicator
from tests.builders import OPENS, add_people, add_unit, hold_wave, near

pytestmark = pytest.mark.both_databases
ANCHORS = [shipped().question(name) for name in shipped().rotation.anchors]


def newest(installation: Installation) -> UUID:
    with reading(installation.engine) as session:
        wave: UUID = published.closed_waves(session)[0][0]
    return wave


@pytest.mark.parametrize("low", ANCHORS, ids=lambda question: question.indicator)
def test_it_is_the_indicator_with_the_worst_published_average(
    installation: Installation, north: UUID, low: Question
) -> None:
    add_people(installation, north, 9)

    def choose(questions: Sequence[Question], person: int) -> Answers:
        worst = {low.id: (low.scale.size - 1 if low.reverse else 0,)}
        return near(2)(questions, person) | worst

    hold_wave(installation, OPENS, choose)
    assert weakest_indicator(installation, north, newest(installation)) == low.indicator


def test_of_a_unit_that_is_not_published_nothing_is_known(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 9)
    south = add_unit(installation, "South", organisation["Example"])
    add_people(installation, south, 3)
    hold_wave(installation, OPENS, near(1))
    wave = newest(installation)
    assert weakest_indicator(installation, organisation["Example"], wave) is not None
    assert weakest_indicator(installation, south, wave) is None
    assert weakest_indicator(installation, UUID(int=1), wave) is None
