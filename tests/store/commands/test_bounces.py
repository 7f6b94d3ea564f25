"""`peil bounces`: addresses that mail came back from, out of a file."""

from datetime import date
from pathlib import Path
from uuid import UUID

from db import outbox
from db.engine import writing
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.commands import Peil
from tests.stored import main_rows

DAY = date(2026, 3, 2)


def test_addresses_of_a_file_are_listed_as_not_reached(
    installation: Installation,
    organisation: dict[str, UUID],
    settings: Settings,
    tmp_path: Path,
    peil: Peil,
) -> None:
    staff = add_people(installation, organisation["North"], 6)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    with writing(installation.engine) as session:
        outbox.settle(session, wave.id, "invitation", staff, "sent")
    ((address,),) = main_rows(installation, "SELECT email FROM person ORDER BY email LIMIT 1")
    file = tmp_path / "back.txt"
    file.write_text(f"{address}\r\n\r\nnobody@x.org\r\n")
    done = peil("bounces", file, folder=settings.folder)
    assert done.returncode == 0
    assert "Addresses listed as not reached: 1." in done.stdout
    assert "nobody@x.org" in done.stderr
    states = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state")
    assert sorted(states) == [("failed", 1), ("sent", 5)]
