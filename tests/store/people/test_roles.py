"""Roles are given and taken by administrators, within what they administer."""

from uuid import UUID

import pytest

from db.people import Role
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.people.operator import admit
from surveys.people.roles import RoleError, give, roles_held, take, units_to_choose
from surveys.people.roster import find_people
from surveys.trail import entries
from tests.refusals import code
from tests.rosters import appoint, files, import_all, roles, who_works_where
from tests.stored import main_dump

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("staff")]

ADA = Reader(UUID(int=8), "Ada", None, frozenset({"administrator"}), frozenset())
HR = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())


@pytest.fixture
def staff(installation: Installation, north: UUID) -> Reader:
    """Ann of North and Sam of South, and an administrator of North only."""
    text = "name,email,unit\nAnn,ann@example.org,North\nSam,sam@example.org,South\n"
    import_all(installation, files(text))
    own = frozenset({north})
    return Reader(UUID(int=7), "Kim", None, frozenset(), frozenset(), administered_units=own)


def refusal(at: Installation, who: Reader, email: str, role: Role, unit: UUID | None) -> str:
    with pytest.raises(RoleError) as caught:
        give(at, who, email, role, unit)
    return caught.value.code


def test_a_role_is_given_and_taken_and_noted(installation: Installation) -> None:
    give(installation, ADA, " ANN@example.org ", "council", None)
    assert roles(installation) == {("ann@example.org", "council", None)}
    assert not give(installation, ADA, "ann@example.org", "council", None).is_new
    (held,) = roles_held(installation, ADA)
    take(installation, ADA, held.id)
    take(installation, ADA, held.id)
    assert roles(installation) == set()
    noted = [entry.action for entry in entries(installation)]
    assert (noted.count("access proposed"), noted.count("access taken")) == (1, 1)


def test_a_role_needs_the_right_kind_of_unit(installation: Installation, north: UUID) -> None:
    assert refusal(installation, ADA, "ann@example.org", "manager", None) == "unit"
    assert refusal(installation, ADA, "ann@example.org", "council", north) == "unit"
    assert refusal(installation, ADA, "nobody@example.org", "hr", None) == "person"
    give(installation, ADA, "ann@example.org", "hr", north)
    assert roles(installation) == {("ann@example.org", "hr", "Example / North")}


def test_the_last_administrator_stays(installation: Installation) -> None:
    give(installation, ADA, "ann@example.org", "administrator", None)
    (held,) = roles_held(installation, ADA)
    with pytest.raises(RoleError, check=code("last")):
        take(installation, ADA, held.id)
    give(installation, ADA, "sam@example.org", "administrator", None)
    take(installation, ADA, held.id)
    assert roles(installation) == {("sam@example.org", "administrator", None)}


def test_an_administrator_of_one_unit_appoints_managers_in_it_only(
    installation: Installation, north: UUID, staff: Reader
) -> None:
    give(installation, staff, "ann@example.org", "manager", north)
    # The same answer for who works elsewhere and for who does not work here.
    for email in ("sam@example.org", "nobody@example.org"):
        assert refusal(installation, staff, email, "manager", north) == "person"
    for role, unit in (("hr", None), ("administrator", None), ("hr", north), ("council", None)):
        with pytest.raises(NotAllowedError):
            give(installation, staff, "ann@example.org", role, unit)  # type: ignore[arg-type]
    give(installation, ADA, "ann@example.org", "hr", None)
    hr = next(held for held in roles_held(installation, ADA) if held.role == "hr")
    with pytest.raises(NotAllowedError):
        take(installation, staff, hr.id)
    assert [held.role for held in roles_held(installation, staff)] == ["manager"]
    assert list(units_to_choose(installation, staff).values()) == ["North"]


def test_people_are_found_by_name_address_and_page_and_by_administrators_only(
    installation: Installation, staff: Reader
) -> None:
    assert [p.name for p in find_people(installation, ADA).people] == ["Ann", "Sam"]
    assert [p.unit for p in find_people(installation, ADA, "SAM@").people] == ["South"]
    assert find_people(installation, ADA, "%").number == 0
    second = find_people(installation, ADA, page=2, size=1)
    assert ([p.name for p in second.people], second.number) == (["Sam"], 2)
    assert [p.name for p in find_people(installation, staff).people] == ["Ann"]
    assert find_people(installation, staff, "sam").number == 0
    with pytest.raises(NotAllowedError):
        find_people(installation, HR)
    with pytest.raises(NotAllowedError):
        roles_held(installation, HR)
    with pytest.raises(NotAllowedError):
        give(installation, HR, "ann@example.org", "hr", None)


def test_the_command_line_finds_units_as_files_do(installation: Installation) -> None:
    text = "name,email,unit\nAnn,ann@example.org,North / Night\nSam,sam@example.org,South / Night\n"
    import_all(installation, files(text))
    ann, sam = "ann@example.org", "sam@example.org"
    appoint(installation, email=ann, name="", role="administrator", unit="North")
    appoint(installation, email=ann, name="", role="manager", unit="north / NIGHT")
    appoint(installation, email=sam, name="", role="council", unit=None)
    assert roles(installation) == {
        (ann, "administrator", "Example / North"),
        (ann, "manager", "Example / North / Night"),
        (sam, "council", None),
    }
    with pytest.raises(RoleError, check=code("unit")):
        appoint(installation, email=sam, name="", role="council", unit="North")
    with pytest.raises(RoleError, check=code("unknown_unit")):
        appoint(installation, email=sam, name="", role="hr", unit="West")
    both = r"called “Night”\. Write which: North / Night, South / Nig"
    with pytest.raises(RoleError, match=both):
        appoint(installation, email=ann, name="", role="manager", unit="Night")


def test_the_operator_adds_nobody_and_gives_nothing_unless_asked_to(
    installation: Installation,
) -> None:
    new, before = "new@example.org", main_dump(installation)
    for options, why in (
        ({}, "unknown"),
        ({"role": "hr"}, "unknown"),
        ({"newcomer": "New", "role": "manager"}, "unit"),
        ({"newcomer": "New", "unit": "West"}, "unknown_unit"),
        ({"unit": "North"}, "unit_alone"),
    ):
        with pytest.raises(RoleError, check=code(why)):
            admit(installation, new, **options)  # type: ignore[arg-type]
    with pytest.raises(RoleError, check=code("known")):
        admit(installation, "ann@example.org", newcomer="Ann")
    assert admit(installation, "ann@example.org").roles == ()
    assert main_dump(installation) == before
    made = admit(installation, new, newcomer="", role="manager", unit="north")
    assert [(held.role, held.unit) for held in made.roles] == [("manager", "North")]
    assert who_works_where(installation)[new] == (new, "Example / North")
    assert {entry.action for entry in entries(installation)} >= {"people added", "access given"}
