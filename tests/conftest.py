"""What every test may use: an empty installation of its own, and a small organisation in it."""

import gc
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy import URL, Dialect, Engine, create_engine

from db import engine as db_engine
from db.engine import PRAGMAS
from surveys.installation import Installation, open_installation
from surveys.messages import pacing
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings, current_settings
from surveys.statistics.verdict import thresholds
from surveys.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.postgresql import Database, Server, migrated, prepared, server
from tests.streamlit_internals import look_for_components_once

TODAY = date(2026, 3, 2)

if sys.dont_write_bytecode:
    # Where bytecode is not to lie beside the code, every program that tests start would compile all
    # libraries again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bytecode = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(bytecode))

# Each worker has a core of its own, and matrices are small: more threads only get in the way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long one example takes says more about the machine, and about what is imported first.
hypothesis_settings.register_profile("peil", deadline=None)
hypothesis_settings.load_profile("peil")


@pytest.fixture(scope="session", autouse=True)
def components_looked_up_once() -> Iterator[None]:
    """Streamlit looks through every installed package for each app under test: once is enough."""
    with pytest.MonkeyPatch.context() as patched:
        look_for_components_once(patched)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_key_in_the_home_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Temporary folders may lie in a home: then keys go into another temporary one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patched.delenv("PEIL_KEYS", raising=False)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def files_compressed_once(shared_folder: Path) -> Iterator[None]:
    """All installations, in every process, share the compressed files of pages."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PEIL_CACHE", str(shared_folder / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def disks_are_not_waited_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """What this process writes need not outlive a power cut, and waiting for disks takes long.

    Processes that tests start write as they do at work, and so does everything in benchmarks.
    """
    if request.config.option.benchmark_only:
        yield
        return
    quick = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in PRAGMAS)
    assert quick != PRAGMAS
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(db_engine, "PRAGMAS", quick)
        patched.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def messages_are_not_paced(request: pytest.FixtureRequest) -> Iterator[None]:
    """Messages leave this process one after the other without the pauses that spare a mail server.

    At which rate they may leave is worked out as at work. Benchmarks wait, and so do processes that
    tests start.
    """
    with pytest.MonkeyPatch.context() as patched:
        if not request.config.option.benchmark_only:
            patched.setattr(pacing, "sleep", lambda _seconds: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once(disks_are_not_waited_for: None) -> Iterator[None]:
    """Engines of SQLite share what they have compiled: each test has databases of its own."""
    del disks_are_not_waited_for
    compiled: dict[object, object] = {}
    dialects: dict[str, Dialect] = {}

    def sharing(url: str | URL, **options: Any) -> Engine:
        made = create_engine(url, **options)
        if made.dialect.name == "sqlite":
            made.dialect = dialects.setdefault(made.dialect.name, made.dialect)
            made.update_execution_options(compiled_cache=compiled)
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(db_engine, "create_engine", sharing)
        yield


@pytest.fixture(autouse=True)
def settings_are_read_again() -> Iterator[None]:
    """A process reads its settings once; each test has settings of its own."""
    current_settings.cache_clear()
    yield
    current_settings.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def few_simulated_years(request: pytest.FixtureRequest, in_full: bool) -> Iterator[None]:
    """Thresholds of verdicts come from fewer years, except where error rates are proven."""
    if in_full or "statistics" in request.node.nodeid:
        yield
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(thresholds, "YEARS", 500)
        yield


@pytest.fixture(scope="session")
def in_full(request: pytest.FixtureRequest) -> bool:
    """Whether long proofs are to run in full: exactly with `-m slow`."""
    return bool(request.config.option.markexpr == "slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only runs in full: without a short form, it does not count as passed.

    A test that asks whether it is to run in full has a full form, so it runs with `-m slow`.
    """
    for item in items:
        if isinstance(item, pytest.Function) and "in_full" in signature(item.function).parameters:
            item.add_marker(pytest.mark.slow)
    for item in _further_cases_on_postgresql(items):
        item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.only_in_full)
    if config.option.markexpr == "slow":
        return
    left_out = [item for item in items if item.get_closest_marker("only_in_full")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("only_in_full")]


def _further_cases_on_postgresql(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the cases of a test after its first on PostgreSQL; on SQLite it has them all.

    Attacks and what is about databases have every case on both, and so has what is marked so.
    """
    in_full = ("tests/privacy/", "tests/store/db/")
    seen: set[str] = set()
    for item in items:
        mark, case = item.get_closest_marker("both_databases"), getattr(item, "callspec", None)
        if mark is None or mark.kwargs.get("in_every_case") or item.nodeid.startswith(in_full):
            continue
        if case is not None and case.params.get("database") == "postgresql":
            test = item.nodeid.partition("[")[0]
            if test in seen:
                yield item
            seen.add(test)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Take what stays until the end out of sight of the garbage collector.

    Thousands of tests and all libraries are a million objects, which it would look through again
    and again.
    """
    del session
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so on both databases, everything else on SQLite."""
    marked = metafunc.definition.get_closest_marker
    uses_one = "database" in metafunc.fixturenames
    if uses_one and marked("both_databases") and not marked("only_sqlite"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server for all tests."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def newest(postgresql_server: Server) -> Iterator[Database]:
    """A PostgreSQL database of the newest schema, to be copied."""
    with migrated(postgresql_server) as made:
        yield made


@pytest.fixture
def postgresql(postgresql_server: Server, newest: Database) -> Iterator[Database]:
    """A PostgreSQL database of the newest schema, of its own for each test."""
    with prepared(postgresql_server, newest) as made:
        yield made


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database | None:
    """The PostgreSQL database of a test, None for SQLite; see the mark `both_databases`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    made: Database = request.getfixturevalue("postgresql")
    return made


@pytest.fixture
def settings(tmp_path: Path, database: Database | None) -> Settings:
    """Settings of an installation in a folder of its own."""
    address = None if database is None else database.url()
    return Settings(folder=tmp_path / "peil-data", database_url=address)


@pytest.fixture(scope="session")
def newest_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of an empty installation, to be copied: making one takes much longer."""
    settings = Settings(folder=tmp_path_factory.mktemp("newest"), database_url=None)
    open_installation(settings).engine.dispose()
    return settings.store_folder / "peil.db"


@pytest.fixture
def installation(settings: Settings, newest_file: Path) -> Iterator[Installation]:
    """An empty installation on a real database."""
    if settings.database_url is None:
        settings.store_folder.mkdir(mode=0o700, parents=True)
        shutil.copy2(newest_file, settings.store_folder)
    made = open_installation(settings)
    yield made
    made.engine.dispose()


@pytest.fixture
def organisation(installation: Installation) -> dict[str, UUID]:
    """A set-up organisation with the team North, without people; unit ids by name."""
    whole, team = create_with_first_unit(
        installation,
        name="Example",
        first_unit="North",
        contacts=Contacts("Ada Counsel", "0800 1234"),
    )
    return {"Example": whole, "North": team}


@pytest.fixture
def north(organisation: dict[str, UUID]) -> UUID:
    """The team North of the organisation."""
    return organisation["North"]


@pytest.fixture
def invited() -> int:
    """How many people of North the wave invites; a module may say otherwise."""
    return 8


@pytest.fixture
def days() -> tuple[date, date]:
    """The first and the last day of the wave; a module may say otherwise."""
    return OPENS, CLOSES


@pytest.fixture
def wave(
    installation: Installation,
    organisation: dict[str, UUID],
    invited: int,
    days: tuple[date, date],
) -> OpenedWave:
    """An open wave, to which people of North are invited by personal links."""
    add_people(installation, organisation["North"], invited)
    return open_wave(installation, opens_on=days[0], closes_on=days[1])


@pytest.fixture
def token(wave: OpenedWave) -> str:
    """One of the links of the wave."""
    return next(iter(wave.tokens.values()))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium: there is one in each process, which all tests share."""
    with sync_playwright() as running:
        yield running
