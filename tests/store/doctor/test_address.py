"""The address of Peil, against Peil itself and against servers that do something else."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from surveys.doctor import address
from surveys.doctor.probe import NoAnswerError, get
from surveys.doctor.verdict import Verdict
from tests.mail import free_port
from tests.store.doctor import servers
from tests.store.doctor.servers import Reply

NOW = datetime.now(UTC)
SOCKET = {"Connection": "Upgrade", "Upgrade": "websocket"}


@pytest.fixture(scope="module")
def peil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`peil serve` on an empty installation; gives its address."""
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    program = str(Path(sys.executable).with_name("peil"))
    log = (folder / "log").open("w")
    serving = subprocess.Popen(
        [program, "serve", "--port", str(port)],
        env={
            "PEIL_FOLDER": str(folder / "peil-data"),
            "PEIL_CACHE": os.environ["PEIL_CACHE"],
            "HOME": str(folder),
        },
        stdout=log,
        stderr=log,
    )
    where = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                get(f"{where}/healthz", timeout=1)
            except NoAnswerError:
                assert serving.poll() is None, (folder / "log").read_text()
                time.sleep(0.2)
            else:
                break
        yield where
    finally:
        serving.terminate()
        serving.wait(timeout=20)
        log.close()


def reply(path: str) -> Reply:
    """Answer as Peil does behind a proxy that does everything right."""
    if path == "/healthz":
        return 200, {address.SCHEME_SEEN: "https"}, b"ok"
    return 101, SOCKET, b""


def faults(where: str, timeout: float = 5) -> list[Verdict]:
    """Return what is not fine about an address."""
    return [v for v in address.check(where, NOW, timeout) if v.severity != "ok"]


def test_peil_itself_is_reached_and_knows_from_its_proxy_about_https(peil: str) -> None:
    (verdict,) = address.check(peil, NOW)
    assert verdict.severity == "ok"
    assert "its pages get through" in verdict.what
    assert get(f"{peil}/healthz").headers[address.SCHEME_SEEN] == "http"
    by_proxy = get(f"{peil}/healthz", {"X-Forwarded-Proto": "https"})
    assert by_proxy.headers[address.SCHEME_SEEN] == "https"


def test_no_answer_is_a_fault_and_an_open_connection_to_another_machine_a_warning() -> None:
    verdicts = faults("http://pulse.peil.invalid")
    assert [verdict.severity for verdict in verdicts] == ["warning", "fault"]
    assert "is not encrypted" in verdicts[0].what
    assert "is not a known host name" in verdicts[1].what
    (verdict,) = faults(f"http://localhost:{free_port()}")
    assert "nothing listens on this port" in verdict.what
    with servers.silent() as port:
        (verdict,) = faults(f"http://localhost:{port}", timeout=0.2)
    assert "did not answer in time" in verdict.what


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        *((s, b"<html>", f"(status {s})") for s in (200, 404, 502)),
        (200, b"ok", "no WebSocket gets through (status 200)"),
    ],
)
def test_something_else_at_the_address_or_a_proxy_without_websockets_is_a_fault(
    status: int, body: bytes, what: str
) -> None:
    with servers.web(lambda path: (status, {}, body)) as where:
        (verdict,) = faults(where)
    assert verdict.severity == "fault"
    assert what in verdict.what
    assert (f"Something else than Peil answers at {where}" in verdict.what) == (body != b"ok")


def test_https_is_checked_like_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = servers.certificate(tmp_path / "server.pem", NOW + timedelta(days=90))
    with servers.web(reply, file) as where:
        (verdict,) = faults(where)
        assert "certificate that is not trusted" in verdict.what
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert faults(where) == []
    with servers.web(lambda path: (200, {}, b"ok")) as where:
        (verdict,) = faults(where.replace("http:", "https:"))
    assert "does not speak TLS" in verdict.what


def test_a_certificate_that_ends_soon_and_a_proxy_that_forgets_https_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = servers.certificate(tmp_path / "server.pem", NOW + timedelta(days=3))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    def forgetful(path: str) -> Reply:
        return (200, {address.SCHEME_SEEN: "http"}, b"ok") if path == "/healthz" else reply(path)

    with servers.web(forgetful, file) as where:
        found = faults(where)
    assert [verdict.severity for verdict in found] == ["warning", "fault"]
    assert "The certificate ends on" in found[0].what
    assert "X-Forwarded-Proto" in found[1].remedy
