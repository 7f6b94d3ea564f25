"""Two processes instead of one: pages to answer on, and the dashboard, neither with the other."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cookies
from dashboard.clock import now, today
from dashboard.wording import on_primary
from surveys.answering import answer_sheet
from surveys.installation import Installation
from surveys.settings import Half, Settings
from surveys.sign_in import make_link_secret, redeem
from tests.mail import free_port
from tests.pages.conftest import Open, text_of

START = "You need no account"
ELSEWHERE = "Answers are given on another address"


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process serves the pages to answer on, and no others."""
    monkeypatch.setenv("PEIL_ONLY", "answer")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process serves the dashboard, and no page to answer on."""
    monkeypatch.setenv("PEIL_ONLY", "dashboard")


def is_start(app: AppTest) -> bool:
    """Whether a page is the short one that tells people how to answer, and offers nothing."""
    return (
        START in text_of(app)
        and len(app.title) == len(app.markdown) == 1
        and not app.button
        and not app.text_input
    )


@pytest.mark.usefixtures("answering")
def test_where_answers_are_given_links_can_be_answered_and_no_page_of_the_dashboard_can_be_run(
    open_page: Open, hr: UUID, token: str
) -> None:
    """Nobody is signed in by a cookie."""
    assert is_start(open_page("start"))
    for path in ("team", "set_up", "welcome", "elsewhere"):
        assert is_start(open_page(path=path, person=hr)), path
    app = open_page("answer", person=hr, t=token)
    assert [button.label for button in app.button] == [on_primary("Send my answers")]
    app.pills(key="mood_1").select(3)
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"


@pytest.mark.usefixtures("answering", "installation")
def test_where_answers_are_given_nobody_can_set_up(open_page: Open) -> None:
    assert is_start(open_page("set_up"))


@pytest.mark.usefixtures("reading")
def test_where_the_dashboard_is_results_can_be_read_and_links_to_answer_lead_elsewhere_unused(
    open_page: Open, installation: Installation, hr: UUID, token: str
) -> None:
    app = open_page("elsewhere", t=token)
    assert app.title[0].value == ELSEWHERE
    assert not app.pills
    assert "token" not in app.session_state
    assert answer_sheet(installation, token, today()).wave == 1
    assert open_page("answer").title[0].value == ELSEWHERE
    app = open_page("team", person=hr)
    assert app.title[0].value == "Example"
    assert "Sign out" in [button.label for button in app.button]


@pytest.mark.usefixtures("reading", "installation")
def test_where_the_dashboard_is_an_organisation_can_be_set_up(open_page: Open) -> None:
    assert open_page("welcome").title[0].value == "Welcome to Peil"


@pytest.fixture
def serve(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Half], str]]:
    """A function that runs `peil serve --only` and returns its address."""
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    running = []

    def start(half: Half) -> str:
        port = free_port()
        peil = Path(sys.executable).with_name("peil")
        with (tmp_path / "serve.log").open("w") as log:
            command = [str(peil), "serve", "--only", half, "--port", str(port)]
            running.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 120
        while time.monotonic() < end and running[-1].poll() is None:
            try:
                httpx2.get(f"{address}/healthz")
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return address
        pytest.fail((tmp_path / "serve.log").read_text())

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize("half", ["answer", "dashboard"])
def test_only_a_process_for_the_dashboard_signs_in(
    serve: Callable[[Half], str], installation: Installation, hr: UUID, half: Half
) -> None:
    secret = make_link_secret(installation, hr, now())
    address = serve(half)
    for path in ("healthz", "readyz"):
        assert httpx2.get(f"{address}/{path}").text == "ok"
    asked = httpx2.get(f"{address}/sign-in/{secret}")
    signed_in = httpx2.post(f"{address}/sign-in/{secret}", headers={"Origin": address})
    first = httpx2.get(f"{address}/").headers.get("set-cookie")
    assert "set-cookie" not in asked.headers
    if half == "answer":
        assert {asked.status_code, signed_in.status_code} <= {404, 405}
        assert "set-cookie" not in signed_in.headers
        assert first is None
        assert redeem(installation, secret, now()) is not None, "the link was not spent"
    else:
        assert asked.status_code == 200
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
        assert signed_in.headers["set-cookie"].startswith(cookies.SESSION)
        assert first is not None
        assert first.startswith(cookies.BROWSER)
