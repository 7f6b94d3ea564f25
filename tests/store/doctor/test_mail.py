"""The mail server, against real small ones: it is signed in to, and nothing is ever sent."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from surveys.doctor import mail
from surveys.doctor.verdict import Verdict
from tests.mail import free_port, mail_server
from tests.store.doctor import servers

NEXT_YEAR = datetime.now(UTC) + timedelta(days=365)


def only(address: str | None, timeout: float = 5) -> Verdict:
    """Return the one verdict on an address."""
    (verdict,) = mail.check(address, timeout)
    return verdict


@pytest.mark.parametrize(
    ("password", "start", "mode", "severity", "what"),
    [
        (None, "mailto://", "&mode=insecure", "ok", "answers. Nothing was sent."),
        ("hush", "mailto://me:hush@", "", "ok", "signs us in"),
        ("hush", "mailto://me:wrong-one@", "", "fault", "refuses user or password (535)"),
        (None, "mailto://me:hush@", "", "fault", "no signing in with a password"),
        (None, "mailtos://", "&mode=starttls", "fault", "no STARTTLS"),
    ],
)
def test_password_and_encryption_are_tried_and_nothing_is_sent(
    password: str | None, start: str, mode: str, severity: str, what: str
) -> None:
    with servers.mail(knows=password) as (port, inbox):
        verdict = only(f"{start}localhost:{port}?from=peil@example.org{mode}")
    assert (verdict.severity, inbox.raw) == (severity, [])
    assert what in verdict.what
    assert "wrong-one" not in verdict.what + verdict.remedy


@pytest.mark.parametrize(("utf8", "what"), [(True, "It offers"), (False, "It does not offer")])
def test_whether_any_letters_in_addresses_are_taken_is_said(utf8: bool, what: str) -> None:
    with mail_server(utf8=utf8) as box:
        verdict = only(box.url)
    assert verdict.severity == "ok"
    assert f"{what} SMTPUTF8" in verdict.what


def test_certificates_must_be_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = servers.certificate(tmp_path / "server.pem", NEXT_YEAR)
    with servers.mail(certificate=file) as (port, _):
        address = f"mailtos://localhost:{port}?from=peil@example.org&mode=starttls"
        assert "certificate that is not trusted" in only(address).what
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert only(address).severity == "ok"


def test_no_answer_is_a_fault_and_no_mail_or_no_encryption_to_another_machine_a_warning() -> None:
    with servers.silent() as port:
        slow = only(f"mailto://localhost:{port}?from=peil@example.org", timeout=0.2)
    closed = only(f"mailto://localhost:{free_port()}?from=peil@example.org")
    assert (slow.severity, closed.severity) == ("fault", "fault")
    assert "did not answer in time" in slow.what
    assert "nothing listens on this port" in closed.what
    assert only(None).severity == "warning"
    open_one, *_, last = mail.check("mailto://smtp.peil.invalid?from=peil@example.org")
    assert open_one.severity == "warning"
    assert "without encryption" in open_one.what
    assert last.severity == "fault"
    assert "is not a known host name" in last.what


@pytest.mark.parametrize("address", ["slack://HUSH/HUSH/HUSH", "smtp.example.org", "mailto://"])
def test_what_is_not_a_mail_server_is_a_fault_and_is_named_nowhere(
    address: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        verdict = only(address)
    assert verdict.severity == "fault"
    assert "PEIL_MAIL is not a mail server" in verdict.what
    assert "HUSH" not in verdict.what + caplog.text + str(capsys.readouterr())


def test_each_channel_is_an_address_or_a_fault() -> None:
    teams = "jsons://hook.example.org/{address}"
    verdicts = list(mail.check_channels({"teams": teams, "chat": "slak://HUSH"}))
    assert [verdict.severity for verdict in verdicts] == ["fault", "ok"]
    assert "The channel chat is not an address" in verdicts[0].what
    assert "HUSH" not in str(verdicts)
