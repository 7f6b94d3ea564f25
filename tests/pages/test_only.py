"""Two processes instead of one: pages to answer on, and the dashboard, neither with the other."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cookies
from dashboard.clock import now, today
from dashboard.wording import on_primary
from surveys.answering.casting import answer_sheet
from surveys.installation.installation import Installation
from surveys.settings.settings import Half, Settings, current_settings
from surveys.sign_in.sign_in import make_link_secret, redeem
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import add_people
from tests.pages.conftest import Open, text_of
from tests.rosters import appoint

START = "You need no account"
ELSEWHERE = "Answers are given on another address"


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    add_people(installation, organisation["North"], 6)
    return open_wave(installation, opens_on=today(), closes_on=today())


@pytest.fixture
def token(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """Somebody who may read the results of every unit."""
    del organisation
    return appoint(installation, email="hr@example.org", name="Hanna", role="hr", unit=None)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Half], None]:
    """A function that makes this process serve one half, as PEIL_ONLY does."""

    def serve(half: Half) -> None:
        monkeypatch.setenv("PEIL_ONLY", half)
        current_settings.cache_clear()

    return serve


@pytest.fixture
def answering(only: Callable[[Half], None]) -> None:
    only("answer")


@pytest.fixture
def reading(only: Callable[[Half], None]) -> None:
    only("dashboard")


def is_start(app: AppTest) -> bool:
    """Whether a page is the short one that tells the way to who answers, and offers nothing."""
    return START in text_of(app) and len(app.title) == 1 and not app.button


@pytest.mark.usefixtures("answering")
def test_where_answers_are_given_the_first_page_tells_the_way(open_page: Open) -> None:
    app = open_page("start")
    assert is_start(app)
    assert len(app.markdown) == 1


@pytest.mark.usefixtures("answering")
def test_where_answers_are_given_a_link_can_be_answered(open_page: Open, token: str) -> None:
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(3)
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("path", ["team", "set_up", "welcome", "elsewhere"])
def test_where_answers_are_given_no_page_of_the_dashboard_can_be_run(
    open_page: Open, hr: UUID, path: str
) -> None:
    assert is_start(open_page(path=path, person=hr))


@pytest.mark.usefixtures("answering", "installation")
def test_where_answers_are_given_nobody_can_set_up(open_page: Open) -> None:
    app = open_page("set_up")
    assert is_start(app)
    assert not app.text_input


@pytest.mark.usefixtures("answering")
def test_where_answers_are_given_nobody_is_signed_in_whatever_the_cookie(
    open_page: Open, hr: UUID, token: str
) -> None:
    app = open_page("answer", person=hr, t=token)
    assert [button.label for button in app.button] == [on_primary("Send my answers")]


@pytest.mark.usefixtures("reading")
def test_where_the_dashboard_is_a_link_to_answer_is_sent_elsewhere_unused(
    open_page: Open, installation: Installation, token: str
) -> None:
    app = open_page("elsewhere", t=token)
    assert app.title[0].value == ELSEWHERE
    assert not app.pills
    assert "t" not in app.query_params
    assert "token" not in app.session_state
    assert answer_sheet(installation, token, today()).unit == "North"


@pytest.mark.usefixtures("reading", "organisation")
def test_where_the_dashboard_is_the_path_to_answer_on_leads_elsewhere(open_page: Open) -> None:
    assert open_page("answer").title[0].value == ELSEWHERE


@pytest.mark.usefixtures("reading", "organisation")
def test_where_the_dashboard_is_the_page_of_thanks_cannot_be_run(open_page: Open) -> None:
    assert open_page("thanks").title[0].value == "How are we doing?"


@pytest.mark.usefixtures("reading")
def test_where_the_dashboard_is_results_can_be_read(open_page: Open, hr: UUID) -> None:
    app = open_page("team", person=hr)
    assert app.title[0].value == "Example"
    assert "Sign out" in [button.label for button in app.button]


@pytest.mark.usefixtures("reading", "installation")
def test_where_the_dashboard_is_an_organisation_can_be_set_up(open_page: Open) -> None:
    assert open_page("welcome").title[0].value == "Welcome to Peil"


class Answer(NamedTuple):
    """What a server said."""

    status: int
    cookie: str | None
    place: str | None
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


def get(url: str, posted_from: str | None = None) -> Answer:
    """Ask for an address, or send an empty form to it, and follow no redirect."""
    headers = {} if posted_from is None else {"Origin": posted_from}
    request = urllib.request.Request(  # noqa: S310
        url, data=None if posted_from is None else b"", headers=headers
    )
    try:
        response: HTTPResponse = urllib.request.build_opener(_Stay).open(request, timeout=5)
    except urllib.error.HTTPError as refused:
        with refused:
            headers = refused.headers
            return Answer(refused.code, headers["set-cookie"], headers["location"], "")
    with response:
        text = response.read().decode()
        return Answer(response.status, response.headers["set-cookie"], None, text)


@pytest.fixture
def serve(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Half], str]]:
    """A function that runs `peil serve --only` and returns its address."""
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    running = []

    def start(half: Half) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        peil = Path(sys.executable).with_name("peil")
        with (tmp_path / "serve.log").open("w") as log:
            command = [str(peil), "serve", "--only", half, "--port", str(port)]
            running.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 120
        while time.monotonic() < end and running[-1].poll() is None:
            try:
                get(f"{address}/healthz")
            except urllib.error.URLError:
                time.sleep(0.1)
            else:
                return address
        pytest.fail((tmp_path / "serve.log").read_text())

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def test_a_process_to_answer_on_signs_nobody_in(
    serve: Callable[[Half], str], installation: Installation, hr: UUID
) -> None:
    secret = make_link_secret(installation, hr, now())
    address = serve("answer")
    assert get(f"{address}/healthz").text == get(f"{address}/readyz").text == "ok"
    for refused in (
        get(f"{address}/sign-in/{secret}"),
        get(f"{address}/sign-in/{secret}", posted_from=address),
    ):
        assert refused.status in {404, 405}
        assert refused.cookie is None
    assert get(f"{address}/").cookie is None
    assert redeem(installation, secret, now()) is not None, "the link was not spent"


def test_a_process_for_the_dashboard_signs_in(
    serve: Callable[[Half], str], installation: Installation, hr: UUID
) -> None:
    secret = make_link_secret(installation, hr, now())
    address = serve("dashboard")
    assert get(f"{address}/healthz").text == get(f"{address}/readyz").text == "ok"
    asked = get(f"{address}/sign-in/{secret}")
    assert (asked.status, asked.cookie) == (200, None)
    signed_in = get(f"{address}/sign-in/{secret}", posted_from=address)
    assert (signed_in.status, signed_in.place) == (303, "/")
    assert signed_in.cookie is not None
    assert signed_in.cookie.startswith(cookies.SESSION)
    first = get(f"{address}/").cookie
    assert first is not None
    assert first.startswith(cookies.BROWSER)
