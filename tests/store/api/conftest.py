"""An organisation of two departments with counted waves, and applications that read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from surveys.installation import Installation, open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.reading import renew_verdicts
from surveys.settings import Settings
from tests.api import Application, application, served
from tests.builders import OPENS, add_people, add_unit, hold_wave

WAVES = 3


@dataclass(frozen=True)
class World:
    """An installation with counted waves, its units by name, and a server."""

    installation: Installation
    units: dict[str, UUID]
    client: TestClient

    def application(self, unit: str | None = None, *scopes: str, name: str) -> Application:
        """Return an application of its own; without scopes, with all of them."""
        more = {"scopes": scopes} if scopes else {}
        of = self.units[unit] if unit else None
        return application(self.client, self.installation, of, name=name, **more)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A department of two teams and a team beside it; one team is too small for numbers."""
    settings = Settings(folder=tmp_path_factory.mktemp("api"), database_url=None)
    at = open_installation(settings)
    whole, north = create_with_first_unit(
        at, name="Example", first_unit="North", contacts=Contacts("Ada Counsel", "0800 1234")
    )
    units = {"Example": whole, "North": north}
    units["Polar"] = add_unit(at, "Polar", north)
    units["East"] = add_unit(at, "East", north)
    units["South"] = add_unit(at, "South", whole)
    for name, number in {"Polar": 12, "East": 4, "North": 9, "South": 14}.items():
        add_people(at, units[name], number)
    for week in range(WAVES):
        hold_wave(at, OPENS + timedelta(weeks=week))
    renew_verdicts(at)
    with served(at) as client:
        yield World(at, units, client)
    at.engine.dispose()


@pytest.fixture(scope="module")
def whole(world: World) -> Application:
    """An application that reads the organisation."""
    return world.application(name="Everything")


@pytest.fixture(scope="module")
def units(world: World) -> dict[str, UUID]:
    """The units by name."""
    return world.units


@pytest.fixture(scope="module")
def waves(whole: Application) -> list[str]:
    """The ids of the waves, oldest first."""
    return [wave["id"] for wave in whole.read("waves")["waves"]]


def paths(units: dict[str, UUID], waves: list[str]) -> list[str]:
    """Return every address of the API for every unit and wave."""
    of_units = [f"units/{unit}/results" for unit in units.values()]
    of_waves = [f"units/{unit}/waves/{wave}" for unit in units.values() for wave in waves]
    return ["units", "waves", "overview", *of_units, *of_waves]
