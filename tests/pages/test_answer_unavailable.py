"""A database that is locked or away while somebody answers: nothing is lost, and it says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.session import Run
from surveys.answering import Answers
from surveys.installation import Installation
from surveys.waves import OpenedWave
from tests.builders import add_person
from tests.locks import locked, main_database_away
from tests.pages.conftest import Open, ballots, text_of

TITLES = ["One moment, please"]
PROMISE = "your link still works"
KEPT = "They wait on this page"


def answers(installation: Installation) -> list[Answers]:
    return [ballot.answers for ballot in ballots(installation)]


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


@pytest.mark.parametrize("main_database", [nullcontext, main_database_away])
def test_a_locked_box_says_that_nothing_is_lost_and_takes_the_same_answers_later(
    open_page: Open,
    installation: Installation,
    token: str,
    main_database: Callable[[Installation], AbstractContextManager[object]],
) -> None:
    """Even without the main database: the box knows by itself which tokens are worth a ballot."""
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(0)
    app.pills(key="wlb_1").select(4)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
        assert not app.exception
        assert titles(app) == TITLES
        assert PROMISE in text_of(app)
        assert KEPT in text_of(app)
        assert "[0800 1234](tel:08001234). Ada Counsel." in text_of(app)
        app.button[-1].click().run()
        assert titles(app) == TITLES
    assert answers(installation) == []
    with main_database(installation):
        app.button[-1].click().run()
        assert not app.exception
    assert app.title[0].value in {"Thank you", "Dank je wel"}
    assert answers(installation) == [{"mood_1": (0,), "wlb_1": (4,)}]


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_without_the_main_database_the_questions_come_back_with_it(
    open_page: Open, installation: Installation, wave: OpenedWave, is_signed_in: bool
) -> None:
    person, token = next(iter(wave.tokens.items()))
    app = open_page("answer", person=person if is_signed_in else None, t=token)
    del app.session_state["sheet"]  # as somebody has it who opens the page now
    with main_database_away(installation):
        app.run()
        assert not app.exception
        assert titles(app) == TITLES
        assert PROMISE in text_of(app)
        assert KEPT not in text_of(app)
        assert not app.pills
    app.button[-1].click().run()
    assert app.pills[0].key == "mood_1"


def test_a_page_that_was_open_before_sends_without_the_main_database(
    open_page: Open, installation: Installation, token: str
) -> None:
    """It keeps its questions; the box is another file, and knows its tokens by itself."""
    app = open_page("answer", t=token)
    with main_database_away(installation):
        app.run()
        app.pills(key="mood_1").select(1)
        app.button(key="send").click().run()
        assert not app.exception
        assert titles(app) == ["Thank you"]
    assert answers(installation) == [{"mood_1": (1,)}]
    assert "sheet" not in app.session_state


@pytest.mark.parametrize("invited", [12], ids=["comments can be read"])
def test_a_name_in_what_is_sent_while_the_main_database_is_away_is_asked_about_afterwards(
    open_page: Open, installation: Installation, token: str, north: UUID
) -> None:
    add_person(installation, north, "Wilhelmina")
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(2)
    app.text_area(key="comment").input("Wilhelmina shouts")
    with main_database_away(installation):
        app.button(key="send").click().run()
        assert KEPT in text_of(app)
    app.button[-1].click().run()
    assert answers(installation) == []
    assert "Wilhelmina" in app.warning[0].value
    assert app.session_state["mood_1"] == 2
    assert app.text_area(key="comment").value == "Wilhelmina shouts"
    app.button(key="send_anyway").click().run()
    assert titles(app) == ["Thank you"]
    assert [(b.answers, b.comments) for b in ballots(installation)] == [
        ({"mood_1": (2,)}, {"comment": "Wilhelmina shouts"})
    ]


def test_a_wave_that_closes_while_answers_wait_says_so(
    open_page: Open, installation: Installation, token: str
) -> None:
    app = open_page("answer", t=token)
    with locked(installation.box(1).path):
        app.button[-1].click().run()
    installation.box(1).seal_off()
    app.button[-1].click().run()
    assert titles(app) == ["This link has been used, or is not complete"]
    assert "unsent" not in app.session_state


def test_nobody_is_offered_to_set_up_while_the_database_is_away(
    open_page: Open, installation: Installation
) -> None:
    run: Run = open_page("privacy").session_state["run"]
    assert run.needs_set_up
    with main_database_away(installation):
        run = open_page("privacy").session_state["run"]
    assert not run.is_ready
    assert not run.needs_set_up
