"""`peil documents`, as from a terminal, with the values of a real installation."""

from pathlib import Path
from uuid import UUID

import pytest

from surveys.documents.values import read_values
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.builders import add_people, add_person, give_role, put_programme
from tests.commands import Peil, said
from tests.conftest import TODAY

pytestmark = pytest.mark.both_databases


def test_values_of_documents(installation: Installation, settings: Settings, north: UUID) -> None:
    add_people(installation, north, 6)
    person = add_person(installation, north, role="hr")
    give_role(installation, person, "manager", north)
    put_programme(installation, reminders=[3, 2])
    values = read_values(installation, settings, TODAY)
    assert (values.organisation, values.people, values.units) == ("Example", 7, 2)
    assert values.roles == {"manager": 1, "hr": 1, "administrator": 0, "council": 0}
    assert values.contacts.counsellor_name == "Ada Counsel"
    assert values.rhythm is not None
    assert values.rhythm.reminders == (2, 3)
    assert values.on_postgresql == (settings.database_url is not None)


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("language", "council"), [("en", "works council"), ("nl", "ondernemingsraad")]
)
def test_four_documents_are_written_once(
    peil: Peil, tmp_path: Path, settings: Settings, language: str, council: str
) -> None:
    options = ("documents", "--folder", settings.folder, "--to", tmp_path / "made")
    done = peil(*options, "--language", language)
    assert done.returncode == 0, done.stderr
    made = sorted((tmp_path / "made").iterdir())
    assert [file.name for file in made] == [
        "ai-statement.md",
        "dpia.md",
        "privacy-statement.md",
        "works-council.md",
    ]
    assert all(council in file.read_text().lower() for file in made)
    assert said(peil(*options))
