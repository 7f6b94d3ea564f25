"""The mail server, against real small ones: it is signed in to, and nothing is ever sent."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from surveys.doctor import mail
from surveys.doctor.verdict import Verdict
from tests.store.doctor import servers

NEXT_YEAR = datetime.now(UTC) + timedelta(days=365)


def only(address: str | None, timeout: float = 5) -> Verdict:
    """Return the one verdict on an address."""
    (verdict,) = mail.check(address, timeout)
    return verdict


def test_a_server_that_wants_no_password_is_fine() -> None:
    with servers.mail() as (port, inbox):
        verdict = only(f"mailto://localhost:{port}?from=peil@example.org&mode=insecure")
    assert (verdict.severity, inbox.messages) == ("ok", [])
    assert verdict.what.endswith("answers. Nothing was sent.")


def test_a_server_that_takes_the_password_is_fine() -> None:
    with servers.mail(knows="hush") as (port, inbox):
        verdict = only(f"mailto://me:hush@localhost:{port}?from=peil@example.org")
    assert (verdict.severity, inbox.messages) == ("ok", [])
    assert "signs us in" in verdict.what


def test_a_wrong_password_is_a_fault_and_is_not_named() -> None:
    with servers.mail(knows="hush") as (port, _):
        verdict = only(f"mailto://me:wrong-one@localhost:{port}?from=peil@example.org")
    assert verdict.severity == "fault"
    assert "refuses user or password (535)" in verdict.what
    assert "wrong-one" not in verdict.what + verdict.remedy


def test_a_password_for_a_server_that_knows_none_is_a_fault() -> None:
    with servers.mail() as (port, _):
        verdict = only(f"mailto://me:hush@localhost:{port}?from=peil@example.org")
    assert verdict.severity == "fault"
    assert "no signing in with a password" in verdict.what


def test_a_server_without_encryption_where_it_is_asked_for_is_a_fault() -> None:
    with servers.mail() as (port, _):
        verdict = only(f"mailtos://localhost:{port}?from=peil@example.org&mode=starttls")
    assert verdict.severity == "fault"
    assert "no STARTTLS" in verdict.what


def test_encryption_is_tried_with_a_certificate_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = servers.certificate(tmp_path / "server.pem", NEXT_YEAR)
    with servers.mail(certificate=file) as (port, _):
        address = f"mailtos://localhost:{port}?from=peil@example.org&mode=starttls"
        assert "certificate that is not trusted" in only(address).what
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert only(address).severity == "ok"


def test_a_closed_port_is_a_fault() -> None:
    verdict = only(f"mailto://localhost:{servers.free_port()}?from=peil@example.org")
    assert verdict.severity == "fault"
    assert "nothing listens on this port" in verdict.what


def test_a_server_that_never_answers_is_given_up() -> None:
    with servers.silent() as port:
        verdict = only(f"mailto://localhost:{port}?from=peil@example.org", timeout=0.2)
    assert verdict.severity == "fault"
    assert "did not answer in time" in verdict.what


def test_a_name_that_does_not_exist_is_a_fault() -> None:
    found = list(mail.check("mailtos://smtp.peil.invalid?from=peil@example.org"))
    assert found[-1].severity == "fault"
    assert "is not a known host name" in found[-1].what


def test_mail_without_encryption_to_another_machine_is_a_warning() -> None:
    found = list(mail.check("mailto://smtp.peil.invalid?from=peil@example.org"))
    assert found[0].severity == "warning"
    assert "without encryption" in found[0].what


def test_no_mail_at_all_is_a_warning() -> None:
    assert only(None).severity == "warning"


@pytest.mark.parametrize("address", ["slack://HUSH/HUSH/HUSH", "smtp.example.org", "mailto://"])
def test_what_is_no_mail_server_is_a_fault_and_is_named_nowhere(
    address: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        verdict = only(address)
    assert verdict.severity == "fault"
    assert "PEIL_MAIL is not a mail server" in verdict.what
    assert "HUSH" not in verdict.what + caplog.text + str(capsys.readouterr())


def test_each_channel_is_an_address_or_a_fault() -> None:
    teams = "jsons://hook.example.org/{address}"
    found = list(mail.check_channels({"teams": teams, "chat": "slak://HUSH"}))
    assert [verdict.severity for verdict in found] == ["fault", "ok"]
    assert "The channel chat is not an address" in found[0].what
    assert "HUSH" not in str(found)
