"""Waves that were counted in the past, written straight as results: for what reads them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from db import people
from db import waves as stored_waves
from db.base import insert
from db.engine import writing
from surveys.counting import publish_tally
from surveys.counting.tally import Histogram, Tally
from surveys.counting.variables import SCALE
from surveys.installation import Installation
from surveys.instrument import COMMENT, shipped

FIRST = date(2024, 1, 8)
ANCHORS = shipped().rotation.anchors

Answers = Mapping[UUID, Mapping[str, Sequence[int]]]
"""The histograms of the lowest units, by unit and question."""


def past_wave(
    installation: Installation,
    place: int,
    answers: Answers,
    *,
    people_more: int | Mapping[UUID, int] | None = 2,
    title: str | None = None,
    number: int | None = None,
) -> UUID:
    """Publish a wave, the `place`th of every two weeks; units above have the sums of those below.

    `people_more` were invited than answered in each lowest unit, or by unit; None where that is
    unknown. `number` is that of a wave of the programme, None for an imported one.
    """
    day = FIRST + place * timedelta(days=14)
    more = (
        dict.fromkeys(answers, people_more or 0)
        if not isinstance(people_more, Mapping)
        else people_more
    )
    counted = {variable for given in answers.values() for variable in given}
    questions = sorted(name for name in counted if not name.startswith(SCALE))
    with writing(installation.engine) as session:
        units = people.units(session)
        parent = {unit.id: unit.parent_id for unit in units}
        ballots, invited = Counter[UUID](), Counter[UUID]()
        sums: dict[tuple[UUID, str], np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
        for unit, given in answers.items():
            answered = max(sum(counts) for counts in given.values())
            above: UUID | None = unit
            while above is not None:
                ballots[above] += answered
                invited[above] += answered + more.get(unit, 0)
                for question, counts in given.items():
                    sums[above, question] = sums.get((above, question), 0) + np.array(counts)
                above = parent[above]
        wave = stored_waves.Wave(
            number=number,
            title=title or f"Past {place}",
            opens_on=day,
            closes_on=day,
            period="biweekly",
            questions=questions,
        )
        stored_waves.add_wave(
            session,
            wave,
            [
                {
                    "unit_id": unit.id,
                    "parent_id": unit.parent_id,
                    "name": unit.name,
                    "invited": None if people_more is None else invited[unit.id],
                }
                for unit in units
            ],
        )
        if number is not None:
            stored_waves.open_draft(session, wave, questions, [COMMENT], bytes(32))
        histograms = [
            Histogram(unit, question, tuple(counts.tolist()), ballots[unit] - int(counts.sum()))
            for (unit, question), counts in sums.items()
        ]
        publish_tally(
            session, wave.id, Tally(dict(ballots), dict.fromkeys(ballots, 0), histograms, {})
        )
    return wave.id


def past_waves(
    installation: Installation,
    teams: Sequence[UUID],
    waves: range,
    *,
    questions: Sequence[str] = ANCHORS,
    means: Mapping[UUID, float] | None = None,
    exact: Answers | None = None,
    people_more: int | None = 2,
    seed: int = 1,
) -> None:
    """Publish waves in which 14 people of each team answer around 3.6, or around a mean of its own.

    `exact` has the histograms of teams whose answers are not left to chance.
    """
    chance, means = np.random.default_rng((seed, waves.start)), means or {}
    for place in waves:
        by_chance = {
            team: {question: around(means.get(team, 3.6), 14, chance) for question in questions}
            for team in teams
        }
        past_wave(installation, place, {**by_chance, **(exact or {})}, people_more=people_more)


def around(mean: float, number: int, chance: np.random.Generator) -> list[int]:
    """Return a histogram of so many answers from 1 to 5 around a mean."""
    given = np.clip(np.round(chance.normal(mean, 0.9, number)), 1, 5)
    return [int((given == value).sum()) for value in range(1, 6)]


def add_teams(installation: Installation, above: UUID, number: int) -> list[UUID]:
    """Make units under another; return their ids."""
    made = [people.Unit(name=f"Team {place}", parent_id=above) for place in range(number)]
    with writing(installation.engine) as session:
        insert(session, *made)
    return [unit.id for unit in made]
