"""`peil bounces`: addresses that mail came back from, out of a file."""

from pathlib import Path
from uuid import UUID

from db import outbox
from db.engine import writing
from surveys.installation.installation import Installation
from surveys.waves.waves import open_wave
from tests.builders import OPENS, add_people
from tests.commands import Peil
from tests.stored import main_rows


def test_addresses_of_a_file_are_listed_as_not_reached(
    installation: Installation, north: UUID, tmp_path: Path, peil: Peil
) -> None:
    staff = add_people(installation, north, 6)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS, by_message=True)
    with writing(installation.engine) as session:
        outbox.settle(session, wave.id, "invitation", staff, "sent")
    file = tmp_path / "back.txt"
    file.write_text(f"{north.hex}-0@example.org\r\n\r\nnobody@x.org\r\n")
    done = peil("bounces", file)
    assert done.returncode == 0
    assert "Addresses listed as not reached: 1." in done.stdout
    assert "nobody@x.org" in done.stderr
    states = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state")
    assert sorted(states) == [("failed", 1), ("sent", 5)]
