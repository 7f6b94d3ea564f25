"""Who may read what: HR everything, a manager the own units and below, an administrator nothing."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from db import people
from db.base import insert
from db.engine import writing
from surveys.access.access import NotAllowedError, Reader, readable_units, reader
from surveys.installation.installation import Installation
from surveys.reading.unit import read_unit
from tests.builders import add_people, add_unit, give_role
from tests.reading import HR, check_may_read, read, units_of
from tests.refusals import code

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


@pytest.fixture
def units(installation: Installation, organisation: Units) -> Units:
    """Example > North > Alpha, Beta; Example > South."""
    for name, above in (("Beta", "North"), ("Alpha", "North"), ("South", "Example")):
        organisation[name] = add_unit(installation, name, organisation[above])
    return organisation


def somebody(installation: Installation, units: Units, **roles: str | None) -> Reader:
    """Return a new person with roles; for a manager the name of the unit."""
    [person] = add_people(installation, units["South"], 1, named=uuid4().hex)
    for role, unit in roles.items():
        give_role(installation, person, role, units[unit] if unit else None)
    found = reader(installation, person)
    assert found is not None
    return found


def names(installation: Installation, who: Reader) -> list[str]:
    return ["/".join((*unit.above, unit.name)) for unit in units_of(installation, who)]


ALL = ["Example", "North", "North/Alpha", "North/Beta", "South"]


@pytest.mark.parametrize(
    ("roles", "readable"),
    [
        ({"hr": None}, ALL),
        ({"manager": "North"}, ["North", "North/Alpha", "North/Beta"]),
        ({"manager": "Alpha", "administrator": None}, ["North/Alpha"]),
        ({"administrator": None}, []),
        ({}, []),
    ],
)
def test_each_role_reads_its_units_each_under_the_one_above_it_by_name(
    installation: Installation, units: Units, roles: dict[str, str | None], readable: list[str]
) -> None:
    who = somebody(installation, units, **roles)
    assert who.reads_everything is ("hr" in roles)
    led = roles.get("manager")
    assert who.managed_units == ({units[led]} if led else set())
    assert names(installation, who) == readable
    for name, unit in units.items():
        if name in {path.split("/")[-1] for path in readable}:
            check_may_read(installation, who, unit)
            continue
        with pytest.raises(NotAllowedError, check=code("results")):
            check_may_read(installation, who, unit)
        with pytest.raises(NotAllowedError, check=code("results")):
            read(read_unit, installation, who, unit)
    # A unit that does not exist is refused in the same words.
    with pytest.raises(NotAllowedError, check=code("results")):
        read(read_unit, installation, who, uuid4())


def test_roles_are_read_anew_each_time(installation: Installation, units: Units) -> None:
    who = somebody(installation, units)
    give_role(installation, who.person, "hr")
    assert units_of(installation, who) == []
    again = reader(installation, who.person)
    assert again is not None
    assert again.reads_everything


def test_without_people_and_units_there_is_nothing_to_read(installation: Installation) -> None:
    assert reader(installation, uuid4()) is None
    assert units_of(installation, HR) == []


def test_a_moved_unit_has_new_readers_only(installation: Installation, units: Units) -> None:
    before, after = (somebody(installation, units, manager=led) for led in ("North", "South"))
    with writing(installation.engine) as session:
        people.move_unit(session, units["Alpha"], units["South"])
    assert names(installation, before) == ["North", "North/Beta"]
    assert names(installation, after) == ["South", "South/Alpha"]
    with pytest.raises(NotAllowedError):
        check_may_read(installation, before, units["Alpha"])


@pytest.mark.both_databases(in_every_case=True)
@pytest.mark.parametrize(("role", "unit"), [("manager", None), ("boss", None), ("boss", "North")])
def test_the_database_refuses_unknown_roles_and_managers_without_a_unit(
    installation: Installation, units: Units, role: str, unit: str | None
) -> None:
    [person] = add_people(installation, units["South"], 1)
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        give_role(installation, person, role, units[unit] if unit else None)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_part_of_the_tree_is_read_as_the_whole_tree_would_be(
    installation: Installation, organisation: Units, data: st.DataObject
) -> None:
    """Whoever leads or opened whichever units: they read what is in or below, in the same order."""
    with writing(installation.engine) as session:
        known = {row.id: row for row in people.units(session)}
        above = data.draw(st.lists(st.integers(0, 30), max_size=9))
        for place in above:
            over = sorted(known, key=str)[place % len(known)]
            name = data.draw(st.sampled_from(["Alpha", "Beta", "Gamma"]))
            made = people.Unit(name=name, parent_id=over)
            insert(session, made)
            known[made.id] = people.UnitRow(made.id, over, name)
        some = st.frozensets(st.sampled_from(sorted(known, key=str)))
        who = Reader(uuid4(), "Sam", None, frozenset(), data.draw(some), data.draw(some))
        everything = replace(who, roles=frozenset({"hr"}))
        of_all, among = readable_units(session, everything), data.draw(some)

        def is_open(unit: UUID) -> bool:
            path = set(people.path_to(session, unit))
            return bool(path & who.managed_units) or unit in who.link_units

        own = [one for one in of_all if is_open(one.id)]
        assert {one.id for one in of_all} == set(known)
        assert readable_units(session, who) == own
        assert readable_units(session, who, among) == [one for one in own if one.id in among]
        session.rollback()
