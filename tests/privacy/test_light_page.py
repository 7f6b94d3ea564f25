"""The attacks on answering, over the light page: exchanged, watched, listened to, and killed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from dashboard.answering.light import routes, visit
from dashboard.answering.light.posted import field_of
from surveys.answering import Answers, Comments
from surveys.installation import Installation
from surveys.instrument import COMMENT, shipped
from surveys.waves import OpenedWave
from tests.locks import locked
from tests.postgresql import Database
from tests.privacy import conftest
from tests.privacy.conftest import DAY, Everything, Open
from tests.privacy.test_kill import KILLED, ballots_and_unused, in_a_child, lines_to_die_at
from tests.privacy.test_logs import told
from tests.privacy.test_swap import (
    SIZES,
    Opened,
    Place,
    assert_stores_the_same,
    atom_of_each_team,
    ballots_of,
    few,
    turnouts,
)

MOOD = shipped().question("mood_1")

NOTHING: Comments = {}


@contextmanager
def door(installation: Installation, on: date = DAY) -> Iterator[TestClient]:
    """Open the light page of an installation on a day."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(visit, "current_installation", lambda: installation)
        patched.setattr(visit, "today", lambda *_: on)
        with TestClient(Starlette(routes=routes.routes(None))) as client:
            yield client


def send(
    installation: Installation, token: str, answers: Answers, on: date, comments: Comments = NOTHING
) -> None:
    """Answer over the light page, instead of calling the service."""
    by_id = {question.id: question for question in shipped().questions()}
    fields = [(field_of(by_id[q]), str(o)) for q, options in answers.items() for o in options]
    with door(installation, on) as client:
        sent = client.post(
            f"/a/{token}",
            content=urlencode([*fields, *comments.items(), ("then", "anyway")]),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    assert sent.status_code == 200
    assert "Thank you" in sent.text


@settings(few, max_examples=4)
@given(turnouts())
def test_exchanging_answers_sent_by_the_light_page_changes_nothing_that_is_stored(
    opened: Opened, answers: dict[Place, Answers]
) -> None:
    world: Open = opened(SIZES)
    atom = atom_of_each_team(world, answers)
    pairs = [
        (one, other)
        for one in answers
        for other in answers
        if one < other and atom[one[0]] == atom[other[0]] and answers[one] != answers[other]
    ]
    if not pairs:
        return
    one, other = pairs[-1]
    exchanged = {**answers, one: answers[other], other: answers[one]}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(conftest, "cast", send)
        assert_stores_the_same(world, ballots_of(world, answers), ballots_of(world, exchanged))


def test_a_link_shows_the_same_however_many_have_answered(
    installation: Installation, wave: OpenedWave
) -> None:
    """Neither the page of somebody else nor what a used link says tells anything of them."""
    mine, *others = wave.tokens.values()
    with door(installation) as client:
        before = client.get(f"/a/{mine}").text
        used = set()
        for number, token in enumerate(others):
            send(installation, token, {"mood_1": (number % 5,)}, DAY, {COMMENT: "a comment"})
            used.add(client.get(f"/a/{token}").text)
            assert client.get(f"/a/{mine}").text == before
        assert len(used) == 1
        assert client.get("/a/NobodyWasEverGivenThisToken0000000").text in used


def test_no_log_hears_what_the_light_page_took_or_refused(
    heard: Everything, installation: Installation, wave: OpenedWave
) -> None:
    token = next(iter(wave.tokens.values()))
    body = {"q-mood_1": "3", "comment": "zebedee whispers about marmalade"}
    with door(installation) as client:
        client.get(f"/a/{token}")
        client.post(f"/a/{token}", data={**body, "q-unknown": "1"})
        client.post(f"/a/{token}", data={**body, "comment": "marmalade " * 51})
        with locked(installation.box(1).path):
            assert client.post(f"/a/{token}", data=body).status_code == 503
        assert "Thank you" in client.post(f"/a/{token}", data=body).text
        client.post(f"/a/{token}", data=body)
    assert "FROM organisation" in heard.text, "statements are heard"
    # The client of the tests logs its own requests, as a browser might; no server does.
    ours = "\n".join(line for line in heard.lines if not line.startswith("httpx"))
    assert told(ours, token) == []
    assert not re.search("marmalade|q-mood_1", ours)


@pytest.mark.slow
def test_a_sending_that_is_killed_anywhere_can_be_repeated_and_counts_once(
    copy: Callable[[], Installation],
    wave: OpenedWave,
    database: Database | None,
    in_full: bool,
) -> None:
    """Whoever pressed the button and got no answer presses again, or the script does."""
    token = list(wave.tokens.values())[-1]
    body = urlencode({field_of(MOOD): "2", "again": "1"}).encode()

    def post(place: Installation) -> str:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(visit, "current_installation", lambda: place)
            patched.setattr(visit, "today", lambda *_: DAY)
            return bytes(routes.take(_request(token), body).body).decode()

    unused = ballots_and_unused(copy(), token)
    assert unused == (0, 1)
    code, lines = in_a_child(partial(post, copy()), None)
    assert code == 0
    arrived = set()
    for line in lines_to_die_at(lines, database, in_full):
        killed = copy()
        code, _ = in_a_child(partial(post, killed), line)
        assert code == KILLED
        held = ballots_and_unused(killed, token)
        assert held in {(0, 1), (1, 0)}, f"killed at line {line}"
        arrived.add(held == (1, 0))
        said = post(killed)
        assert ("Your answers have arrived" if held == (1, 0) else "Thank you") in said
        assert ballots_and_unused(killed, token) == (1, 0)
    assert arrived == {True, False}


def _request(token: str) -> Request:
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/a/{token}",
        "path_params": {"token": token},
        "query_string": b"",
        "headers": [],
    }
    return Request(scope)
