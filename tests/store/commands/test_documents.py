"""`peil documents`, as from a terminal, with the values of a real installation."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.commands.main import cli
from db import programme
from db.engine import writing
from surveys.documents.values import DocumentError, read_values
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.builders import add_people
from tests.conftest import TODAY
from tests.refusals import code
from tests.rosters import appoint

pytestmark = pytest.mark.both_databases


def test_the_values_are_those_of_the_installation(
    installation: Installation, settings: Settings, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 6)
    for role in ("hr", "manager"):
        appoint(installation, email="a@example.org", name="Ann", role=role, unit="North")  # type: ignore[arg-type]
    plan = programme.Programme(
        rule="FREQ=WEEKLY",
        starts_on=date(2026, 1, 5),
        opens_at=time(9),
        open_days=4,
        period="weekly",
        reminders=[3, 2],
    )
    with writing(installation.engine) as session:
        session.add(plan)
    found = read_values(installation, settings, TODAY)
    assert (found.organisation, found.people, found.units) == ("Example", 7, 2)
    assert found.roles == {"manager": 1, "hr": 1, "administrator": 0, "council": 0}
    assert found.contacts.counsellor_name == "Ada Counsel"
    assert found.rhythm is not None
    assert found.rhythm.reminders == (2, 3)
    assert found.on_postgresql == (settings.database_url is not None)


def test_before_set_up_there_is_nothing_to_fill_in(
    installation: Installation, settings: Settings
) -> None:
    with pytest.raises(DocumentError, check=code("not_set_up")):
        read_values(installation, settings, TODAY)


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A function that writes documents of the installation of this test."""
    installations.current_installation.cache_clear()
    monkeypatch.setenv("PEIL_FOLDER", "elsewhere")
    if settings.database_url is not None:
        monkeypatch.setenv("PEIL_DATABASE_URL", settings.database_url.get_secret_value())
    base = ["documents", "--folder", str(settings.folder)]
    return lambda *more: CliRunner().invoke(cli, [*base, *map(str, more)])


@pytest.mark.parametrize(
    ("language", "said"), [("en", "works council"), ("nl", "ondernemingsraad")]
)
def test_three_documents_are_written(
    run: Callable[..., Result],
    organisation: dict[str, UUID],
    tmp_path: Path,
    language: str,
    said: str,
) -> None:
    del organisation
    done = run("--to", tmp_path / "made", "--language", language)
    assert done.exit_code == 0, done.output
    made = sorted((tmp_path / "made").iterdir())
    assert [file.name for file in made] == ["dpia.md", "privacy-statement.md", "works-council.md"]
    assert all(said in file.read_text().lower() for file in made)
    again = run("--to", tmp_path / "made")
    assert isinstance(again.exception, DocumentError)
