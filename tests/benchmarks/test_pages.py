"""What pages cost; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import re
import statistics
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from playwright.sync_api import Page as BrowserPage

from dashboard import session
from dashboard.clock import today
from dashboard.results import reports
from surveys.access import access
from surveys.example import example
from surveys.example.workplace import example_people
from surveys.installation.installation import Installation
from surveys.reading.reading import Reading, open_reading
from tests.benchmarks import figures
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.measuring import Note, sized
from tests.benchmarks.opened_app import OpenedApp, bench
from tests.browser.conftest import browser, english, page
from tests.builders import add_person
from tests.mail import free_port
from tests.past_waves import ANCHORS, around, past_wave
from tests.serving import PEIL, serving

# Fixtures of the browser tests, and the app.
assert bench
assert browser
assert english
assert page


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
    benchmark: Any, installation: Installation, bench: OpenedApp, note: Note
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
    benchmark: Any, installation: Installation, bench: OpenedApp, note: Note
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
