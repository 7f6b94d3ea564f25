"""The people and units of the example: departments with teams, or a small firm with a few teams."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.random import Generator

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.example.names import (
    DEPARTMENTS,
    ORGANISATION,
    SMALL_TEAMS,
    STORIES,
    person_name,
    team_names,
)
from surveys.installation import Installation
from surveys.organisation import Contacts, create_with_first_unit

LEAST_WITH_DEPARTMENTS = 60
"""Fewer people are a small firm without departments."""

MIN_TEAM_SIZE, MAX_TEAM_SIZE, TYPICAL_TEAM_SIZE = 3, 20, 10


@dataclass(frozen=True)
class ExamplePerson:
    """A person of the example organisation through whose eyes to look."""

    person: UUID
    name: str
    unit: str


class Guides(NamedTuple):
    """The manager of the team with a story, and those who see other things."""

    manager: ExamplePerson
    hr: ExamplePerson
    council: ExamplePerson
    administrator: ExamplePerson


def example_people(installation: Installation) -> Guides:
    """Return the people through whose eyes to look at the example."""
    with reading(installation.engine) as session:
        names = {unit.id: unit.name for unit in people.units(session)}
        managers = people.who_has(session, "manager")
        others = [people.who_has(session, role)[0] for role in ("hr", "council", "administrator")]
    manager = next(row for row in managers if names[row.unit_id] in STORIES[0])
    return Guides(
        ExamplePerson(manager.id, manager.name, names[manager.unit_id]),
        *(ExamplePerson(row.id, row.name, ORGANISATION) for row in others),
    )


def create_workplace(installation: Installation, number_of_people: int, rng: Generator) -> None:
    """Create the tree of units, the people in it, and their roles."""
    contacts = Contacts("Marijke Postma", "06 1234 5678", "arbo@example.org")
    names, sizes, above = _teams(number_of_people, rng)
    whole, first_team = create_with_first_unit(
        installation, name=ORGANISATION, first_unit=names[0][1], contacts=contacts
    )
    with writing(installation.engine) as session:
        departments = {name: people.Unit(name=name, parent_id=whole) for name in above}
        insert(session, *departments.values())
        parents: dict[str | None, UUID] = {None: whole}
        parents.update((name, unit.id) for name, unit in departments.items())
        people.move_unit(session, first_team, parents[names[0][0]])
        teams = [first_team]
        for department, name in names[1:]:
            unit = people.Unit(name=name, parent_id=parents[department])
            insert(session, unit)
            teams.append(unit.id)
        # With departments, the first two people lead the whole and are HR, then come those who
        # lead a department.
        places = [whole, whole, *(unit.id for unit in departments.values())] if above else []
        places += [team for team, size in zip(teams, sizes, strict=True) for _ in range(size)]
        staff = [
            people.Person(name=person_name(i), email=f"person{i}@example.org", unit_id=place)
            for i, place in enumerate(places)
        ]
        insert(session, *staff)
        leaders = {person.unit_id: person for person in reversed(staff)}
        # Confirmed, because everybody in the example is made up by the same command.
        roles = [
            people.Access(person_id=person.id, role=role, confirmed=True)
            # People without a team: the administrator and the works council see no results.
            for person, role in ((staff[1], "hr"), (staff[-2], "council"))
        ]
        roles += [people.Access(person_id=staff[-1].id, role="administrator", confirmed=True)]
        roles += [
            people.Access(person_id=person.id, role="manager", unit_id=unit, confirmed=True)
            for unit, person in leaders.items()
        ]
        insert(session, *roles)


def _teams(
    number_of_people: int, rng: Generator
) -> tuple[list[tuple[str | None, str]], list[int], list[str]]:
    """Return department and name of each team, the sizes of the teams, and the departments."""
    if number_of_people < LEAST_WITH_DEPARTMENTS:
        teams = max(2, number_of_people // TYPICAL_TEAM_SIZE)
        sizes = [(number_of_people + teams - 1 - team) // teams for team in range(teams)]
        return [(None, name) for name in SMALL_TEAMS[:teams]], sizes, []
    sizes = team_sizes(number_of_people - 2 - len(DEPARTMENTS), rng)
    return [*team_names(len(sizes))], sizes, [*DEPARTMENTS]


def team_sizes(number: int, rng: Generator) -> list[int]:
    """Spread people over teams of 3 to 20, about ten each.

    The two with a story are not small; the last one has too few people ever to be shown.
    """
    teams = round(number / TYPICAL_TEAM_SIZE)
    sizes = rng.integers(MIN_TEAM_SIZE, MAX_TEAM_SIZE, teams, endpoint=True)
    sizes[:2], sizes[-1] = (14, 12), MIN_TEAM_SIZE
    while (missing := number - int(sizes.sum())) != 0:
        team = int(rng.integers(2, teams - 1))
        sizes[team] = np.clip(sizes[team] + np.sign(missing), MIN_TEAM_SIZE, MAX_TEAM_SIZE)
    return [int(size) for size in sizes]
