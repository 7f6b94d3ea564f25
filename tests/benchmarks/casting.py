"""What the benchmarks of casting share: an open wave of any size, and many people at once."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

from db import people
from db.engine import writing
from surveys.ballot import Answers
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.instrument_file import shipped
from surveys.organisation import Contacts, set_up
from surveys.rotation import questions_of_wave
from surveys.waves import OpenedWave, open_wave

DAY = date(2026, 3, 2)
QUESTIONS = questions_of_wave(shipped(), 1)


def organisation_of(
    installation: Installation, number_of_people: int, units: int = 1
) -> Sequence[UUID]:
    """Set up an organisation with so many people, spread over teams in tens; return the teams."""
    whole, first = set_up(
        installation, name="Example", first_unit="Team 0", contacts=Contacts("Ada", "0800")
    )
    above = whole
    teams = [first]
    with writing(installation.engine) as session:
        for number in range(1, units):
            if number % 10 == 0:
                department = people.Unit(id=uuid4(), name=f"Department {number}", parent_id=whole)
                people.add(session, department)
                above = department.id
            teams.append(uuid4())
            people.add(session, people.Unit(id=teams[-1], name=f"Team {number}", parent_id=above))
        rows = [
            {"id": uuid4(), "name": f"P{n}", "email": f"{n}@x.org", "unit_id": teams[n % units]}
            for n in range(number_of_people)
        ]
        if rows:
            session.execute(people.Person.__table__.insert(), rows)
    return teams


def open_for(installation: Installation, number_of_people: int) -> OpenedWave:
    """Open a wave that so many people can answer."""
    organisation_of(installation, number_of_people)
    return open_wave(installation, opens_on=DAY, closes_on=DAY)


def answers(chance: random.Random, questions: Sequence[Question] = QUESTIONS) -> Answers:
    """Return an answer to every question."""
    return {q.id: (chance.randrange(q.scale.size),) for q in questions}


def per_second(doing: Callable[[str], object], tokens: Sequence[str], at_once: int) -> float:
    """Do something with every token, so many at once; return how many a second."""
    with ThreadPoolExecutor(at_once) as pool:
        start = time.perf_counter()
        list(pool.map(doing, tokens))
        return len(tokens) / (time.perf_counter() - start)
