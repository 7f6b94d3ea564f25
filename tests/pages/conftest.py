"""Opens a page of the real app, on a real installation, in one language and as one reader."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import streamlit as st
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now, today
from dashboard.page_registry import PAGES
from dashboard.results import reports
from surveys.access import Reader
from surveys.answering.ballot import Ballot, unseal
from surveys.installation import Installation
from surveys.installation import installation as installations
from surveys.instrument import questions_of_wave, shipped
from surveys.settings import Settings, current_settings
from surveys.sign_in import make_link_secret, redeem
from tests.builders import OPENS, add_people, add_person, add_unit, hold_wave, near
from tests.streamlit_internals import ask_for, sent_to_components

APP = Path(__file__).parents[2] / "streamlit_app.py"

ALL_UNITS = Reader(UUID(int=7), "Sam", None, frozenset({"hr"}), frozenset())
"""Somebody who may read every unit, whatever page they are on."""

Open = Callable[..., AppTest]


@pytest.fixture
def days() -> tuple[date, date]:
    """The wave is open today: pages look at the clock."""
    return today(), today()


@pytest.fixture
def open_page(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """A function that opens a page by its name, or a path, and returns it after its first run."""
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.current_installation.cache_clear()
    current_settings.cache_clear()
    st.cache_resource.clear()
    reports.forget()

    def open_page(
        page: str = "welcome",
        *,
        path: str | None = None,
        language: str = "en",
        person: UUID | None = None,
        **query: str,
    ) -> AppTest:
        current_settings.cache_clear()
        link = None if person is None else make_link_secret(installation, person, now())
        secret = None if link is None else redeem(installation, link, now())
        monkeypatch.setattr(session, "session_secret", lambda: secret)
        app = AppTest.from_file(str(APP), default_timeout=20)
        for name, value in {"lang": language, **query}.items():
            app.query_params[name] = value
        ask_for(app, PAGES[page].address if path is None else path)
        app.run()
        assert not app.exception
        return app

    yield open_page
    installations.current_installation.cache_clear()
    current_settings.cache_clear()


def verdicts_of(app: AppTest) -> list[dict[str, Any]]:
    """Return the rows of verdicts on a page, as the browser gets them."""
    parts = [part for part in sent_to_components(app) if isinstance(part, dict)]
    return [row for part in parts for row in part.get("rows", ()) if "told" in row]


def text_of(app: AppTest) -> str:
    """Everything that a page says, in one string."""
    rows = [
        f"{row['name']}: {row['word']}{row['told']}. {row['note']} {row['aside']}"
        for row in verdicts_of(app)
    ]
    parts = [
        app.text,
        app.title,
        app.subheader,
        app.markdown,
        app.caption,
        app.info,
        app.error,
        app.warning,
    ]
    return "\n".join([*(element.value for kind in parts for element in kind), *rows])


def elements(node: object) -> Iterator[Message]:
    """Yield what is sent to the browser of a part of a page, element by element."""
    for child in getattr(node, "children", {}).values():
        yield from elements(child)
    if isinstance(proto := getattr(node, "proto", None), Message):
        yield proto


def words_above_the_first_chart(app: AppTest) -> list[str]:
    """Return the words from the title of a page to its first chart, without buttons."""
    told, is_below_title = [], False
    for element in elements(app.main):
        kind = type(element).__name__
        if kind == "PlotlyChart":
            break
        is_below_title |= kind == "Heading" and element.tag == "h1"  # type: ignore[attr-defined]
        if kind == "BidiComponent":
            sent = json.loads(getattr(element, "json", "") or "{}")
            sent = json.loads(sent) if isinstance(sent, str) else sent
            parts = ("name", "word", "told", "note", "condition", "aside")
            told += [str(row[part]) for row in sent.get("rows", ()) for part in parts]
        elif is_below_title and kind in {"Heading", "Markdown", "Alert", "PageLink", "Block"}:
            expandable = getattr(element, "expandable", None)
            texts = (getattr(element, name, "") for name in ("body", "label"))
            told += [*texts, getattr(expandable, "label", "")]
    return re.sub(r":\w+(-badge)?\[|:material/\w+:|[#*·\]]", " ", " ".join(told)).split()


def press(app: AppTest, label: str) -> AppTest:
    """Press the first button with this key or in its label, and return the page after its run."""
    next(b for b in app.button if b.key == label or label in b.label).click().run()
    assert not app.exception
    return app


def charts_of(app: AppTest) -> dict[str, str]:
    """Return the specifications of all charts on a page by their keys."""
    return {str(chart.key): chart.proto.spec for chart in app.get("plotly_chart")}


def hold_waves(
    installation: Installation, *options: int, first: int = 0, silent: Collection[UUID] = ()
) -> None:
    """Hold a wave for each option, two weeks apart; everybody but the silent chooses around it."""
    for number, option in enumerate(options, first):
        hold_wave(installation, OPENS + number * timedelta(days=14), near(option), silent)


def ballots(installation: Installation) -> list[Ballot]:
    """Return every ballot in the box of the first wave."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    return [unseal(body, questions, key) for body in installation.box(1).bodies()]


@pytest.fixture
def leader(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """The manager of North (12 people) in an organisation with the tiny team South (3)."""
    whole, north = organisation["Example"], organisation["North"]
    organisation["South"] = add_unit(installation, "South", whole)
    manager = add_person(installation, north, role="manager", role_for=north)
    for unit, number in ((north, 12), (organisation["South"], 3), (whole, 5)):
        add_people(installation, unit, number, named="colleague")
    return manager


@pytest.fixture
def hr(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    return add_person(installation, organisation["Example"], "Hanna", role="hr")


@pytest.fixture
def administrator(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return add_person(installation, organisation["North"], "Ada", role="administrator")


@pytest.fixture
def council(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return add_person(installation, organisation["North"], "Cora", role="council")
