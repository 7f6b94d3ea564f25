"""What pages cost; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import re
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import streamlit as st
from playwright.sync_api import Page as BrowserPage
from streamlit.testing.v1 import AppTest

from dashboard import person_menu, session
from dashboard.clock import now, today
from dashboard.page_definition import FOLDER, Page
from dashboard.page_registry import PAGES, WITH_COOKIES
from dashboard.results import reports
from surveys.access import access
from surveys.example import example
from surveys.example.workplace import example_people
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.reading.reading import Reading, open_reading
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.benchmarks import figures
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.measuring import Note, sized
from tests.browser.conftest import browser, english, page
from tests.builders import add_person
from tests.mail import free_port
from tests.past_waves import ANCHORS, around, past_wave
from tests.serving import PEIL, serving
from tests.streamlit_internals import ask_for, measure_runs

# Fixtures of the browser tests.
assert browser
assert english
assert page

ROOT = Path(__file__).parents[2]
ROUNDS = sized(200, 60)
EMPTY = 'from dashboard.navigation import enter\nenter("empty")\n'


@dataclass
class Visit:
    """Somebody who has opened a page."""

    app: AppTest
    secret: str | None


@dataclass
class Bench:
    """The app, opened in this process, and the seconds and the bytes of the latest script run."""

    app: Path
    installation: Installation
    monkeypatch: pytest.MonkeyPatch
    seconds: float = 0.0
    sent: int = 0
    plots: int = 0

    def note(self, seconds: float, messages: list[Any]) -> None:
        """Keep the time of a script run alone, and the size of its messages to the browser."""
        self.seconds = seconds
        self.sent = sum(message.ByteSize() for message in messages)
        self.plots = sum(
            message.ByteSize()
            for message in messages
            if message.delta.new_element.HasField("plotly_chart")
        )

    def open(self, page: str, person: UUID | None, **query: str) -> Visit:
        """Open a page as somebody."""
        ours = self.installation
        secret = person and redeem(ours, make_link_secret(ours, person, now()), now())
        app = AppTest.from_file(str(self.app), default_timeout=60)
        self.monkeypatch.setattr(session, "session_secret", lambda: secret)
        for name, value in query.items():
            app.query_params[name] = value
        ask_for(app, PAGES[page].address)
        app.run()
        assert not app.exception
        return Visit(app, secret)

    def open_nearly_nothing(self, person: UUID | None) -> list[Visit]:
        """Open the empty page and the file with nothing in it."""
        return [self.open(page, person) for page in ("empty", "nothing")]

    def cost(self, page: Visit, others: list[Visit]) -> tuple[float, str]:
        """Return how many times those of others a page's script takes, and more in words."""

        def run(visit: Visit) -> float:
            self.monkeypatch.setattr(session, "session_secret", lambda: visit.secret)
            visit.app.run()
            return self.seconds

        rounds = [[run(visit) for visit in (page, *others)] for _ in range(ROUNDS)]
        ours, empty, nothing = zip(*rounds, strict=True)
        to_empty, to_nothing = (
            statistics.median(a / b for a, b in zip(ours, other, strict=True))
            for other in (empty, nothing)
        )
        of_nothing = f"{to_nothing:.1f} of a file without anything"
        return to_empty, f"{of_nothing}; {statistics.median(ours) * 1e3:.0f} ms"


@pytest.fixture
def bench(
    tmp_path: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    """The app as it is, with two pages more: an empty one, and a file with nothing in it.

    The empty page has what all pages of the app have: who is signed in, the language, the way out.
    """
    shutil.copytree(ROOT / FOLDER, tmp_path / "app" / FOLDER)
    for name, text in (("empty", EMPTY), ("nothing", "")):
        monkeypatch.setitem(PAGES, name, Page(name, name))
        (tmp_path / "app" / PAGES[name].file).write_text(text)
    app = shutil.copy(ROOT / "streamlit_app.py", tmp_path / "app")
    monkeypatch.setenv("PEIL_FOLDER", str(installation.store_folder.parent))
    # The menu of every page that is compared; the app under test would make up its cookies anew.
    monkeypatch.setattr(person_menu, "WITH_COOKIES", WITH_COOKIES | {"empty"})
    monkeypatch.setattr(type(st.context), "cookies", {})
    installations.current_installation.cache_clear()
    reports.forget()
    bench = Bench(app, installation, monkeypatch)
    measure_runs(monkeypatch, bench.note)
    yield bench
    installations.current_installation.cache_clear()


def freeze_data(monkeypatch: pytest.MonkeyPatch, installation: Installation, person: UUID) -> None:
    """Put values in the place of every look-up that the page makes."""
    who = access.reader(installation, person)
    assert who is not None
    with open_reading(installation, who) as reading:
        values = {"units": reading.units, "edition": reading.edition}
        follow_up = reports.read_follow_up(reading, reading.units[0].id)
    monkeypatch.setattr(session.sign_in, "session_reader_in", lambda *_: who)
    monkeypatch.setattr(reports, "read_follow_up", lambda *_: follow_up)
    monkeypatch.setattr(Reading, "check_may_read", lambda *_: None)
    for name, value in values.items():
        monkeypatch.setattr(Reading, name, value)


def test_script_runs_against_an_empty_page(
    benchmark: Any, installation: Installation, bench: Bench, note: Note
) -> None:
    """In a warm process, for the example of 300 people with 13 waves."""
    tokens = example.create_example(
        installation, number_of_people=300, today=today(), progress=lambda *_: None
    )
    manager = example_people(installation).manager
    nobody = bench.open_nearly_nothing(None)
    empty = bench.open_nearly_nothing(manager.person)
    answer = bench.open("answer", None, t=tokens[0])
    team = bench.open("team", manager.person)
    sent = bench.sent
    measures = bench.open("measures", manager.person)
    sent_measures = bench.sent
    benchmark.pedantic(team.app.run, rounds=1)
    note(figures.ANSWER_PAGE, *bench.cost(answer, nobody))
    note(figures.TEAM_PAGE, *bench.cost(team, empty))
    note(figures.TEAM_BYTES, sent / 1e3)
    note(figures.MEASURES_PAGE, *bench.cost(measures, empty))
    note(figures.MEASURES_BYTES, sent_measures / 1e3)
    who = access.reader(installation, manager.person)
    assert who is not None
    (unit,) = who.managed_units
    for slide, figure in (("3", figures.SLIDE), ("99", figures.SLIDE_FORM)):
        meeting = bench.open("present", manager.person, unit=unit.hex, slide=slide)
        note(figure, *bench.cost(meeting, empty))
    ratios = []
    for _ in range(60):
        team.app.run()
        with_data = bench.seconds
        with bench.monkeypatch.context() as frozen:
            freeze_data(frozen, installation, manager.person)
            team.app.run()
        ratios.append(with_data / bench.seconds)
    ratio = statistics.median(ratios)
    note(figures.DATA_IN_HAND, ratio)


def test_the_organisation_page_with_2500_units(
    benchmark: Any, installation: Installation, bench: Bench, note: Note
) -> None:
    """Two waves over 2,500 units."""
    units = organisation_of(installation, 0, sized(2_500, 250))
    chance = np.random.default_rng(1)
    for wave in range(2):
        answers = {u: {q: around(3.6, 14, chance) for q in ANCHORS} for u in units}
        past_wave(installation, wave, answers)
    hr = add_person(installation, units[0], "Hanna", role="hr")
    empty = bench.open_nearly_nothing(hr)
    page = bench.open("organisation", hr)
    sent, plots = bench.sent, bench.plots
    benchmark.pedantic(page.app.run, rounds=1)
    note(figures.ORGANISATION_PAGE, *bench.cost(page, empty))
    note(figures.ORGANISATION_BYTES, sent / 1e3)
    note(figures.ORGANISATION_CHARTS, plots / 1e3)


TRIVIAL = """
import plotly.graph_objects as go
import streamlit as st
for number in range({charts}):
    st.plotly_chart(go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 3, 2])), key=str(number))
"""


def test_time_to_the_last_chart(
    benchmark: Any, tmp_path: Path, page: BrowserPage, note: Note
) -> None:
    """From opening the address to the last chart drawn: the team page, and as many trivial ones."""
    page.set_viewport_size({"width": 1280, "height": 3000})
    ports = free_port(), free_port()
    team, trivial = (f"http://localhost:{port}" for port in ports)
    streamlit = [PEIL.with_name("streamlit"), "run", tmp_path / "trivial.py"]
    options = {"server.headless": True, "server.port": ports[1], "browser.gatherUsageStats": False}
    streamlit += [f"--{name}={value}" for name, value in options.items()]
    demo = [PEIL, "demo", "--folder", tmp_path / "demo", "--port", str(ports[0]), "--no-browser"]

    def until_drawn(url: str, charts: int) -> float:
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_function(
            "n => [...document.querySelectorAll('.js-plotly-plot')]"
            ".filter(e => e.querySelector('.main-svg')).length >= n",
            arg=charts,
        )
        return time.perf_counter() - start

    with serving(demo, team, tmp_path / "demo.log"):
        page.goto(re.findall(r"http\S+/sign-in/\S+", (tmp_path / "demo.log").read_text())[0])
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.wait_for_timeout(3000)
        charts = page.locator(".js-plotly-plot").count()
        (tmp_path / "trivial.py").write_text(TRIVIAL.format(charts=charts))
        with serving(streamlit, trivial, tmp_path / "trivial.log", cwd=tmp_path):
            urls = f"{team}/team", trivial
            pairs = [[until_drawn(url, charts) for url in urls] for _ in range(26)][1:]
            benchmark.pedantic(until_drawn, args=(urls[0], charts), rounds=1)
    ratio = statistics.median(a / b for a, b in pairs)
    seconds = statistics.median(a for a, _ in pairs)
    note(figures.LAST_CHART, ratio, f"{charts} charts, {seconds:.2f} s")
