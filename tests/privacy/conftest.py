"""What the attacks share: a small world, copies of it, and looks at everything it has stored."""

import logging
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

import streamlit_app
from db.engine import ballot_engine, engine, on_postgresql, sqlite_url, truncate_log
from surveys.access import Reader
from surveys.answering import Answers, cast
from surveys.counting import close_wave, counting
from surveys.installation import Installation, open_installation
from surveys.instrument import COMMENT
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from surveys.trail import trail
from surveys.waves import OpenedWave, open_wave
from tests.builders import OPENS, add_people, add_person, add_unit
from tests.experiments import drawn, plan_of
from tests.postgresql import Database, prepared
from tests.stored import dump, rows

DAY = OPENS
HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
ADMINISTRATOR = Reader(uuid4(), "Ad", None, frozenset({"administrator"}), frozenset())

Units = dict[str, UUID]


@pytest.fixture
def days() -> tuple[date, date]:
    """Every wave is of one day."""
    return DAY, DAY


def bytes_of_files(folder: Path) -> dict[str, bytes]:
    """Return every byte of every file below a folder, by path."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


class Everything(logging.Handler):
    """Keeps whatever is logged, as text: message, arguments and traceback."""

    def __init__(self) -> None:
        """Listen at every level."""
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {self.format(record)} {record.args!r}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


LOUD = ("", "asyncio", "sqlalchemy.engine", "sqlalchemy.pool", "streamlit", "websockets")
LOUD_SERVER = ("uvicorn", "uvicorn.access", "uvicorn.asgi", "uvicorn.error")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Everything]:
    """Everything that is logged during a test, with all loggers as loud as they can be.

    The mail server of the tests is none of ours: what it logs is left out.
    """
    assert streamlit_app.app is not None, "the filters of the app are in place"
    handler = Everything()
    names = {*LOUD, *LOUD_SERVER, *logging.root.manager.loggerDict} - {"mail.log"}
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level) for logger in loggers]
    monkeypatch.setattr(logging.getLogger("mail.log"), "propagate", False)
    for logger in loggers:
        logger.setLevel(1)
        if logger is logging.root or not logger.propagate:
            logger.addHandler(handler)
    yield handler
    for logger, level in before:
        logger.setLevel(level)
        logger.removeHandler(handler)


def in_one_folder(folder: Path, database_url: SecretStr | None = None) -> Settings:
    """Return settings that keep data and keys in one folder, so that one copy takes both."""
    return Settings(folder=folder, keys=folder / "keys", database_url=database_url)


def forget(copy: Installation) -> None:
    """Close a copy and remove its files."""
    copy.engine.dispose()
    shutil.rmtree(copy.store_folder.parent)


def settle(installation: Installation) -> None:
    """Bring everything written into the database files themselves, so that they can be copied."""
    truncate_log(installation.engine)
    for box in installation.store_folder.glob("box-*.db"):
        rows(box, "PRAGMA wal_checkpoint(TRUNCATE)")


def let_go(installation: Installation) -> None:
    """Close every connection: neither a copy nor a child may share one."""
    installation.engine.dispose()
    if on_postgresql(installation.engine):
        ballot_engine(installation.engine).dispose()
    for box in installation.store_folder.glob("box-*.db"):
        engine(sqlite_url(box)).dispose()


@pytest.fixture
def copy(
    installation: Installation, wave: OpenedWave, database: Database | None, tmp_path: Path
) -> Iterator[Callable[[], Installation]]:
    """A function that gives a fresh copy of the wave, and lets go of the copy before."""
    del wave
    let_go(installation)
    with ExitStack() as stack:

        def copied() -> Installation:
            stack.close()
            folder, address = tmp_path / uuid4().hex, None
            if database is None:
                shutil.copytree(installation.store_folder.parent, folder)
            else:
                address = stack.enter_context(prepared(database.server, database)).url()
            shutil.copytree(installation.keys.path, folder / "keys")
            place = open_installation(in_one_folder(folder, address))
            stack.callback(let_go, place)
            let_go(place)
            return place

        yield copied


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
    """An open wave of units with given numbers of people, to be replayed any number of times.

    Every replay starts from the same copy: same ids, same tokens, same key.
    """

    def __init__(
        self,
        folder: Path,
        sizes: Sequence[int],
        parents: Sequence[int] | None = None,
        roles: Mapping[str, int | None] | None = None,
    ) -> None:
        """Open a wave; the first size is that of the whole itself.

        Every unit is below the one that `parents` names for it, all below the whole by default.
        `roles` adds a person of the whole with each role, for one unit or, with None, for all.
        """
        self.folder, self._copies = folder, 0
        self.first = open_installation(in_one_folder(folder / "first"))
        contacts = Contacts("Ada", "0800")
        self.teams = list(
            create_with_first_unit(
                self.first, name="Example", first_unit="Team 1", contacts=contacts
            )
        )
        for number in range(2, len(sizes)):
            parent = self.teams[parents[number] if parents else 0]
            self.teams.append(add_unit(self.first, f"Team {number}", parent))
        self.staff = [
            add_people(self.first, unit, size) for unit, size in zip(self.teams, sizes, strict=True)
        ]
        self.roles = {
            role: add_person(
                self.first,
                self.teams[0],
                role,
                role=role,
                role_for=None if unit is None else self.teams[unit],
            )
            for role, unit in (roles or {}).items()
        }
        self.wave: OpenedWave = open_wave(self.first, opens_on=DAY, closes_on=DAY)
        settle(self.first)
        self.first.engine.dispose()

    def add_experiment(self, *units: int) -> None:
        """Let some units take part in an experiment on mood that begins with the next wave.

        One of them starts, drawn by lot. What a page tells of it before is then in every copy.
        """
        chosen = [self.teams[unit] for unit in units]
        drawn(self.first, replace(plan_of(chosen, 1, first_wave=2), indicator="mood"))
        settle(self.first)
        self.first.engine.dispose()

    def copy(self) -> Installation:
        """Return a fresh copy of the open wave."""
        self._copies += 1
        folder = self.folder / f"copy-{self._copies}"
        shutil.copytree(self.folder / "first", folder)
        return open_installation(in_one_folder(folder))

    def replay(
        self,
        ballots: Sequence[tuple[UUID, Answers]],
        comments: Mapping[UUID, str] | None = None,
    ) -> Installation:
        """Cast ballots in this order in a fresh copy, with comments if there are any, and count."""
        copy = self.copy()
        for person, answers in ballots:
            written = {COMMENT: comments[person]} if comments and person in comments else {}
            cast(copy, self.wave.tokens[person], answers, DAY, written)
        with same_chance():
            close_wave(copy, DAY)
        return copy

    def stored_after(self, ballots: Sequence[tuple[UUID, Answers]]) -> Stored:
        """Return everything that is stored after a count, and forget the copy."""
        copy = self.replay(ballots)
        settle(copy)
        text = dump(copy.store_folder / "peil.db")
        copy.engine.dispose()
        stored = Stored(text, bytes_of_files(copy.store_folder.parent))
        forget(copy)
        return stored


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
