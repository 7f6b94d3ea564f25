"""An administrator makes nobody a reader alone: every way to a role, by everybody, for everybody.

The tables of what must happen are written down here once more, without the rules of the code.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from db import people, roster
from db import roles as stored
from db.engine import reading, writing
from db.people import Role
from surveys.access import NotAllowedError, Reader, reader
from surveys.installation import Installation
from surveys.people import confirming
from surveys.people.confirming import ConfirmationError, confirm, refuse, waiting_roles
from surveys.people.editing import correct_person, open_person
from surveys.people.importing import importing
from surveys.people.importing.importing import apply, plan_import
from surveys.people.operator import admit, confirm_on_server
from surveys.people.provisioning import people_sync
from surveys.people.provisioning.directory import Directory
from surveys.people.roles import RoleError, give, roles_held, take
from surveys.trail import entries
from tests.builders import add_person, give_role
from tests.rosters import files

pytestmark = pytest.mark.both_databases

USER = "urn:ietf:params:scim:schemas:core:2.0:User"

KINDS: dict[str, tuple[Role, str | None]] = {
    "hr": ("hr", None),
    "hr of a unit": ("hr", "North"),
    "council": ("council", None),
    "manager of the whole": ("manager", "Example"),
    "manager": ("manager", "North"),
    "administrator": ("administrator", None),
}
READING = ("hr", "hr of a unit", "council", "manager of the whole")
CONFIRMED_BY = dict.fromkeys(READING, "hr") | {"council": "council"}

ROLES_OF: dict[str, tuple[str, ...]] = {
    "administrator": ("administrator",),
    "second administrator": ("administrator",),
    "administrator in HR": ("administrator", "hr"),
    "administrator in council": ("administrator", "council"),
    "hr": ("hr",),
    "council": ("council",),
    "manager": ("manager",),
    "employee": (),
}


@dataclass
class World:
    """An organisation, whose people are added when somebody asks for them."""

    installation: Installation
    units: dict[str, UUID]
    made: dict[str, UUID] = field(default_factory=dict)

    def person(self, kind: str) -> UUID:
        """Return the person of a kind, each with what they are for the whole or for North."""
        if kind not in self.made:
            north = self.units["North"]
            person = add_person(self.installation, north, kind.replace(" ", "."))
            for role in ROLES_OF[kind]:
                give_role(self.installation, person, role, north if role == "manager" else None)
            self.made[kind] = person
        return self.made[kind]

    def who(self, kind: str) -> Reader:
        who = reader(self.installation, self.person(kind))
        assert who is not None
        return who

    def address(self, kind: str) -> str:
        self.person(kind)
        return f"{kind.replace(' ', '.')}@example.org"

    def unit(self, kind: str) -> UUID | None:
        name = KINDS[kind][1]
        return self.units[name] if name else None

    def waiting(self, kind: str, person: str, by: str | None) -> UUID:
        """Return the id of a role of a kind that waits, as `by` has given it (None: the server)."""
        role = people.Access(
            person_id=self.person(person),
            role=KINDS[kind][0],
            unit_id=self.unit(kind),
            given_by=self.person(by) if by else None,
        )
        with writing(self.installation.engine) as session:
            session.add(role)
            session.flush()
            return role.id

    def state(self, kind: str, person: str) -> str:
        """Return what somebody has of a role: nothing, a role that waits, or one that holds."""
        role, unit = KINDS[kind][0], self.unit(kind)
        with reading(self.installation.engine) as session:
            row = stored.role_of(session, self.person(person), role, unit)
        return "nothing" if row is None else "holds" if row.confirmed else "waits"

    def forget(self, kind: str, person: str) -> None:
        with writing(self.installation.engine) as session:
            row = stored.role_of(session, self.person(person), KINDS[kind][0], self.unit(kind))
            roster.delete(session, people.Access, [row.id] if row else [])

    def noted(self) -> list[tuple[str | None, str, str]]:
        """Return the trail, but for the confirmation of people, which is not about roles."""
        noted = [(e.by, e.action, e.subject) for e in entries(self.installation)]
        return [entry for entry in noted if entry[1] != "people confirmed"]


@pytest.fixture
def world(installation: Installation, organisation: dict[str, UUID]) -> World:
    return World(installation, organisation)


def on_the_page(at: World, giver: str, kind: str, to: str) -> None:
    give(at.installation, at.who(giver), at.address(to), KINDS[kind][0], at.unit(kind))


def on_the_server(at: World, giver: str, kind: str, to: str) -> None:
    del giver
    role, unit = KINDS[kind]
    admit(at.installation, at.address(to), role=role, unit=unit)


def by_a_file(at: World, giver: str, kind: str, to: str) -> None:
    role, unit = KINDS[kind]
    if role != "manager" and unit is not None:
        pytest.skip("a file gives roles for the whole, and says who leads a unit")
    row = f"{at.address(to)},{at.address(to)},North"
    text = f"name,email,unit,role,leads\n{row},{role if role != 'manager' else ''},{unit or ''}\n"
    who = None if giver == "server" else at.who(giver)
    plan = plan_import(at.installation, who, files(text))
    # Only what the file gives: everybody else stays.
    gives = replace(plan, left=(), revoked_roles=(), changed=(), limits=())
    apply(at.installation, who, gives)


WAYS: dict[str, Callable[[World, str, str, str], None]] = {
    "page": on_the_page,
    "server": on_the_server,
    "file": by_a_file,
}


def must_become(way: str, giver: str, kind: str, to: str, *, somebody_holds: bool) -> str:
    if not giver.startswith("administrator") and giver != "server":
        return "refused"
    if kind == "administrator":
        return "holds"
    if kind == "manager":
        return "waits" if giver == to else "holds"
    return "holds" if way == "server" and not somebody_holds else "waits"


@pytest.mark.parametrize("somebody_holds", [False, True])
@pytest.mark.parametrize(
    ("way", "giver"),
    [
        *(("page", giver) for giver in ("administrator", "hr", "council", "manager", "employee")),
        *(("file", giver) for giver in ("administrator", "hr", "manager", "server")),
        ("server", "server"),
    ],
)
def test_what_is_given_waits_unless_it_reads_nothing(
    world: World, way: str, giver: str, somebody_holds: bool
) -> None:
    for holder in ("hr", "council") if somebody_holds else ():
        world.person(holder)
    for kind in KINDS:
        for to in ("employee", giver) if giver in ROLES_OF else ("employee",):
            if world.state(kind, to) == "holds" or (way, kind) == ("file", "hr of a unit"):
                continue
            before, gave = vars(world.who(to)), world.noted()
            somebody_has_it = somebody_holds or giver == CONFIRMED_BY.get(kind)
            expected = must_become(way, giver, kind, to, somebody_holds=somebody_has_it)
            if expected == "refused":
                with pytest.raises(NotAllowedError):
                    WAYS[way](world, giver, kind, to)
                assert world.noted() == gave
            else:
                WAYS[way](world, giver, kind, to)
                assert world.state(kind, to) == expected, (kind, to)
                action = "access given" if expected == "holds" else "access proposed"
                by = None if giver == "server" else world.who(giver).name
                new = [n for n in world.noted() if world.noted().count(n) > gave.count(n)]
                assert any((n[0], n[1]) == (by, action) for n in new), (kind, to)
            if expected != "holds":
                assert vars(world.who(to)) == before, (kind, to)
            world.forget(kind, to)


def test_a_directory_gives_no_role_whatever_it_sends(world: World) -> None:
    sent = {"roles": [{"value": "hr"}], "userType": "hr", "entitlements": [{"value": "council"}]}
    user = {"schemas": [USER], "userName": "eve@example.org", **sent}
    made = people_sync.add(directory(world), user)
    with reading(world.installation.engine) as session:
        assert stored.roles_of(session, UUID(made.id)) == []


def directory(world: World) -> Directory:
    return Directory(world.installation, "https://peil.example.org/scim/v2")


@pytest.mark.parametrize("kind", READING)
def test_only_somebody_else_who_holds_it_confirms_or_refuses(world: World, kind: str) -> None:
    for person in ROLES_OF:
        world.person(person)
    givers = ("administrator", "administrator in HR", None)
    for who, giver, act in product(ROLES_OF, givers, (confirm, refuse)):
        for owner in ("employee", who):
            if world.state(kind, owner) == "holds":
                continue
            role, reader = world.waiting(kind, owner, giver), world.who(who)
            if CONFIRMED_BY[kind] in ROLES_OF[who] and who not in (owner, giver):
                act(world.installation, reader, role)
                assert world.state(kind, owner) == ("holds" if act is confirm else "nothing")
                done = "access confirmed" if act is confirm else "access refused"
                assert (reader.name, done) in {n[:2] for n in world.noted()}
            else:
                with pytest.raises((NotAllowedError, ConfirmationError)):
                    act(world.installation, reader, role)
                assert world.state(kind, owner) == "waits"
                if reader.reads_trail:
                    listed = [w.obstacle for w in waiting_roles(world.installation, reader)]
                    assert listed == [_why(who, owner, giver)]
            world.forget(kind, owner)


def _why(who: str, owner: str, giver: str | None) -> str:
    return "own" if who == owner else "given" if who == giver else "role"


@pytest.mark.parametrize("kind", READING)
def test_the_server_confirms_while_nobody_else_can(world: World, kind: str) -> None:
    alone = f"administrator in {'council' if kind == 'council' else 'HR'}"
    for giver, holder, confirms in (
        ("administrator", None, True),
        # The only one who holds it has given it, so cannot confirm it.
        (alone, None, True),
        ("administrator", CONFIRMED_BY[kind], False),
    ):
        if holder:
            world.person(holder)
        world.waiting(kind, "employee", giver)
        if confirms:
            (done,) = confirm_on_server(world.installation, world.address("employee"))
            assert done.role == KINDS[kind][0]
        else:
            with pytest.raises(ConfirmationError):
                confirm_on_server(world.installation, world.address("employee"))
        assert world.state(kind, "employee") == ("holds" if confirms else "waits")
        world.forget(kind, "employee")
        if giver == alone:
            world.forget(CONFIRMED_BY[kind], alone)


def test_administrators_withdraw_and_it_is_seen(world: World) -> None:
    world.waiting("hr", "employee", "administrator")
    held = roles_held(world.installation, world.who("administrator"))
    [role] = [role for role in held if not role.confirmed]
    for who in ("hr", "council", "manager", "employee"):
        with pytest.raises(NotAllowedError):
            take(world.installation, world.who(who), role.id)
    take(world.installation, world.who("administrator"), role.id)
    assert world.state("hr", "employee") == "nothing"
    assert ("administrator", "access taken") in {n[:2] for n in world.noted()}
    for who in ("hr", "council"):
        with pytest.raises(ConfirmationError):
            confirm(world.installation, world.who(who), role.id)
    with pytest.raises(RoleError):
        admit(world.installation, "nobody@example.org", role="hr")


# ---- What an insider tries, and the leaky mutants that it must catch ----


def gives_himself_hr(world: World) -> bool:
    on_the_page(world, "administrator", "hr", "administrator")
    return sees(world, "administrator")


def confirms_what_he_gave(world: World) -> bool:
    on_the_page(world, "administrator in HR", "hr", "employee")
    confirm_all(world, "administrator in HR")
    return sees(world, "employee")


def confirms_his_own(world: World) -> bool:
    on_the_page(world, "second administrator", "manager of the whole", "administrator in HR")
    confirm_all(world, "administrator in HR")
    return world.state("manager of the whole", "administrator in HR") == "holds"


def takes_over_an_address_by_a_file(world: World) -> bool:
    give_address(world, "hr")
    return sees(world, "hr")


def takes_over_an_address_on_the_page(world: World) -> bool:
    who, person = world.who("administrator"), world.person("hr")
    details = open_person(world.installation, who, person).details
    taken_over = replace(details, email="accomplice@example.org")
    correct_person(world.installation, who, person, taken_over)
    return sees(world, "hr")


def give_address(world: World, person: str) -> None:
    """Let an administrator give somebody the address of an accomplice, by a file."""
    known = {"id": world.person(person), "key": "7"}
    with writing(world.installation.engine) as session:
        roster.update(session, people.Person, [known])
    text = f"name,email,unit,key\n{person},accomplice@example.org,North,7\n"
    who = world.who("administrator")
    plan = plan_import(world.installation, who, files(text))
    assert any("another address" in note.template for note in plan.notes)
    apply(world.installation, who, replace(plan, left=(), limits=()))


def changes_the_address_under_the_eyes_of_hr(world: World) -> bool:
    """HR has the page before them when the address changes, and confirms what they have seen."""
    world.person("hr")
    on_the_page(world, "administrator", "hr", "employee")
    (seen,) = waiting_roles(world.installation, world.who("hr"))
    give_address(world, "employee")
    with suppress(ConfirmationError):
        confirm(world.installation, world.who("hr"), seen.id)
    return sees(world, "employee")


def takes_over_an_address_by_scim(world: World) -> bool:
    known = people_sync.get(directory(world), world.person("hr"))
    body = known.model_dump(exclude_none=True)
    body["emails"] = [{"value": "accomplice@example.org", "primary": True}]
    people_sync.put(directory(world), world.person("hr"), body)
    return sees(world, "hr")


def sees(world: World, person: str) -> bool:
    who = world.who(person)
    return who.reads_everything or who.reads_trail


def confirm_all(world: World, who: str) -> None:
    with reading(world.installation.engine) as session:
        waiting = [row.id for row in stored.waiting_roles(session)]
    for role in waiting:
        with suppress(ConfirmationError):
            confirm(world.installation, world.who(who), role)


def unconfirmed_roles_count(patch: pytest.MonkeyPatch) -> None:
    def leaky(session: Any, person: UUID) -> list[people.Access]:
        return stored.roles_of(session, person)

    patch.setattr(people, "access", leaky)


def nobody_asks_whose(code: str) -> Callable[[pytest.MonkeyPatch], None]:
    def leak(patch: pytest.MonkeyPatch) -> None:
        real = confirming._obstacle

        def leaky(*arguments: Any) -> Any:
            obstacle = real(*arguments)
            return None if obstacle == code else obstacle

        patch.setattr(confirming, "_obstacle", leaky)

    return leak


def a_new_address_keeps_the_role(patch: pytest.MonkeyPatch) -> None:
    for room in (importing, people_sync):
        patch.setattr(room, "suspend", lambda *_, **__: None)


@contextmanager
def leaking(leak: Callable[[pytest.MonkeyPatch], None] | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if leak is not None:
            leak(patch)
        yield


@pytest.mark.parametrize(
    ("attack", "mutant"),
    [
        (gives_himself_hr, unconfirmed_roles_count),
        (confirms_what_he_gave, nobody_asks_whose("given")),
        (confirms_his_own, nobody_asks_whose("own")),
        (takes_over_an_address_by_a_file, a_new_address_keeps_the_role),
        (takes_over_an_address_on_the_page, a_new_address_keeps_the_role),
        (takes_over_an_address_by_scim, a_new_address_keeps_the_role),
        (changes_the_address_under_the_eyes_of_hr, a_new_address_keeps_the_role),
    ],
)
@pytest.mark.parametrize("is_mutant", [False, True])
def test_an_insider_alone_makes_no_reader_and_the_mutant_is_caught(
    world: World,
    attack: Callable[[World], bool],
    mutant: Callable[[pytest.MonkeyPatch], None],
    is_mutant: bool,
) -> None:
    with leaking(mutant if is_mutant else None):
        assert attack(world) == is_mutant
