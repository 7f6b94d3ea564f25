"""What every test may use: an empty installation of its own, and a small organisation in it."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from db import people
from db.engine import writing
from surveys.installation import Installation, installation_in
from surveys.organisation import Contacts, set_up
from surveys.settings import Settings

TODAY = date(2026, 3, 2)


@pytest.fixture
def in_full(request: pytest.FixtureRequest) -> bool:
    """Whether long proofs are to run in full: exactly with `-m slow`."""
    return bool(request.config.option.markexpr == "slow")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation in a folder of its own."""
    return Settings(folder=tmp_path / "peil-data")


@pytest.fixture
def installation(settings: Settings) -> Installation:
    """An empty installation on a real SQLite file."""
    return installation_in(settings)


@pytest.fixture
def organisation(installation: Installation) -> dict[str, UUID]:
    """A set-up organisation with the team North, without people; unit ids by name."""
    whole, team = set_up(
        installation,
        name="Example",
        first_unit="North",
        contacts=Contacts("Ada Counsel", "0800 1234"),
    )
    return {"Example": whole, "North": team}


def add_people(installation: Installation, unit: UUID, number: int) -> list[UUID]:
    """Put a number of people into a unit and return their ids."""
    staff = [
        people.Person(name=f"Person {i}", email=f"{unit.hex}-{i}@example.org", unit_id=unit)
        for i in range(number)
    ]
    with writing(installation.engine) as session:
        people.add(session, *staff)
    return [person.id for person in staff]
