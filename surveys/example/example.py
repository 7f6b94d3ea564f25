"""An example organisation with a history, for trying out Peil.

People and answers are invented; every published number went the regular way: token, ballot, count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import numpy as np
from numpy.random import Generator, default_rng

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.access import readable_units, reader
from surveys.answering import LinkError, answer_sheet, cast
from surveys.counting import close_wave
from surveys.errors import N_, PeilError
from surveys.example.answers import Workforce, answers_of, comments_of, create_workforce
from surveys.example.names import DEPARTMENTS, ORGANISATION, person_name, team_names
from surveys.follow_up import note_agreement, note_event, note_talk
from surveys.installation import Installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.organisation.confirmations import confirm, read_waiting
from surveys.reading import renew_verdicts
from surveys.waves import OpenedWave, open_number, open_wave

CLOSED_WAVES = 13
RHYTHM = timedelta(days=14)
DURATION = timedelta(days=4)
RESPONSE_SO_FAR = 0.85
MAX_UNUSED_TOKENS = 25
MIN_PEOPLE = 60
MIN_TEAM_SIZE, MAX_TEAM_SIZE, TYPICAL_TEAM_SIZE = 3, 20, 10

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the amount done and the total."""


class ExampleError(PeilError):
    """An example that cannot be created as requested."""

    texts: ClassVar = {"few_people": N_("An example needs {least} people or more.")}


@dataclass(frozen=True)
class ExamplePerson:
    """A person of the example organisation through whose eyes to look."""

    person: UUID
    name: str
    unit: str


def create_example(
    installation: Installation, *, number_of_people: int, today: date, progress: Progress
) -> list[str]:
    """Set up the example with 13 counted waves and one that is open; return unused tokens of it.

    The open wave closes `today`, so that it can be answered and counted at once. Raises
    ExampleError for fewer than 60 people.
    """
    if number_of_people < MIN_PEOPLE:
        raise ExampleError("few_people", least=MIN_PEOPLE)
    rng = default_rng(number_of_people)
    _create_organisation(installation, number_of_people, rng)
    _confirm_everybody(installation)
    force = _workforce(installation, rng)
    first = today - DURATION - CLOSED_WAVES * RHYTHM
    waves = []
    for wave in range(CLOSED_WAVES):
        opens_on = first + wave * RHYTHM
        opened = open_wave(installation, opens_on=opens_on, closes_on=opens_on + DURATION)
        _answer(installation, opened, force, rng, opens_on, 1.0, progress)
        close_wave(installation, opens_on + DURATION)
        waves.append(opened.id)
    renew_verdicts(installation, lambda done, total: progress("Judging results", done, total))
    _follow_up(installation, first, waves)
    return _open_half_answered(installation, force, rng, today, progress)


def _follow_up(installation: Installation, first: date, waves: Sequence[UUID]) -> None:
    """Add talks and an agreement of the team with a story, and an event for everybody."""
    manager, hr, _ = example_people(installation)
    who, everybody = (reader(installation, guide.person) for guide in (manager, hr))
    if who is None or everybody is None:
        return
    (team,) = who.managed_units
    agreed_on = first + 11 * RHYTHM
    note_agreement(
        installation,
        who,
        team,
        "On Fridays we drop what can wait, and say so.",
        indicator="workload",
        starts_on=agreed_on,
        review_on=agreed_on + 4 * RHYTHM,
    )
    for number, wave in list(enumerate(waves, start=1))[10:12]:
        note_talk(installation, who, team, wave, first + number * RHYTHM)
    with reading(installation.engine) as session:
        whole = readable_units(session, everybody)[0]
    note_event(installation, everybody, whole.id, "New planning system", first + 8 * RHYTHM)


def open_next_wave(installation: Installation, today: date, progress: Progress) -> list[str]:
    """Count the open wave, if any, and open the next one; return unused tokens of it."""
    if open_number(installation) is not None:
        close_wave(installation, today)
        renew_verdicts(installation, lambda done, total: progress("Judging results", done, total))
    _confirm_everybody(installation)
    rng = default_rng()
    force = _workforce(installation, rng)
    return _open_half_answered(installation, force, rng, today + DURATION, progress)


def usable_tokens(installation: Installation, tokens: Sequence[str], today: date) -> list[str]:
    """Return the tokens that can still be used to answer."""
    unused = []
    for token in tokens:
        try:
            answer_sheet(installation, token, today)
        except LinkError:
            continue
        unused.append(token)
    return unused


def example_people(
    installation: Installation,
) -> tuple[ExamplePerson, ExamplePerson, ExamplePerson]:
    """Return the manager of the team with a story, a person of HR, and the administrator."""
    with reading(installation.engine) as session:
        names = {unit.id: unit.name for unit in people.units(session)}
        managers = people.who_has(session, "manager")
        hr = people.who_has(session, "hr")[0]
        runs = people.who_has(session, "administrator")[0]
    first_team = DEPARTMENTS["Operations"][0]
    manager = next(row for row in managers if names[row.unit_id] == first_team)
    return (
        ExamplePerson(manager.id, manager.name, first_team),
        ExamplePerson(hr.id, hr.name, ORGANISATION),
        ExamplePerson(runs.id, runs.name, ORGANISATION),
    )


def _create_organisation(installation: Installation, number_of_people: int, rng: Generator) -> None:
    """Create the tree of units, the people in it, and their roles."""
    contacts = Contacts("Marijke Postma", "06 1234 5678", "arbo@example.org")
    sizes = team_sizes(number_of_people - 2 - len(DEPARTMENTS), rng)
    names = team_names(len(sizes))
    whole, first_team = create_with_first_unit(
        installation, name=ORGANISATION, first_unit=names[0][1], contacts=contacts
    )
    with writing(installation.engine) as session:
        departments = {name: people.Unit(name=name, parent_id=whole) for name in DEPARTMENTS}
        insert(session, *departments.values())
        people.move_unit(session, first_team, departments[names[0][0]].id)
        teams = [first_team]
        for department, name in names[1:]:
            unit = people.Unit(name=name, parent_id=departments[department].id)
            insert(session, unit)
            teams.append(unit.id)
        places = [whole, whole, *(unit.id for unit in departments.values())]
        places += [team for team, size in zip(teams, sizes, strict=True) for _ in range(size)]
        staff = [
            people.Person(name=person_name(i), email=f"person{i}@example.org", unit_id=place)
            for i, place in enumerate(places)
        ]
        insert(session, *staff)
        leaders = {person.unit_id: person for person in reversed(staff)}
        # Confirmed, because everybody in the example is made up by the same command.
        roles = [people.Access(person_id=staff[1].id, role="hr", confirmed=True)]
        # A person without a team: the administrator sees no results.
        roles += [people.Access(person_id=staff[-1].id, role="administrator", confirmed=True)]
        roles += [
            people.Access(person_id=person.id, role="manager", unit_id=unit, confirmed=True)
            for unit, person in leaders.items()
        ]
        insert(session, *roles)


def _confirm_everybody(installation: Installation) -> None:
    """Let HR of the example confirm who is in small units, as HR does before a wave opens."""
    hr = reader(installation, example_people(installation)[1].person)
    if hr is not None:
        waiting = read_waiting(installation, hr)
        confirm(installation, hr, [one.place for unit in waiting for one in unit.people])


def team_sizes(number: int, rng: Generator) -> list[int]:
    """Spread people over teams of 3 to 20, about ten each; the two with a story are not small."""
    teams = round(number / TYPICAL_TEAM_SIZE)
    sizes = rng.integers(MIN_TEAM_SIZE, MAX_TEAM_SIZE, teams, endpoint=True)
    sizes[:2] = 14, 12
    while (missing := number - int(sizes.sum())) != 0:
        team = int(rng.integers(2, teams))
        sizes[team] = np.clip(sizes[team] + np.sign(missing), MIN_TEAM_SIZE, MAX_TEAM_SIZE)
    return [int(size) for size in sizes]


def _workforce(installation: Installation, rng: Generator) -> Workforce:
    with reading(installation.engine) as session:
        units = {unit.id: unit for unit in people.units(session)}
        places = [(row.id, row.unit_id) for row in people.everybody(session)]
    stories = DEPARTMENTS["Operations"][0], DEPARTMENTS["Customers"][0]
    planned = next(unit for unit in units.values() if unit.name == "Operations")
    in_order = sorted(places, key=lambda place: units[place[1]].name not in stories)
    return create_workforce(
        in_order, {id for id, unit in units.items() if planned.id in (id, unit.parent_id)}, rng
    )


def _open_half_answered(
    installation: Installation,
    force: Workforce,
    rng: Generator,
    closes_on: date,
    progress: Progress,
) -> list[str]:
    opens_on = closes_on - DURATION
    opened = open_wave(installation, opens_on=opens_on, closes_on=closes_on)
    answered = _answer(installation, opened, force, rng, opens_on, RESPONSE_SO_FAR, progress)
    with reading(installation.engine) as session:
        leaders = {row.id for row in people.who_has(session, "manager")}
    # People without a team of their own, first those of the team with a story: their answers show
    # up on its page.
    unused = [person for person in force.people if person not in answered and person not in leaders]
    return [opened.tokens[person] for person in unused][:MAX_UNUSED_TOKENS]


def _answer(
    installation: Installation,
    wave: OpenedWave,
    force: Workforce,
    rng: Generator,
    on: date,
    share: float,
    progress: Progress,
) -> set[UUID]:
    """Let people answer a wave in random order; return those who did."""
    who = rng.permutation(np.flatnonzero(rng.random(len(force.people)) < force.diligence * share))
    questions = answer_sheet(installation, next(iter(wave.tokens.values())), on).questions
    answers_in_order = answers_of(force, who, questions, wave.number, rng)
    people_in_order = [force.people[row] for row in who]
    comments = comments_of(len(who), rng)
    sheets = zip(people_in_order, answers_in_order, comments, strict=True)
    for done, (person, answers, comment) in enumerate(sheets, start=1):
        cast(installation, wave.tokens[person], answers, on, comment)
        progress(f"Wave {wave.number} of {CLOSED_WAVES + 1}", done, len(who))
    return set(people_in_order)
