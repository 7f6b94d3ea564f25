"""Invented but plausible answers: people and teams differ; a department and a team have a story."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from surveys.answering import Answers
from surveys.instrument import Question

LEVELS = {
    "mood": 3.7,
    "work_life_balance": 3.4,
    "isolation": 3.6,
    "workload": 3.2,
    "reachability_access": 3.9,
    "reachability_always_on": 3.2,
}
"""Mean answers to the indicators of every wave (5 = good)."""

THEMES = {
    "team_bond": 3.9,
    "organisation_bond": 3.1,
    "autonomy": 3.7,
    "digital_reachability": 4.0,
    "digital_skills": 3.8,
    "innovation": 3.3,
    "terms": 3.2,
    "loop": 3.0,
}
"""Mean answers to themes; 3.5 to those that are not here."""

LATER = frozenset({"sc_6", "au_1", "au_2", "rh_1", "dr_1", "ds_1", "in_1", "tw_1", "lo_1", "le_1"})
"""Questions that the example did not ask at first.

They have chance of their own: what they add changes nothing of the story.
"""

RATHER_THAN_STAFF = 1.2
"""By how much more favourably leaders see agreements."""

TALKING = (0, 1)
"""The teams with a story that talk about their results again and again."""

SPREAD_OF_TEAMS, SPREAD_OF_PEOPLE, SPREAD_OF_WAVES = 0.35, 0.6, 0.6
SKIPS = 0.03
NOT_APPLICABLE = 0.12
"""How many people do not work from home, or not at the office, and say so."""

TURNING_POINT = 8
"""The wave after which the new planning system works, and an agreement helps the second team."""

SHORT_STAFFED = 4
"""The wave after which the second team has fewer people."""


@dataclass(frozen=True)
class Workforce:
    """People with their team number and stable traits, one row per person.

    `planned` tells who works in the department to which the new planning system comes.
    """

    people: Sequence[UUID]
    team: NDArray[np.int64]
    planned: NDArray[np.bool_]
    diligence: NDArray[np.float64]
    leads: NDArray[np.bool_]
    traits: NDArray[np.float64]
    climates: NDArray[np.float64]


def create_workforce(
    places: Sequence[tuple[UUID, UUID]],
    planned: Container[UUID],
    leaders: Container[UUID],
    rng: Generator,
) -> Workforce:
    """Invent traits for people, given as (person, team); the first two teams get a story.

    `planned` are the teams that work with the new planning system, `leaders` people with a team.
    """
    teams = {team: number for number, team in enumerate(dict.fromkeys(t for _, t in places))}
    indicators = len(LEVELS) + 1
    return Workforce(
        people=[person for person, _ in places],
        team=np.array([teams[team] for _, team in places]),
        planned=np.array([team in planned for _, team in places]),
        leads=np.array([person in leaders for person, _ in places]),
        diligence=rng.beta(8, 2.2, len(places)),
        traits=rng.normal(0, SPREAD_OF_PEOPLE, (len(places), indicators)),
        climates=rng.normal(0, SPREAD_OF_TEAMS, (len(teams), indicators)),
    )


def answers_of(
    force: Workforce,
    who: NDArray[np.int64],
    questions: Sequence[Question],
    wave: int,
    rng: Generator,
) -> list[Answers]:
    """Return the answers of some people (by row) to the questions of a wave."""
    columns = []
    [of_later] = rng.spawn(1)
    apart = of_later.random(len(who)) < NOT_APPLICABLE
    for question in questions:
        chance = of_later if question.id in LATER else rng
        trait = list(LEVELS).index(question.indicator) if question.indicator in LEVELS else -1
        score = (
            LEVELS.get(question.indicator, THEMES.get(question.indicator, 3.5))
            + force.traits[who, trait]
            + force.climates[force.team[who], trait]
            + _story(force, who, question.indicator, wave)
            + chance.normal(0, SPREAD_OF_WAVES, len(who))
        )
        size = question.scale.size
        if question.role == "leading":
            skipped = chance.random(len(who)) < SKIPS
            columns.append(np.where(skipped, -1, np.where(force.leads[who], 0, 1)))
            continue
        oriented = np.clip(np.rint((score - 1) / 4 * (size - 1)), 0, size - 1).astype(int)
        # Of how much work there is, the last option is too much: work that is not manageable.
        reverse = question.reverse or (question.indicator == "workload" and not question.in_index)
        shown = size - 1 - oriented if reverse else oriented
        answered = np.where(chance.random(len(who)) < SKIPS, -1, shown)
        columns.append(np.where(apart & question.may_not_apply, size, answered))
    table = np.stack(columns, axis=1).tolist()
    ids = [question.id for question in questions]
    return [
        {q: (option,) for q, option in zip(ids, row, strict=True) if option >= 0} for row in table
    ]


def _story(
    force: Workforce, who: NDArray[np.int64], indicator: str, wave: int
) -> NDArray[np.float64]:
    """Return by how much the story moves scores.

    One department becomes busier, its first team most; another team recovers. Where results are
    talked about, people notice that something is done with them. Leaders see agreements in a
    better light than everybody else.
    """
    since = max(0, wave - TURNING_POINT)
    team = force.team[who]
    if indicator == "workload":
        of_all, of_one = min(0.3, 0.2 * since), 0.22 * since
        return np.where(team == 0, -of_one, np.where(force.planned[who], -of_all, 0.0))
    if indicator == "reachability_always_on" and wave > SHORT_STAFFED:
        return np.where(team == 1, min(0.4, 0.5 * since - 0.8), 0.0)
    if indicator == "agreements":
        return np.where(force.leads[who], RATHER_THAN_STAFF, 0.0)
    if indicator == "loop":
        return np.where(np.isin(team, TALKING), 0.3 * min(since, 3), 0.0)
    return np.zeros(len(team))
