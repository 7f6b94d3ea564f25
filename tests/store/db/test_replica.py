"""Published results are read from a streaming replica that has them, all else from the primary."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from db.postgresql_rights import CLOCK, DASHBOARD
from surveys.access import reader
from surveys.doctor.replica import check_replica
from surveys.installation.installation import Installation, InstallationError, open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.reading import open_reading
from surveys.reading.unit import read_unit
from surveys.settings.settings import Settings
from tests.builders import add_people, add_person, add_unit, give_role
from tests.cluster import wait_until
from tests.past_waves import past_wave
from tests.postgresql import Database, migrated, replica_of, server
from tests.reading import HR, read
from tests.refusals import code


@pytest.fixture(scope="module")
def primary() -> Iterator[Database]:
    with server() as own, migrated(own) as made:
        yield made


@pytest.fixture(scope="module")
def replica(primary: Database) -> Iterator[Database]:
    with replica_of(primary.server) as copy:
        yield Database(copy, primary.name)


@pytest.fixture(scope="module")
def clock(
    primary: Database, replica: Database, tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    del replica
    place = tmp_path_factory.mktemp("clock")
    return open_installation(Settings(folder=place, database_url=SecretStr(primary.url())))


@pytest.fixture(scope="module")
def north(clock: Installation) -> UUID:
    _, north = create_with_first_unit(
        clock, name="Example", first_unit="North", contacts=Contacts("Ada Counsel", "0800 1234")
    )
    add_people(clock, north, 8)
    return north


@pytest.fixture
def settings(primary: Database, replica: Database, tmp_path: Path) -> Settings:
    return Settings(
        folder=tmp_path / "dashboard",
        database_url=SecretStr(primary.url(DASHBOARD)),
        read_url=SecretStr(replica.url(DASHBOARD)),
        only="dashboard",
        read_lag_seconds=3,
    )


@pytest.fixture
def dashboard(settings: Settings, north: UUID) -> Iterator[Installation]:
    del north
    made = open_installation(settings)
    yield made
    made.engine.dispose()


@pytest.fixture(autouse=True)
def everything_replayed(replica: Database) -> Iterator[None]:
    yield
    replica.rows("SELECT pg_wal_replay_resume()")


_PLACES = count()


def publish(clock: Installation, north: UUID) -> None:
    """Publish one more wave."""
    past_wave(clock, next(_PLACES), {north: {"mood_1": [0, 1, 3, 3, 1]}})


def server_of(session: Session | None) -> str:
    """Return which server a session is connected to."""
    if session is None:
        return "none"
    standby = session.connection().exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
    return "replica" if standby else "primary"


def is_read_from(dashboard: Installation) -> bool:
    """Return whether results are read from the replica now."""
    with open_reading(dashboard, HR) as opened:
        return server_of(opened.published) == "replica"


def use(dashboard: Installation) -> None:
    wait_until(lambda: is_read_from(dashboard), "the replica is read from")


def test_results_come_from_the_replica_and_rights_from_the_primary(
    dashboard: Installation, clock: Installation, north: UUID
) -> None:
    publish(clock, north)
    use(dashboard)
    with open_reading(dashboard, HR) as opened:
        assert server_of(opened.session) == "primary"
        report = read_unit(opened, north)
        assert server_of(opened.published) == "replica"
    assert report.latest is not None
    assert report == read(read_unit, clock, HR, north)


def test_nobody_reads_by_rights_that_have_just_been_taken(
    dashboard: Installation, clock: Installation, north: UUID, replica: Database
) -> None:
    south = add_unit(clock, "South", north)
    leader = add_person(clock, south, "Lea Der")
    give_role(clock, leader, "manager", north)
    who = reader(clock, leader)
    assert who is not None
    use(dashboard)
    wait_until(lambda: replica.rows("SELECT name FROM people.unit WHERE name = 'South'"), "South")
    replica.rows("SELECT pg_wal_replay_pause()")
    with clock.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE unit SET parent_id = (SELECT id FROM unit WHERE parent_id IS NULL) "
            "WHERE name = 'South'"
        )
    with open_reading(dashboard, who) as opened:
        assert server_of(opened.published) == "replica"
        assert opened.may_read(north)
        assert not opened.may_read(south)
    with clock.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM access")
    later = reader(dashboard, leader)
    assert later is None or not later.managed_units


def test_a_wave_that_the_replica_lacks_is_read_from_the_primary(
    dashboard: Installation, clock: Installation, north: UUID, replica: Database
) -> None:
    use(dashboard)
    before = len(read(read_unit, dashboard, HR, north).waves)
    replica.rows("SELECT pg_wal_replay_pause()")
    publish(clock, north)
    assert not is_read_from(dashboard)
    assert len(read(read_unit, dashboard, HR, north).waves) == before + 1
    replica.rows("SELECT pg_wal_replay_resume()")
    use(dashboard)


def test_one_that_falls_behind_its_bound_is_not_read(
    dashboard: Installation, clock: Installation, north: UUID, replica: Database
) -> None:
    use(dashboard)
    replica.rows("SELECT pg_wal_replay_pause()")
    add_person(clock, north, "Somebody New")
    deadline = time.monotonic() + 60
    while is_read_from(dashboard):
        assert time.monotonic() < deadline, "it is read from, however far it is behind"
        time.sleep(0.2)
    (verdict,) = check_replica(dashboard)
    assert verdict.severity == "warning"
    replica.rows("SELECT pg_wal_replay_resume()")
    use(dashboard)
    (verdict,) = check_replica(dashboard)
    assert verdict.severity == "ok"


def test_it_refuses_to_start_on_what_is_no_replica_of_its_database(
    settings: Settings, primary: Database, replica: Database, postgresql: Database
) -> None:
    wrong = (primary.url(DASHBOARD), postgresql.url(DASHBOARD), replica.url(CLOCK))
    for address, why in (*((one, "refused") for one in wrong), ("mysql://a/b", "read_address")):
        changed = settings.model_copy(update={"read_url": SecretStr(address)})
        with pytest.raises(InstallationError, check=code(why)):
            open_installation(changed)
    on_files = settings.model_copy(update={"database_url": None, "only": None})
    with pytest.raises(InstallationError, check=code("replica_of_nothing")):
        open_installation(on_files)


def test_while_it_is_away_everything_is_read_from_the_primary(
    settings: Settings, north: UUID, tmp_path: Path
) -> None:
    nowhere = f"postgresql://peil_dashboard@/peil?host={tmp_path}"
    changed = settings.model_copy(update={"read_url": SecretStr(nowhere)})
    dashboard = open_installation(changed)
    assert not is_read_from(dashboard)
    assert read(read_unit, dashboard, HR, north).unit == north
    (verdict,) = check_replica(dashboard)
    assert verdict.severity == "warning"


def test_one_that_stops_costs_nobody_a_page(primary: Database, tmp_path: Path, north: UUID) -> None:
    with replica_of(primary.server) as copy:
        second = Database(copy, primary.name)
        place = {"database_url": primary.url(DASHBOARD), "read_url": second.url(DASHBOARD)}
        dashboard = open_installation(
            Settings(folder=tmp_path / "dashboard", only="dashboard", **place)
        )
        use(dashboard)
    assert not is_read_from(dashboard)
    assert read(read_unit, dashboard, HR, north).unit == north
