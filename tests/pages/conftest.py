"""Opens a page of the real app, on a real installation, in one language and as one reader."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now
from dashboard.page_registry import PAGES
from dashboard.results import reports
from db import people
from db.base import insert
from db.engine import writing
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.organisation.organisation import unit_named
from surveys.settings.settings import Settings, current_settings
from surveys.sign_in.sign_in import make_link_secret, redeem
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.streamlit_internals import ask_for

APP = Path(__file__).parents[2] / "streamlit_app.py"

Open = Callable[..., AppTest]


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


def text_of(app: AppTest) -> str:
    """Everything that a page says, in one string."""
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
    return "\n".join(element.value for kind in parts for element in kind)


def hold_wave(
    installation: Installation, opens_on: date, option: int, silent: Collection[UUID] = ()
) -> None:
    """Open a wave, let everybody but the silent choose around one option, and count it."""
    wave = open_wave(installation, opens_on=opens_on, closes_on=opens_on)
    tokens = [token for person, token in wave.tokens.items() if person not in silent]
    for number, token in enumerate(tokens):
        questions = answer_sheet(installation, token, opens_on).questions
        given = min(max(option + number % 3 - 1, 0), 4)
        answers = {q.id: (given,) for q in questions if q.scale.size == 5}
        cast(installation, token, answers, opens_on)
    close_wave(installation, opens_on)


@pytest.fixture
def leader(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """The manager of North (12 people) in an organisation with the tiny team South (3)."""
    with writing(installation.engine) as session:
        south = unit_named(session, "South", organisation["Example"])
        manager = people.Person(name="Mo", email="mo@example.org", unit_id=organisation["North"])
        insert(session, manager)
        insert(
            session,
            people.Access(person_id=manager.id, role="manager", unit_id=organisation["North"]),
        )
    organisation["South"] = south
    add_people(installation, organisation["North"], 12)
    add_people(installation, south, 3)
    add_people(installation, organisation["Example"], 5)
    return manager.id


@pytest.fixture
def hr(installation: Installation, leader: UUID, organisation: dict[str, UUID]) -> UUID:
    with writing(installation.engine) as session:
        person = people.Person(
            name="Hanna", email="hr@example.org", unit_id=organisation["Example"]
        )
        insert(session, person)
        insert(session, people.Access(person_id=person.id, role="hr"))
    return person.id


@pytest.fixture
def administrator(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    with writing(installation.engine) as session:
        person = people.Person(name="Ada", email="ada@example.org", unit_id=organisation["North"])
        insert(session, person)
        insert(session, people.Access(person_id=person.id, role="administrator"))
    return person.id


@pytest.fixture
def council(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    with writing(installation.engine) as session:
        person = people.Person(name="Cora", email="cora@example.org", unit_id=organisation["North"])
        insert(session, person)
        insert(session, people.Access(person_id=person.id, role="council"))
    return person.id
