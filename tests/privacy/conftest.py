"""What the attacks share: a small world, copies of it, and looks at everything it has stored."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from db import people
from db.base import insert
from db.engine import truncate_log, writing
from surveys.answering.ballot import Answers
from surveys.answering.casting import cast
from surveys.counting import counting
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.settings.settings import Settings
from surveys.trail import trail
from surveys.waves.waves import OpenedWave, open_wave

DAY = date(2026, 3, 2)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query, read by SQLite itself and by none of our own code."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def dump(path: Path) -> str:
    """Return everything in a database as text."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def settle(installation: Installation) -> None:
    """Bring everything written into the database files themselves, so that they can be copied."""
    truncate_log(installation.engine)
    for box in installation.store_folder.glob("box-*.db"):
        rows(box, "PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def same_chance() -> Iterator[None]:
    """Let every count draw the same random numbers, so that copies can be compared byte by byte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting.random, "SystemRandom", lambda: random.Random(7))  # noqa: S311
        patch.setattr(trail, "uuid4", lambda: UUID(int=7))
        yield


@dataclass(frozen=True)
class Stored:
    """Everything that is left after a count: the rows as text, and every byte of every file."""

    text: str
    files: Mapping[str, bytes]


class Open:
    """An open wave of teams with given numbers of people, to be replayed any number of times.

    Every replay starts from the same copy: same ids, same tokens, same key.
    """

    def __init__(self, folder: Path, sizes: Sequence[int]) -> None:
        """Open a wave; the first size is that of the whole itself."""
        self.folder = folder
        first = open_installation(Settings(folder=folder / "first"))
        whole, north = create_with_first_unit(
            first, name="Example", first_unit="Team 1", contacts=Contacts("Ada", "0800")
        )
        self.teams = [whole, north]
        for number in range(2, len(sizes)):
            unit = people.Unit(name=f"Team {number}", parent_id=whole)
            with writing(first.engine) as session:
                insert(session, unit)
            self.teams.append(unit.id)
        self.staff: list[list[UUID]] = []
        for unit_id, size in zip(self.teams, sizes, strict=True):
            persons = [
                people.Person(name=f"P{i}", email=f"{unit_id.hex}{i}@x.org", unit_id=unit_id)
                for i in range(size)
            ]
            with writing(first.engine) as session:
                insert(session, *persons)
            self.staff.append([person.id for person in persons])
        self.wave: OpenedWave = open_wave(first, opens_on=DAY, closes_on=DAY)
        settle(first)
        self._copies = 0

    def replay(self, ballots: Sequence[tuple[UUID, Answers]]) -> Installation:
        """Cast ballots in this order in a fresh copy, and count."""
        self._copies += 1
        folder = self.folder / f"copy-{self._copies}"
        shutil.copytree(self.folder / "first", folder)
        copy = open_installation(Settings(folder=folder))
        for person, answers in ballots:
            cast(copy, self.wave.tokens[person], answers, DAY)
        with same_chance():
            close_wave(copy, DAY)
        return copy

    def stored_after(self, ballots: Sequence[tuple[UUID, Answers]]) -> Stored:
        """Return everything that is stored after a count, and forget the copy."""
        copy = self.replay(ballots)
        settle(copy)
        folder = copy.store_folder.parent
        text = dump(copy.store_folder / "peil.db")
        copy.engine.dispose()
        files = {
            str(file.relative_to(folder)): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        shutil.rmtree(folder)
        return Stored(text, files)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[int]], Open]:
    """Return a way to open a wave of teams of given sizes, once per module and sizes."""
    made: dict[tuple[int, ...], Open] = {}

    def opened_with(sizes: Sequence[int]) -> Open:
        key = tuple(sizes)
        if key not in made:
            made[key] = Open(tmp_path_factory.mktemp("world"), sizes)
        return made[key]

    return opened_with


def given_by(world: Open, answers: Mapping[tuple[int, int], Answers]) -> list[tuple[UUID, Answers]]:
    """Return ballots of people named by (team, place in the team)."""
    return [(world.staff[team][place], given) for (team, place), given in answers.items()]
