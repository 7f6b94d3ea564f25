"""The app opened in this process, page by page, with the time and bytes of each script run."""

import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import person_menu, session
from dashboard.clock import now
from dashboard.page_definition import FOLDER, Page
from dashboard.page_registry import PAGES, WITH_COOKIES
from dashboard.results import reports
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.benchmarks.measuring import sized
from tests.streamlit_internals import ask_for, measure_runs

ROOT = Path(__file__).parents[2]
ROUNDS = sized(200, 60)
EMPTY = 'from dashboard.navigation import enter\nenter("empty")\n'


@dataclass
class Visit:
    """Somebody who has opened a page."""

    app: AppTest
    secret: str | None
    installation: Installation


@dataclass
class OpenedApp:
    """The app on one installation at a time, with seconds and bytes of its latest script run."""

    app: Path
    installation: Installation
    monkeypatch: pytest.MonkeyPatch
    seconds: float = 0.0
    cpu: float = 0.0
    sent: int = 0
    plots: int = 0

    def note(self, seconds: float, cpu: float, messages: list[Any]) -> None:
        """Keep the time of a script run alone, and the size of its messages to the browser."""
        self.seconds, self.cpu = seconds, cpu
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
        app = AppTest.from_file(str(self.app), default_timeout=900)
        self.monkeypatch.setattr(session, "session_secret", lambda: secret)
        for name, value in query.items():
            app.query_params[name] = value
        ask_for(app, PAGES[page].address)
        app.run()
        assert not app.exception
        return Visit(app, secret, ours)

    def run(self, visit: Visit) -> float:
        """Run the script of a page once more; return the processor time of its thread."""
        self.installation = visit.installation
        self.monkeypatch.setattr(session, "session_secret", lambda: visit.secret)
        visit.app.run()
        return self.cpu

    def open_nearly_nothing(self, person: UUID | None) -> list[Visit]:
        """Open the empty page and the file with nothing in it."""
        return [self.open(page, person) for page in ("empty", "nothing")]

    def cost(self, page: Visit, others: list[Visit]) -> tuple[float, str]:
        """Return how many times those of others a page's script takes, and more in words."""
        rounds = [[self.run(visit) for visit in (page, *others)] for _ in range(ROUNDS)]
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
) -> Iterator[OpenedApp]:
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
    bench = OpenedApp(app, installation, monkeypatch)
    monkeypatch.setattr(session, "current_installation", lambda: bench.installation)
    measure_runs(monkeypatch, bench.note)
    yield bench
    installations.current_installation.cache_clear()
