"""A count whose box is damaged, or that runs out of memory: nothing changes, and it succeeds later.

A key that is missing: `tests/store/operations/test_clock.py` and `tests/store/counting`.
"""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.clock import now, today
from db.engine import engine, sqlite_url, truncate_log
from surveys.counting import close_wave
from surveys.doctor import storage
from surveys.installation import Installation, open_installation
from surveys.operations import tick
from surveys.settings import Settings
from surveys.waves import OpenedWave, WaveError, open_wave
from tests.benchmarks.counting import fill
from tests.builders import add_people, answer
from tests.refusals import code
from tests.stored import main_rows

PEOPLE = 60
MANY = 8_000
"""Ballots of 19 MB."""


@pytest.fixture
def answered(installation: Installation, north: UUID) -> OpenedWave:
    """A wave that everybody has answered, some at length."""
    add_people(installation, north, PEOPLE)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    answer(installation, opened, on=today())
    return opened


def damage(file: Path) -> None:
    """Overwrite the middle of a file, as a disk does that loses a few sectors."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size // 4)
        opened.write(os.urandom(size // 2))


def test_a_damaged_box_is_named_by_count_clock_and_doctor_and_counted_once_restored(
    installation: Installation, settings: Settings, answered: OpenedWave, tmp_path: Path
) -> None:
    box = installation.store_folder / installation.box(1).files[0]
    of_box = engine(sqlite_url(box))
    truncate_log(of_box)
    of_box.dispose()
    backup = tmp_path / "backup"
    shutil.copy(box, backup)
    damage(box)
    with pytest.raises(WaveError, check=code("damaged_box")):
        close_wave(installation, today())
    (said,) = tick(installation, settings, now() + timedelta(days=2)).faults
    assert "its ballot box is damaged" in said
    (verdict,) = storage.check_box(installation)
    assert (verdict.severity, "is damaged" in verdict.what) == ("fault", True)
    assert main_rows(installation, "SELECT state FROM wave") == [("open",)]
    assert installation.keys.file_of(1).exists()

    of_box.dispose()
    for name in installation.box(1).files:
        (installation.store_folder / name).unlink(missing_ok=True)
    shutil.copy(backup, box)
    (verdict,) = storage.check_box(installation)
    assert verdict.severity == "ok"
    assert tick(installation, settings, now() + timedelta(days=2)).faults == ()
    assert main_rows(installation, "SELECT DISTINCT ballots FROM wave_unit") == [(PEOPLE,)]


COUNT = """
import resource, sys
from datetime import timedelta
import scipy.stats
from dashboard.clock import now
from surveys.installation import current_installation
from surveys.operations import tick
from surveys.settings import Settings
installation, settings = current_installation(), Settings()
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
outcome = tick(installation, settings, now() + timedelta(days=2))
print(*outcome.done, *outcome.faults, sep="\\n")
"""
"""A run of the clock, with so many bytes of memory more than a process that has just started."""


def count_within(settings: Settings, room: int) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PEIL_FOLDER": str(settings.folder)}
    command = [sys.executable, "-c", COUNT, str(room)]
    return subprocess.run(
        command, env=env, check=False, capture_output=True, text=True, timeout=300
    )


def test_a_count_without_memory_says_so_changes_nothing_and_is_done_again_with_enough(
    tmp_path: Path,
) -> None:
    settings = Settings(folder=tmp_path / "peil", database_url=None)
    fill(settings.folder, MANY, 3)
    failed = count_within(settings, 14_000_000)
    assert "there is not enough memory" in failed.stdout, failed.stderr
    assert "is counted" not in failed.stdout
    place = open_installation(settings)
    assert main_rows(place, "SELECT state FROM wave") == [("open",)]
    assert len(place.box(1).bodies()) == MANY, "every ballot is still there"
    place.engine.dispose()
    done = count_within(settings, 4_000_000_000)
    assert "Wave 1 is counted" in done.stdout, done.stderr
    assert main_rows(place, "SELECT max(ballots) FROM wave_unit") == [(MANY,)]
    assert not list(place.keys.path.glob("wave-*"))
