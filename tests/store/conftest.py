"""What the tests of services share: a way to run commands."""

import sys
from pathlib import Path

import pytest

from dashboard.commands.main import main
from surveys.installation import installation as installations
from tests.commands import Done, Peil


@pytest.fixture
def peil(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Peil:
    """A function that runs a command to its end, as the installed program does."""

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
