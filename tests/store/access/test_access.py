"""Who may read what: HR everything, a manager the own units and below, an administrator nothing."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from db import people
from db.base import insert
from db.engine import writing
from surveys.access.access import (
    NotAllowedError,
    Reader,
    reader,
)
from surveys.installation.installation import Installation
from surveys.reading.unit import read_unit
from tests.builders import add_people
from tests.reading import check_may_read, read, units_of
from tests.refusals import code

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


@pytest.fixture
def units(installation: Installation, organisation: Units) -> Units:
    """Example > North > Alpha, Beta; Example > South."""
    made = dict(organisation)
    for name, above in (("Beta", "North"), ("Alpha", "North"), ("South", "Example")):
        unit = people.Unit(name=name, parent_id=made[above])
        with writing(installation.engine) as session:
            insert(session, unit)
        made[name] = unit.id
    return made


def somebody(installation: Installation, units: Units, **roles: str | None) -> Reader:
    """Return a new person with roles; for a manager the name of the unit."""
    worker = people.Person(name="Sam", email=f"{uuid4()}@example.org", unit_id=units["South"])
    person = worker.id
    with writing(installation.engine) as session:
        insert(session, worker)
        insert(
            session,
            *(
                people.Access(
                    person_id=person, role=role, unit_id=units[unit] if unit is not None else None
                )
                for role, unit in roles.items()
            ),
        )
    found = reader(installation, person)
    assert found is not None
    return found


def names(installation: Installation, who: Reader) -> list[str]:
    return ["/".join((*unit.above, unit.name)) for unit in units_of(installation, who)]


def test_hr_reads_every_unit_each_under_the_one_above_it_by_name(
    installation: Installation, units: Units
) -> None:
    who = somebody(installation, units, hr=None)
    assert who.reads_everything
    assert names(installation, who) == [
        "Example",
        "North",
        "North/Alpha",
        "North/Beta",
        "South",
    ]


def test_a_manager_reads_the_unit_led_and_all_below_it(
    installation: Installation, units: Units
) -> None:
    who = somebody(installation, units, manager="North")
    assert who.managed_units == {units["North"]}
    assert names(installation, who) == ["North", "North/Alpha", "North/Beta"]


@pytest.mark.parametrize("roles", [{"administrator": None}, {}])
def test_administrators_and_employees_read_no_unit(
    installation: Installation, units: Units, roles: dict[str, str | None]
) -> None:
    who = somebody(installation, units, **roles)
    assert units_of(installation, who) == []
    for unit in units.values():
        with pytest.raises(NotAllowedError, check=code("results")):
            read(read_unit, installation, who, unit)


def test_a_manager_who_also_administers_reads_no_more_than_the_own_units(
    installation: Installation, units: Units
) -> None:
    who = somebody(installation, units, manager="Alpha", administrator=None)
    assert names(installation, who) == ["North/Alpha"]


@pytest.mark.parametrize("unit", ["Example", "South"])
def test_a_manager_is_refused_what_is_above_or_beside(
    installation: Installation, units: Units, unit: str
) -> None:
    who = somebody(installation, units, manager="North")
    with pytest.raises(NotAllowedError):
        check_may_read(installation, who, units[unit])
    check_may_read(installation, who, units["Beta"])


def test_a_unit_that_does_not_exist_is_refused_in_the_same_words(
    installation: Installation, units: Units
) -> None:
    for who in (
        somebody(installation, units, hr=None),
        somebody(installation, units, manager="North"),
    ):
        with pytest.raises(NotAllowedError, check=code("results")):
            read(read_unit, installation, who, uuid4())


def test_roles_are_read_anew_each_time(installation: Installation, units: Units) -> None:
    who = somebody(installation, units)
    with writing(installation.engine) as session:
        insert(session, people.Access(person_id=who.person, role="hr"))
    assert units_of(installation, who) == []
    again = reader(installation, who.person)
    assert again is not None
    assert again.reads_everything


def test_somebody_who_is_not_there_is_no_reader(installation: Installation) -> None:
    assert reader(installation, uuid4()) is None


def test_without_units_there_is_nothing_to_read(installation: Installation) -> None:
    who = Reader(uuid4(), "Nobody", None, frozenset({"hr"}), frozenset())
    assert units_of(installation, who) == []


def test_a_unit_that_moves_is_read_by_who_leads_it_now(
    installation: Installation, units: Units
) -> None:
    who = somebody(installation, units, manager="North")
    with writing(installation.engine) as session:
        people.move_unit(session, units["Alpha"], units["South"])
    assert names(installation, who) == ["North", "North/Beta"]
    with pytest.raises(NotAllowedError):
        check_may_read(installation, who, units["Alpha"])


@pytest.mark.parametrize(
    ("role", "unit"),
    [("manager", None), ("boss", None), ("boss", "North")],
)
def test_the_database_refuses_a_role_that_makes_no_sense(
    installation: Installation, units: Units, role: str, unit: str | None
) -> None:
    [person] = add_people(installation, units["South"], 1)
    row = people.Access(person_id=person, role=role, unit_id=units[unit] if unit else None)
    with pytest.raises(IntegrityError, match=r"(?i)check"), writing(installation.engine) as session:
        insert(session, row)
