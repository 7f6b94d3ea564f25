"""Only one of several copies of the clock works, and a killed one does not block the others."""

import signal
import subprocess
import sys
import time

import pytest

from db.clock_lock import FILE, clock_lock
from surveys.installation.installation import Installation

pytestmark = pytest.mark.both_databases

HOLD = """
import sys, time
from pathlib import Path
from db.clock_lock import clock_lock
from db.engine import engine
with clock_lock(engine(sys.argv[1]), Path(sys.argv[2])) as is_held:
    print("held" if is_held else "free", flush=True)
    time.sleep(60)
"""


def test_the_lock_is_held_once_and_given_back_even_by_a_fault(installation: Installation) -> None:
    lock_of = (installation.engine, installation.store_folder)
    with clock_lock(*lock_of) as first, clock_lock(*lock_of) as second:
        assert (first, second) == (True, False)
    with pytest.raises(ZeroDivisionError), clock_lock(*lock_of):
        _ = 1 / 0
    with clock_lock(*lock_of) as again:
        assert again


def test_a_copy_that_is_killed_holds_it_no_longer(installation: Installation) -> None:
    lock_of = (installation.engine, installation.store_folder)
    url = installation.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", HOLD, url, str(installation.store_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with clock_lock(*lock_of) as is_held:
            assert not is_held
        other.send_signal(signal.SIGKILL)
        other.wait()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with clock_lock(*lock_of) as is_held:
            if is_held:
                return
        time.sleep(0.05)
    pytest.fail("the lock of a dead process was not given back")


@pytest.mark.only_sqlite
def test_nobody_else_on_the_machine_may_hold_it(installation: Installation) -> None:
    """Anybody who could open its file could stop the clock from working."""
    with clock_lock(installation.engine, installation.store_folder):
        mode = (installation.store_folder / FILE).stat().st_mode
    assert mode & 0o777 == 0o600
