"""What pages cost; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import json
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now, today
from dashboard.page_registry import FOLDER, PAGES, Page
from dashboard.results import reports
from db import people
from db.base import insert
from db.engine import writing
from surveys.example import example
from surveys.installation import installation as installations
from surveys.installation.installation import Installation, open_installation
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.conftest import figure
from tests.browser.conftest import browser
from tests.past_waves import ANCHORS, around, past_wave
from tests.streamlit_internals import ask_for, measure_runs

assert browser

ROOT = Path(__file__).parents[2]
ROUNDS = 200
EMPTY = 'from dashboard.navigation import enter\nenter("empty")\n'


@dataclass
class Visit:
    """Somebody who has opened a page, and how long its script took and how much it sent."""

    app: AppTest
    secret: str | None


@dataclass
class Meter:
    """Notes the seconds and the bytes of the latest script run."""

    seconds: float = 0.0
    sent: int = 0
    plots: int = 0


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    """Measure every script run: its time alone, and the size of all messages to the browser."""
    found = Meter()

    def note(seconds: float, messages: list[Any]) -> None:
        found.seconds = seconds
        found.sent = sum(message.ByteSize() for message in messages)
        found.plots = sum(
            message.ByteSize()
            for message in messages
            if message.delta.new_element.HasField("plotly_chart")
        )

    measure_runs(monkeypatch, note)
    return found


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The app as it is, with two pages more: an empty one, and a file with nothing in it.

    The empty page has what all pages of the app have: who is signed in, the language, the way out.
    """
    shutil.copytree(ROOT / FOLDER, tmp_path / "app" / FOLDER)
    shutil.copytree(ROOT / "static", tmp_path / "app" / "static")
    for name, text in (("empty", EMPTY), ("nothing", "")):
        monkeypatch.setitem(PAGES, name, Page(name, name))
        (tmp_path / "app" / PAGES[name].file).write_text(text)
    return shutil.copy(ROOT / "streamlit_app.py", tmp_path / "app")


def opened(
    app: Path,
    place: Installation,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    person: UUID | None,
    **query: str,
) -> Visit:
    """Open a page as somebody."""
    monkeypatch.setenv("PEIL_FOLDER", str(place.store_folder.parent))
    secret = person and redeem(place, make_link_secret(place, person, now()), now())
    found = AppTest.from_file(str(app), default_timeout=60)
    monkeypatch.setattr(session, "session_secret", lambda: secret)
    for name, value in query.items():
        found.query_params[name] = value
    ask_for(found, PAGES[page].address)
    found.run()
    assert not found.exception
    return Visit(found, secret)


def cost(
    meter: Meter, monkeypatch: pytest.MonkeyPatch, page: Visit, *others: Visit
) -> tuple[float, ...]:
    """Return the seconds of a page's script, and how many times those of others that is."""

    def run(visit: Visit) -> float:
        monkeypatch.setattr(session, "session_secret", lambda: visit.secret)
        visit.app.run()
        return meter.seconds

    rounds = [(run(page), *(run(other) for other in others)) for _ in range(ROUNDS)]
    ratios = [
        statistics.median(times[0] / times[place] for times in rounds)
        for place in range(1, len(others) + 1)
    ]
    return statistics.median(times[0] for times in rounds), *ratios


def told(seconds: float, empty: float, nothing: float) -> str:
    """Return both ratios and the time in words."""
    return f"{empty:.2f} ({nothing:.1f}; {seconds * 1e3:.0f} ms)"


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing of another installation in memory."""
    installations.current_installation.cache_clear()
    reports.forget()
    yield
    installations.current_installation.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_script_runs_against_an_empty_page(
    benchmark: Any,
    tmp_path: Path,
    app: Path,
    meter: Meter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a warm process, for the example of 300 people with 13 waves."""
    place = open_installation(Settings(folder=tmp_path / "data"))
    tokens = example.create_example(
        place, number_of_people=300, today=today(), progress=lambda *_: None
    )
    manager, *_ = example.example_people(place)
    nobody = [opened(app, place, monkeypatch, p, None) for p in ("empty", "nothing")]
    who = manager.person
    empty = [opened(app, place, monkeypatch, p, who) for p in ("empty", "nothing")]
    answer = opened(app, place, monkeypatch, "answer", None, t=tokens[0])
    team = opened(app, place, monkeypatch, "team", manager.person)
    sent = meter.sent
    benchmark.pedantic(team.app.run, rounds=1)
    said = told(*cost(meter, monkeypatch, answer, *nobody))
    figure(capsys, "answer page / empty page (/ file without anything)", said, "at most 2")
    said = told(*cost(meter, monkeypatch, team, *empty))
    figure(capsys, "team page / empty page (/ file without anything)", said, "at most 3")
    figure(capsys, "team page: bytes sent", f"{sent / 1e3:.0f} kB", "at most 150 kB")


@pytest.mark.usefixtures("fresh")
def test_the_organisation_page_with_2500_units(
    benchmark: Any,
    tmp_path: Path,
    app: Path,
    meter: Meter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two waves over 2,500 units."""
    place = open_installation(Settings(folder=tmp_path / "data"))
    units = organisation_of(place, 0, 2_500)
    chance = np.random.default_rng(1)
    for wave in range(2):
        answers = {u: {q: around(3.6, 14, chance) for q in ANCHORS} for u in units}
        past_wave(place, wave, answers)
    hr = people.Person(name="Hanna", email="hr@example.org", unit_id=units[0])
    with writing(place.engine) as rows:
        insert(rows, hr)
        insert(rows, people.Access(person_id=hr.id, role="hr"))
        person = hr.id
    empty = [opened(app, place, monkeypatch, p, person) for p in ("empty", "nothing")]
    page = opened(app, place, monkeypatch, "organisation", person)
    sent, plots = meter.sent, meter.plots
    benchmark.pedantic(page.app.run, rounds=1)
    said = told(*cost(meter, monkeypatch, page, *empty))
    figure(capsys, "organisation page of 2,500 units / empty page", said, "at most 6")
    figure(capsys, "   bytes sent, all of the page", f"{sent / 1e3:.0f} kB", "at most 400 kB")
    figure(capsys, "   of that in charts", f"{plots / 1e3:.0f} kB", "stated")


TRIVIAL = """
import plotly.graph_objects as go
import streamlit as st
for number in range({charts}):
    st.plotly_chart(go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 3, 2])), key=str(number))
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A function that starts a server and returns its address once it answers."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(port: int, *command: str) -> str:
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path))
        address = f"http://localhost:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=1)
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
            else:
                return address
        pytest.fail("the server did not start")

    yield serve
    for process in running:
        process.terminate()
        process.wait()


def test_time_to_the_last_chart(
    benchmark: Any,
    tmp_path: Path,
    browser: Browser,
    served: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From opening the address to the last chart drawn: the team page, and as many trivial ones."""
    peil, folder = Path(sys.executable).with_name("peil"), tmp_path / "demo"
    options = ["--folder", str(folder), "--port", "8741", "--no-browser"]
    address = served(8741, str(peil), "demo", *options)
    place = open_installation(Settings(folder=folder))
    assert json.loads((folder / "example.json").read_text())
    manager, *_ = example.example_people(place)
    link = make_link_secret(place, manager.person, now())
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 3000})
    page = context.new_page()
    page.goto(f"{address}/sign-in/{link}")
    page.get_by_role("button", name="Sign in").click()
    drawn = ".js-plotly-plot .main-svg"
    page.wait_for_selector(drawn)
    page.wait_for_timeout(3000)
    charts = page.locator(".js-plotly-plot").count()
    (tmp_path / "trivial.py").write_text(TRIVIAL.format(charts=charts))
    streamlit = Path(sys.executable).with_name("streamlit")
    trivial = served(
        8742,
        *(str(streamlit), "run", str(tmp_path / "trivial.py"), "--server.headless=true"),
        *("--server.port=8742", "--browser.gatherUsageStats=false"),
    )

    def until_drawn(url: str) -> float:
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_function(
            "n => [...document.querySelectorAll('.js-plotly-plot')]"
            ".filter(e => e.querySelector('.main-svg')).length >= n",
            arg=charts,
        )
        return time.perf_counter() - start

    for url in (f"{address}/team", trivial):
        until_drawn(url)
    pairs = [(until_drawn(f"{address}/team"), until_drawn(trivial)) for _ in range(25)]
    benchmark.pedantic(lambda: until_drawn(f"{address}/team"), rounds=1)
    found = statistics.median(a / b for a, b in pairs)
    seconds = statistics.median(a for a, _ in pairs)
    context.close()
    figure(
        capsys,
        f"team page / a page of {charts} trivial charts, in a browser",
        f"{found:.2f} ({seconds:.2f} s)",
        "at most 1.3",
    )
