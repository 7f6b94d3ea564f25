"""What the tests of services share: a command, a mail server and a browser."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

import streamlit_app
from dashboard.commands.main import main
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.commands import Done, Peil
from tests.mail import Mailbox, mail_server


@pytest.fixture
def own_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment that names the installation of the test."""
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    # Noted as unset, because a command in this process may set it.
    monkeypatch.setenv("PEIL_KEYS", "")
    monkeypatch.delenv("PEIL_KEYS")
    # `peil serve` sets it for its process; it is restored after each test.
    monkeypatch.setenv("PEIL_ADDRESS", "")
    monkeypatch.delenv("PEIL_ADDRESS")
    if settings.database_url is not None:
        monkeypatch.setenv("PEIL_DATABASE_URL", settings.database_url.get_secret_value())
    installations.current_installation.cache_clear()
    yield
    installations.current_installation.cache_clear()


@pytest.fixture
def peil(
    own_environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Peil:
    """A function that runs a command to its end, as the installed program does."""
    del own_environment

    def run(*arguments: object, folder: Path | None = None) -> Done:
        if folder is not None:
            monkeypatch.setenv("PEIL_FOLDER", str(folder))
        installations.current_installation.cache_clear()
        monkeypatch.setattr(sys, "argv", ["peil", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        installations.current_installation.cache_clear()
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def client(own_environment: None, installation: Installation) -> TestClient:
    """A browser at the app, which follows no redirection."""
    del own_environment, installation
    return TestClient(streamlit_app.app, follow_redirects=False)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server."""
    with mail_server() as box:
        yield box


@pytest.fixture
def mailing(settings: Settings, mailbox: Mailbox) -> Settings:
    """Settings by which mail goes to the mail server, as fast as it takes it."""
    return settings.model_copy(
        update={
            "mail": SecretStr(mailbox.url),
            "messages_per_second": 5000,
            "address": "https://peil.example.org",
        }
    )
