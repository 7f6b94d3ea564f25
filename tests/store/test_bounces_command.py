"""`peil bounces`: addresses that mail came back from, out of a file."""

import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.commands.main import main
from db import outbox
from db.engine import writing
from surveys import installation as installations
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.conftest import add_people
from tests.stored import main_rows

DAY = date(2026, 3, 2)


def test_addresses_of_a_file_are_listed_as_not_reached(
    installation: Installation,
    organisation: dict[str, UUID],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    staff = add_people(installation, organisation["North"], 6)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    with writing(installation.engine) as session:
        outbox.settle(session, wave.id, "invitation", staff, "sent")
    ((address,),) = main_rows(installation, "SELECT email FROM person ORDER BY email LIMIT 1")
    file = tmp_path / "back.txt"
    file.write_text(f"{address}\r\n\r\nnobody@x.org\r\n")
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    monkeypatch.setattr(sys, "argv", ["peil", "bounces", str(file)])
    installations.installation.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main()
    installations.installation.cache_clear()
    assert ended.value.code == 0
    said = capsys.readouterr()
    assert "Addresses listed as not reached: 1." in said.out
    assert "nobody@x.org" in said.err
    states = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state")
    assert sorted(states) == [("failed", 1), ("sent", 5)]
