"""Clocks that jump, that differ, and that are two: nothing too soon, nothing twice."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.clock import now, today
from db.postgresql_rights import CLOCK
from surveys.doctor import times
from surveys.installation import Installation, open_installation
from surveys.operations import Steadiness, tick_if_steady
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import add_people, answer, hold_wave
from tests.postgresql import Database
from tests.serving import PEIL
from tests.stored import main_rows

LIBRARIES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)
PATIENCE = 200
"""Seconds, on a machine with much to do."""


@pytest.fixture
def put_time(tmp_path: Path) -> Iterator[Path]:
    """A file that says by how much the time of processes is put, as `+400d`."""
    if not any(map(os.path.exists, LIBRARIES)):
        if "CI" in os.environ:
            pytest.fail("faketime is missing (CI is set, so nothing may be skipped)")
        pytest.skip("needs the package faketime of the system")
    file = tmp_path / "put"
    file.write_text("+0")
    return file


UNTIL_STOPPED = """
import select, signal, sys
from dashboard.clock import now, since_start
from surveys.installation import current_installation
from surveys.operations import Steadiness, tick_if_steady
from surveys.settings import Settings
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
installation, steadiness, known = current_installation(), Steadiness(), ()
while True:
    outcome = tick_if_steady(installation, Settings(), now(), since_start(), steadiness)
    if outcome.waiting != known:
        print(*outcome.waiting, flush=True)
        known = outcome.waiting
    # libfaketime puts what `time.sleep` waits for.
    select.select([], [], [], 0.5)
"""
"""The loop of `peil run`."""


@contextmanager
def running(command: Sequence[str | Path], log: Path, env: Mapping[str, str]) -> Iterator[None]:
    """Run a clock until the block ends."""
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, env={**os.environ, **env}, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(60) == 0, log.read_text()


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a clock."""
    env = {"PEIL_FOLDER": str(settings.folder)}
    if settings.database_url is not None:
        env["PEIL_DATABASE_URL"] = settings.database_url.get_secret_value()
    return env


def wait_for(log: Path, words: str, times_said: int = 1) -> None:
    end = time.monotonic() + PATIENCE
    while log.read_text().count(words) < times_said:
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def ran_at(place: Installation) -> str:
    return str(main_rows(place, "SELECT last_ran_at FROM clock"))


def wait_until_it_ran(place: Installation, before: str) -> None:
    end = time.monotonic() + PATIENCE
    while ran_at(place) == before:
        assert time.monotonic() < end, "the clock stands still"
        time.sleep(0.1)


@pytest.mark.parametrize("put", ["+4000d", "-4000d"])
def test_a_time_that_jumps_counts_and_deletes_nothing_and_goes_on_when_it_is_right_again(
    installation: Installation,
    settings: Settings,
    north: UUID,
    put_time: Path,
    tmp_path: Path,
    put: str,
) -> None:
    add_people(installation, north, 8)
    hold_wave(installation, today())
    open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    states = "SELECT number, state FROM wave ORDER BY number"
    before = main_rows(installation, states)
    assert before == [(1, "closed"), (2, "open")]
    log = tmp_path / "clock.log"
    env = environment(settings) | {
        "LD_PRELOAD": next(filter(os.path.exists, LIBRARIES)),
        # The seconds since the start of a machine cannot be put.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_TIMESTAMP_FILE": str(put_time),
    }
    with running([sys.executable, "-c", UNTIL_STOPPED], log, env):
        wait_until_it_ran(installation, "[]")
        put_time.write_text(put)
        wait_for(log, "The time of this machine was put")
        last = ran_at(installation)
        time.sleep(3)
        assert (ran_at(installation), main_rows(installation, states)) == (last, before)
        put_time.write_text("+0")
        wait_until_it_ran(installation, last)
    assert main_rows(installation, states) == before
    assert log.read_text().count("was put") == 1, "said once, not in every run"
    assert installation.keys.file_of(2).exists()


def test_where_machine_and_database_differ_nothing_is_done_and_the_doctor_says_so(
    postgresql: Database, tmp_path: Path
) -> None:
    settings = Settings(folder=tmp_path / "peil", database_url=postgresql.url(CLOCK))
    place = open_installation(settings)
    for wrong in (timedelta(days=3), timedelta(days=-3)):
        outcome = tick_if_steady(place, settings, now() + wrong, timedelta(days=1), Steadiness())
        assert "3 days apart" in outcome.waiting[0]
        assert "seconds apart" in next(iter(times.check_times(place, now() + wrong))).what
    outcome = tick_if_steady(place, settings, now(), timedelta(days=1), Steadiness())
    assert (outcome.waiting, outcome.faults) == ((), ())
    place.engine.dispose()


@pytest.mark.both_databases
def test_two_clocks_count_a_wave_once(
    installation: Installation, settings: Settings, north: UUID, tmp_path: Path
) -> None:
    add_people(installation, north, 8)
    yesterday = today() - timedelta(days=1)
    opened = open_wave(installation, opens_on=yesterday, closes_on=yesterday)
    answer(installation, opened, on=yesterday)
    logs = [tmp_path / f"clock-{number}.log" for number in range(2)]
    with ExitStack() as stack:
        for log in logs:
            command = [PEIL, "run", "--every", "1"]
            stack.enter_context(running(command, log, environment(settings)))
        end = time.monotonic() + PATIENCE
        while main_rows(installation, "SELECT state FROM wave") != [("closed",)]:
            assert time.monotonic() < end, [log.read_text() for log in logs]
            time.sleep(0.1)
        for log in logs:
            wait_for(log, "runs. Stop it")
        before = ran_at(installation)
        wait_until_it_ran(installation, before)
    assert sum(log.read_text().count("is counted") for log in logs) == 1
    assert "failed" not in "".join(log.read_text() for log in logs)
    assert main_rows(installation, "SELECT DISTINCT ballots FROM wave_unit") == [(8,)]
