"""An organisation of any size, and the answers of those in it who answer a wave."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from db import people
from db.base import insert_many
from db.engine import writing
from surveys.answering.ballot import Ballot
from surveys.installation.installation import Installation
from surveys.instrument import Question
from surveys.organisation.organisation import Contacts, create_organisation

SHARE_ABOVE = 0.1
"""How many people belong to a unit with others below it, for one in a unit without."""

SPREAD_OF_SIZES = 0.35
SPREAD_OF_UNITS, SPREAD_OF_PEOPLE, NOISE = 0.35, 0.6, 0.6
MEAN = 3.5
SKIPS = 0.03
COMMENTS = (
    "Three meetings before lunch leave no time for the work itself.",
    "Since we agreed on quiet mornings I get more done and go home on time.",
    "Messages late in the evening make me feel that I should answer at once.",
    "I hardly see anybody of the team any more; a day together would help.",
)


@dataclass(frozen=True)
class Workforce:
    """People by the number of their unit, and how they and their units feel.

    `unit_of` has a row per person, `traits` too; `climates` has a row per unit and a column for
    each of the questions that are asked most.
    """

    units: Sequence[UUID]
    people: Sequence[UUID]
    unit_of: NDArray[np.int64]
    traits: NDArray[np.float64]
    climates: NDArray[np.float64]


def workforce(
    installation: Installation, *, number: int, levels: Sequence[int], seed: int
) -> Workforce:
    """Return so many people of an organisation; set it up unless it is there already.

    `levels` has the number of units below the root, level by level. Units of a level are spread
    evenly over those above; people mostly over the lowest.
    """
    chance, ids = np.random.default_rng(seed), random.Random(seed)  # noqa: S311
    below = [[_id(ids) for _ in range(width)] for width in levels]
    with writing(installation.engine) as session:
        found = [unit.id for unit in people.units(session) if unit.parent_id is None]
        root = found[0] if found else create_organisation(session, "Example", Contacts("Ada", "1"))
        units = [root, *itertools.chain(*below)]
        weights = np.full(len(units), SHARE_ABOVE)
        weights[-levels[-1] :] = 1
        weights *= chance.lognormal(0, SPREAD_OF_SIZES, len(units))
        unit_of = np.sort(chance.choice(len(units), size=number, p=weights / weights.sum()))
        persons = [_id(ids) for _ in range(number)]
        if not found:
            _write_units(session, root, below)
            rows = [
                {
                    "id": one,
                    "name": f"Person {n}",
                    "email": f"p{n}@example.org",
                    "unit_id": units[u],
                }
                for n, (one, u) in enumerate(zip(persons, unit_of.tolist(), strict=True))
            ]
            insert_many(session, people.Person, rows)
    traits = chance.normal(0, SPREAD_OF_PEOPLE, number)
    climates = chance.normal(MEAN, SPREAD_OF_UNITS, (len(units), 12))
    return Workforce(units, persons, unit_of, traits, climates)


def ballots(
    workforce: Workforce,
    who: NDArray[np.int64],
    questions: Sequence[Question],
    chance: np.random.Generator,
    *,
    comments: float = 0,
) -> list[Ballot]:
    """Return the ballots of some people, in their order; a share of them comment on the wave."""
    unit_of = workforce.unit_of[who]
    options = []
    for place, question in enumerate(questions):
        felt = workforce.climates[unit_of, place % 12] + workforce.traits[who]
        felt = np.clip(felt + chance.normal(0, NOISE, len(who)), 1, 5)
        top = question.scale.size - 1
        given = np.rint((felt - 1) / 4 * top).astype(int)
        given[chance.random(len(who)) < SKIPS] = -1
        options.append(given.tolist())
    says = (chance.random(len(who)) < comments).tolist()
    names = [question.id for question in questions]
    made = []
    for number, row in enumerate(zip(*options, strict=True)):
        answers = {name: (option,) for name, option in zip(names, row, strict=True) if option >= 0}
        said = {"comment": COMMENTS[number % len(COMMENTS)]} if says[number] else {}
        made.append(Ballot(workforce.units[unit_of[number]], answers, said))
    return made


def _write_units(session: Session, root: UUID, below: Sequence[Sequence[UUID]]) -> None:
    above: Sequence[UUID] = [root]
    for depth, level in enumerate(below, start=1):
        rows = [
            {
                "id": unit,
                "name": f"Unit {depth}.{place + 1}",
                "parent_id": above[place * len(above) // len(level)],
            }
            for place, unit in enumerate(level)
        ]
        insert_many(session, people.Unit, rows)
        above = level


def _id(ids: random.Random) -> UUID:
    return UUID(int=ids.getrandbits(128), version=4)
