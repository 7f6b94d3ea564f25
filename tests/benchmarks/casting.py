"""What the benchmarks of casting share: an open wave of any size, and many people at once."""

import multiprocessing
import os
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

from db import people
from db.base import insert, insert_many
from db.engine import writing
from surveys.answering.ballot import Answers
from surveys.answering.casting import answer_sheet, cast
from surveys.installation.installation import Installation, open_installation
from surveys.instrument import Question
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave, open_wave

DAY = date(2026, 3, 2)
QUESTIONS = questions_of_wave(shipped(), 1)


def organisation_of(
    installation: Installation, number_of_people: int, units: int = 1
) -> Sequence[UUID]:
    """Set up an organisation with so many people, spread over teams in tens; return the teams."""
    whole, first = create_with_first_unit(
        installation, name="Example", first_unit="Team 0", contacts=Contacts("Ada", "0800")
    )
    above = whole
    teams = [first]
    with writing(installation.engine) as session:
        for number in range(1, units):
            if number % 10 == 0:
                department = people.Unit(id=uuid4(), name=f"Department {number}", parent_id=whole)
                insert(session, department)
                above = department.id
            teams.append(uuid4())
            insert(session, people.Unit(id=teams[-1], name=f"Team {number}", parent_id=above))
        rows = [
            {"id": uuid4(), "name": f"P{n}", "email": f"{n}@x.org", "unit_id": teams[n % units]}
            for n in range(number_of_people)
        ]
        insert_many(session, people.Person, rows)
    return teams


def open_for(installation: Installation, number_of_people: int) -> OpenedWave:
    """Open a wave that so many people can answer."""
    organisation_of(installation, number_of_people)
    return open_wave(installation, opens_on=DAY, closes_on=DAY)


def answers(chance: random.Random, questions: Sequence[Question] = QUESTIONS) -> Answers:
    """Return an answer to every question."""
    return {q.id: (chance.randrange(q.scale.size),) for q in questions}


def cast_by_processes(settings: Settings, tokens: Sequence[str], connections: int) -> float:
    """Cast a ballot with every token, by a process for each core; return how many a second."""
    processes = min(os.cpu_count() or 1, connections)
    shares = [(settings, tokens[n::processes], connections // processes) for n in range(processes)]
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, spawn.Pool(processes) as pool:
        gate = manager.Barrier(processes)
        # All of them have read everything before any of them begins.
        times = pool.starmap(_cast_all, [(*share, gate) for share in shares], chunksize=1)
    return len(tokens) / (max(end for _, end in times) - min(start for start, _ in times))


def _cast_all(
    settings: Settings, tokens: Sequence[str], at_once: int, gate: Barrier
) -> tuple[float, float]:
    installation, sheet = open_installation(settings), answers(random.Random(4))  # noqa: S311

    def cast_some(mine: Sequence[str]) -> None:
        for token in mine:
            cast(installation, token, sheet, DAY)

    with ThreadPoolExecutor(at_once) as pool:
        # Everybody has read the questions before, on the same page.
        list(pool.map(lambda token: answer_sheet(installation, token, DAY), tokens))
        gate.wait()
        start = time.monotonic()
        list(pool.map(cast_some, [tokens[n::at_once] for n in range(at_once)]))
        return start, time.monotonic()
