"""A database that is locked or away while somebody answers: nothing is lost, and it says so."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from dashboard.session import Run
from surveys.answering.ballot import Answers, unseal
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import add_people
from tests.locks import locked, main_database_away
from tests.pages.conftest import Open, text_of

TITLES = "Please try again in a minute"
PROMISES = "your link still works"
KEPT = "They are kept here"


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    add_people(installation, organisation["North"], 6)
    return open_wave(installation, opens_on=today(), closes_on=today())


@pytest.fixture
def token(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


def ballots(installation: Installation) -> list[Answers]:
    """Return what was answered in every ballot of the box."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    return [unseal(body, questions, key).answers for body in installation.box(1).bodies()]


def test_a_locked_box_says_that_nothing_is_lost_and_takes_the_same_answers_later(
    open_page: Open, installation: Installation, token: str
) -> None:
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(0)
    app.pills(key="wlb_1").select(4)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
        assert not app.exception
        assert [title.value for title in app.title] == [TITLES]
        assert PROMISES in text_of(app)
        assert KEPT in text_of(app)
        assert "Ada Counsel, 0800 1234" in text_of(app)
        app.button[-1].click().run()
        assert [title.value for title in app.title] == [TITLES]
    assert ballots(installation) == []
    app.button[-1].click().run()
    assert app.title[0].value in {"Thank you", "Dank je wel"}
    assert ballots(installation) == [{"mood_1": (0,), "wlb_1": (4,)}]


def test_without_the_main_database_the_questions_come_back_with_it(
    open_page: Open, installation: Installation, token: str
) -> None:
    app = open_page("answer", t=token)
    with main_database_away(installation):
        app.run()
        assert not app.exception
        assert [title.value for title in app.title] == [TITLES]
        assert PROMISES in text_of(app)
        assert KEPT not in text_of(app)
        assert not app.pills
    app.button[-1].click().run()
    assert app.pills[0].key == "mood_1"


def test_answers_sent_while_the_main_database_is_away_arrive_all_the_same(
    open_page: Open, installation: Installation, token: str
) -> None:
    """The box knows by itself which tokens are worth a ballot."""
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(3)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
    assert KEPT in text_of(app)
    with main_database_away(installation):
        app.button[-1].click().run()
        assert not app.exception
        assert app.title[0].value == "Thank you"
    assert ballots(installation) == [{"mood_1": (3,)}]


def test_who_is_signed_in_is_told_the_same(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    person, token = next(iter(wave.tokens.items()))
    app = open_page("answer", person=person, t=token)
    with main_database_away(installation):
        app.run()
        assert not app.exception
        assert [title.value for title in app.title] == [TITLES]


def test_answers_that_wait_never_go_out_with_another_link(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    first, second, *_ = wave.tokens.values()
    app = open_page("answer", t=first)
    app.pills(key="mood_1").select(0)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
    app.query_params["t"] = second
    app.run()
    assert app.pills[0].key == "mood_1"
    assert ballots(installation) == []


def test_a_wave_that_closes_while_answers_wait_says_so(
    open_page: Open, installation: Installation, token: str
) -> None:
    app = open_page("answer", t=token)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
    installation.box(1).seal_off()
    app.button[-1].click().run()
    assert [title.value for title in app.title] == ["This link cannot be used"]
    assert "unsent" not in app.session_state


def test_nobody_is_offered_to_set_up_while_the_database_is_away(
    open_page: Open, installation: Installation
) -> None:
    assert run_of(open_page("privacy")).needs_set_up
    with main_database_away(installation):
        run = run_of(open_page("privacy"))
    assert not run.is_ready
    assert not run.needs_set_up


def run_of(app: AppTest) -> Run:
    """Return what the latest run of an app was about."""
    found: Run = app.session_state["run"]
    return found
