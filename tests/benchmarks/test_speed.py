"""How long things take; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now, today
from dashboard.results import reports
from surveys.access import access
from surveys.example import example
from surveys.history.importing import import_history
from surveys.installation import installation as installations
from surveys.installation.installation import Installation, open_installation
from surveys.reading.reading import Reading, open_reading
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.benchmarks.conftest import figure
from tests.store.history.test_real_surveys import MAPPINGS, real
from tests.streamlit_internals import ask_for

PEIL = Path(sys.executable).with_name("peil")
APP = Path(__file__).parents[2] / "streamlit_app.py"
PORT = 8731


def seconds(doing: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    doing()
    return time.perf_counter() - start


def seconds_of(benchmark: Any) -> str:
    """The mean of what was measured, in words."""
    return f"{benchmark.stats['mean']:.2f} s"


def test_first_start_of_the_demo(
    benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command to a page that answers, with 300 people."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        options = ["--folder", str(tmp_path / "demo"), "--port", str(PORT), "--no-browser"]
        running.append(subprocess.Popen([str(PEIL), "demo", *options], stdout=subprocess.DEVNULL))
        while True:
            try:
                urllib.request.urlopen(f"http://localhost:{PORT}/", timeout=1)
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
            else:
                return

    try:
        benchmark.pedantic(start, rounds=1)
    finally:
        running[0].terminate()
        running[0].wait()
    figure(capsys, "demo: first start to a page that answers", seconds_of(benchmark), "20 s")


def test_thirteen_waves_of_the_example(
    benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tokens, ballots and counts of 13 waves for 300 people, and one wave half answered."""
    place = open_installation(Settings(folder=tmp_path))

    def create() -> None:
        example.create_example(
            place, number_of_people=300, today=today(), progress=lambda what, done, total: None
        )

    benchmark.pedantic(create, rounds=1)
    figure(capsys, "demo: 13 counted waves and one open, 300 people", seconds_of(benchmark), "10 s")


def test_import_of_both_real_files(
    benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3,019 rows of five questions, read, counted and published."""
    place = open_installation(Settings(folder=tmp_path))
    files = [(real(year), MAPPINGS / f"nsw_{year}.mapping.yaml") for year in (2020, 2021)]
    benchmark.pedantic(
        lambda: [import_history(place, file, mapping) for file, mapping in files], rounds=1
    )
    figure(capsys, "import: both real files, counted", seconds_of(benchmark), "5 s")


def test_cost_of_data_on_the_team_page(
    benchmark: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The script run of the team page, against the same page with all data already in hand."""
    place = open_installation(Settings(folder=tmp_path))
    example.create_example(place, number_of_people=300, today=today(), progress=lambda *_: None)
    manager, *_ = example.example_people(place)
    monkeypatch.setenv("PEIL_FOLDER", str(tmp_path))
    installations.current_installation.cache_clear()
    secret = redeem(place, make_link_secret(place, manager.person, now()), now())
    monkeypatch.setattr(session, "session_secret", lambda: secret)
    app = AppTest.from_file(str(APP), default_timeout=30)
    ask_for(app, "team")
    app.run()
    with_data, without = [], []
    reader = session.current
    for _ in range(60):
        with_data.append(seconds(app.run))
        with monkeypatch.context() as frozen:
            _freeze_data(frozen, place, manager.person)
            without.append(seconds(app.run))
    assert session.current is reader
    benchmark.pedantic(app.run, rounds=5)
    ratio = statistics.median(a / b for a, b in zip(with_data, without, strict=True))
    figure(capsys, "team page: with data / without data access", f"{ratio:.2f}", "1.5")


def _freeze_data(monkeypatch: pytest.MonkeyPatch, place: Installation, person: UUID) -> None:
    """Put values in the place of every look-up that the page makes."""
    who = access.reader(place, person)
    assert who is not None
    with open_reading(place, who) as reading:
        values = {"units": reading.units, "edition": reading.edition}
        found = reports.read_follow_up(reading, reading.units[0].id)
    monkeypatch.setattr(session.sign_in, "session_reader_in", lambda *_: who)
    monkeypatch.setattr(reports, "read_follow_up", lambda *_: found)
    monkeypatch.setattr(Reading, "check_may_read", lambda *_: None)
    for name, value in values.items():
        monkeypatch.setattr(Reading, name, value)
