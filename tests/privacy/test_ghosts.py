"""Whoever keeps the list of people invents colleagues, moves somebody, or diverts a link.

Each attack goes by every way to the list: a file, the command line, synchronising, people and roles
on the page, and writing into the database. No wave opens and no link leaves until a second person
has confirmed what was changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from db import results
from db.confirmations import Confirmed, Place
from db.engine import on_postgresql, reading
from surveys.access import NotAllowedError, Reader, reader
from surveys.answering import cast
from surveys.audit import run_audit
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.messages import sending
from surveys.messages.compose import RenderedMessage
from surveys.messages.delivery import send_due
from surveys.organisation import small_units
from surveys.organisation.confirmation_rule import PlaceError, Waiting, switch
from surveys.organisation.confirmations import confirm, read_waiting
from surveys.people import editing, roles
from surveys.people.details import Details
from surveys.people.importing import importing
from surveys.people.importing.importing import apply, plan_import
from surveys.people.provisioning import people_sync
from surveys.people.provisioning.directory import Directory
from surveys.settings import Settings
from surveys.trail import entries
from surveys.waves import OpenedWave, WaveError, make_slips, open_wave, waves
from tests.builders import add_people, add_person, add_unit, give_role
from tests.privacy.conftest import DAY, Units
from tests.reading import reader_with
from tests.refusals import code
from tests.rosters import files
from tests.stored import Intruder, Refused, main_rows

pytestmark = pytest.mark.both_databases

SCIM = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
GHOSTS = [f"ghost{number}@example.org" for number in range(9)]
STAFF = "SELECT p.name, p.email, u.name FROM person p JOIN unit u ON u.id = p.unit_id"


class Office:
    """Vic alone in North, six people in South; Ad looks after people and has the role of HR."""

    def __init__(self, installation: Installation, organisation: Units) -> None:
        """Make it, with everybody confirmed."""
        self.at, whole, self.north = installation, organisation["Example"], organisation["North"]
        self.south = add_unit(installation, "South", whole)
        self.ad = add_person(installation, whole, "Ad", role="administrator")
        give_role(installation, self.ad, "hr")
        self.cora = add_person(installation, whole, "Cora", role="council")
        add_people(installation, self.south, 6)
        self.vic = add_person(installation, self.north, "Vic")
        self.directory = Directory(installation, "https://peil.example.org/scim/v2", "department")

    def who(self, person: UUID) -> Reader:
        known = reader(self.at, person)
        assert known is not None
        return known

    def opened(self, *, by_message: bool = False) -> OpenedWave | None:
        """Open a wave; None if somebody has to be confirmed first, and then nothing was made."""
        try:
            return open_wave(self.at, opens_on=DAY, closes_on=DAY, by_message=by_message)
        except WaveError as refused:
            if refused.code != "unconfirmed":
                raise
        assert main_rows(self.at, "SELECT * FROM wave") == []
        assert not list(self.at.keys.path.glob("*"))
        return None

    def confirm(self, person: UUID) -> int:
        """Let somebody confirm everybody who waits."""
        waiting = read_waiting(self.at, self.who(person))
        people = [one.place for unit in waiting for one in unit.people]
        return confirm(self.at, self.who(person), people)

    def import_list(self, by: UUID | None, *lines: str) -> None:
        """Import people beside those who are known; a line replaces the one of its address."""
        known = {email: f"{name},{email},{u},," for name, email, u in main_rows(self.at, STAFF)}
        merged = {**known, **{line.split(",")[1]: line for line in lines}}
        asked = files("\n".join(("name,email,unit,channel,channel_address", *merged.values())))
        who = None if by is None else self.who(by)
        plan = plan_import(self.at, who, asked, ("mail", "slack"))
        apply(self.at, who, plan, beyond_limits=True)

    def patch(self, **values: object) -> None:
        """Change Vic as an identity provider does."""
        operations = [{"op": "replace", "value": {path: v}} for path, v in values.items()]
        people_sync.patch(self.directory, self.vic, {"schemas": [PATCH], "Operations": operations})

    def write(self, statement: str, *values: object) -> None:
        with Intruder(self.at) as intruder:
            assert intruder.write(statement, *values)


@pytest.fixture
def office(installation: Installation, organisation: Units) -> Office:
    return Office(installation, organisation)


def ghosts_by_file(office: Office, by: UUID | None = None) -> None:
    office.import_list(by, *(f"Ghost,{email},North,," for email in GHOSTS))


def ghosts_behind_slips(office: Office) -> None:
    ghosts_by_file(office, office.ad)
    make_slips(office.at, ["North"])


def synchronised(email: str, department: str) -> dict[str, object]:
    return {
        "schemas": [SCIM, ENTERPRISE],
        "userName": email,
        "displayName": email.split("@")[0],
        ENTERPRISE: {"department": department},
    }


def ghosts_by_synchronising(office: Office) -> None:
    for email in GHOSTS:
        people_sync.add(office.directory, synchronised(email, "North"))


def ghosts_by_writing(office: Office, number: int = 9) -> None:
    for _ in range(number):
        ghost = uuid4().hex
        values = (ghost, "Ghost", f"{ghost}@example.org", office.north.hex)
        office.write("INSERT INTO person (id, name, email, unit_id) VALUES (?, ?, ?, ?)", *values)


def ghosts_by_roles(office: Office) -> None:
    """The ballot of somebody who leads a unit right below North counts in North."""
    for number in range(6):
        unit = add_unit(office.at, f"Team {number}", office.north)
        email = f"{office.south.hex}-{number}@example.org"
        roles.give(office.at, office.who(office.ad), email, "manager", unit)


def ghosts_on_the_page(office: Office) -> None:
    for email in GHOSTS:
        editing.add_person(office.at, office.who(office.ad), Details("Ghost", email, office.north))


def corrected_on_the_page(office: Office, **values: Any) -> None:
    """Change Vic as the form of a person does."""
    who = office.who(office.ad)
    details = editing.open_person(office.at, who, office.vic).details
    editing.correct_person(
        office.at, who, office.vic, replace(details, **values), channels=("mail", "slack")
    )


def left_and_back_on_the_page(office: Office) -> None:
    who = office.who(office.ad)
    details = editing.open_person(office.at, who, office.vic).details
    editing.mark_as_left(office.at, who, office.vic)
    editing.add_person(office.at, who, replace(details, unit=office.south))


def left_and_back(office: Office) -> None:
    people_sync.remove(office.directory, office.vic)
    people_sync.put(office.directory, office.vic, synchronised("vic@example.org", "North"))


Attack = Callable[[Office], None]
SET = "UPDATE person SET {} = ? WHERE id = ?"
ATTACKS: dict[str, Attack] = {
    "ghosts by file": lambda office: ghosts_by_file(office, office.ad),
    "ghosts by command": ghosts_by_file,
    "ghosts by synchronising": ghosts_by_synchronising,
    "ghosts by writing": ghosts_by_writing,
    "ghosts by roles": ghosts_by_roles,
    "ghosts behind slips": ghosts_behind_slips,
    "so many ghosts that the unit is not small": lambda office: ghosts_by_writing(office, 25),
    "moved by file": lambda office: office.import_list(office.ad, "Vic,vic@example.org,South,,"),
    "moved by synchronising": lambda office: office.patch(**{ENTERPRISE: {"department": "South"}}),
    "moved by writing": lambda office: office.write(
        SET.format("unit_id"), office.south.hex, office.vic.hex
    ),
    "diverted by file": lambda office: office.import_list(
        office.ad, "Vic,vic@example.org,North,slack,@ad"
    ),
    "diverted by synchronising": lambda office: office.patch(
        **{'emails[type eq "work"].value': "ad2@example.org"}
    ),
    "diverted by writing": lambda office: office.write(
        SET.format("email"), "ad2@example.org", office.vic.hex
    ),
    "left and back": left_and_back,
    "ghosts on the page": ghosts_on_the_page,
    "moved on the page": lambda office: corrected_on_the_page(office, unit=office.south),
    "diverted on the page": lambda office: corrected_on_the_page(office, email="ad2@example.org"),
    "diverted to a chat on the page": lambda office: corrected_on_the_page(
        office, channel="slack", channel_address="@ad"
    ),
    "left and back on the page": left_and_back_on_the_page,
}
BY_AD = {"ghosts by file", "ghosts by roles", "ghosts behind slips"}
BY_AD |= {"moved by file", "diverted by file"}
BY_AD |= {attack for attack in ATTACKS if attack.endswith("on the page")}


def holds(office: Office, attack: str) -> bool:
    """Attack, and return whether no wave opens, even after the one who attacked confirms."""
    ATTACKS[attack](office)
    if attack in BY_AD:
        with suppress(PlaceError):
            office.confirm(office.ad)
    return office.opened() is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_wave_opens_until_a_second_person_has_confirmed(office: Office, attack: str) -> None:
    assert holds(office, attack)
    assert office.confirm(office.cora) > 0
    assert office.opened() is not None
    by = {entry.by for entry in entries(office.at) if entry.action == "people confirmed"}
    assert "Cora" in by
    audit = run_audit(office.at)
    assert audit.passed, audit.faults


as_it_is = small_units.unconfirmed

Now = dict[UUID, Place]
LastConfirmed = dict[UUID, Confirmed]


def by_person_only(now: Now, confirmed: LastConfirmed) -> list[Place]:
    return [place for place in now.values() if place.person not in confirmed]


def by_listed_people(now: Now, confirmed: LastConfirmed) -> list[Place]:
    """As it is, but twenty people who are only listed make a unit large."""
    units = [place.unit for place in now.values()]
    return [p for p in as_it_is(now, confirmed) if units.count(p.unit) < small_units.SMALL_UNIT]


@contextmanager
def nobody_is_noted(*_: object) -> Iterator[None]:
    yield


MUTANTS: dict[str, tuple[object, str, object]] = {
    "no check": (waves, "before_opening", lambda _: Waiting(0, ())),
    "confirmed by whoever changed it": (importing, "noting_changes", nobody_is_noted),
    "a person, wherever they are": (small_units, "unconfirmed", by_person_only),
    "listed people make a unit large": (small_units, "unconfirmed", by_listed_people),
}


@pytest.mark.parametrize(
    ("mutant", "attack"),
    [
        ("no check", "ghosts by command"),
        ("confirmed by whoever changed it", "ghosts by file"),
        ("confirmed by whoever changed it", "ghosts on the page"),
        ("confirmed by whoever changed it", "diverted on the page"),
        ("a person, wherever they are", "moved by writing"),
        ("a person, wherever they are", "diverted by writing"),
        ("listed people make a unit large", "so many ghosts that the unit is not small"),
    ],
)
def test_the_same_attack_catches_a_mutant(
    office: Office, monkeypatch: pytest.MonkeyPatch, mutant: str, attack: str
) -> None:
    place, name, replacement = MUTANTS[mutant]
    monkeypatch.setattr(place, name, replacement)
    assert not holds(office, attack)


def test_the_audit_sees_a_wave_that_was_opened_without(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*MUTANTS["no check"])
    ghosts_by_file(office)
    assert office.opened() is not None
    office.confirm(office.cora)
    [fault] = run_audit(office.at).faults
    assert "opened with 9 people in small units not confirmed" in fault.in_words()


def test_the_database_refuses_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changed somebody confirms nothing, and no confirmation is rewritten."""
    ghosts_by_file(office, office.ad)
    with pytest.raises(PlaceError, check=code("own")):
        office.confirm(office.ad)
    monkeypatch.setattr(small_units, "makers", lambda *_: set())
    with pytest.raises(IntegrityError):
        office.confirm(office.ad)
    with Intruder(office.at) as intruder:
        for statement in (
            "UPDATE confirmed_place SET address = address",
            "UPDATE place_change SET number = 7",
            "DELETE FROM confirmed_place",
            "DELETE FROM place_change",
        ):
            with pytest.raises(Refused, match="confirmed or changed"):
                intruder.write(statement)
        drop = "DROP TRIGGER confirmed_by_another"
        intruder.define(drop + " ON confirmed_place" if on_postgresql(office.at.engine) else drop)
    office.confirm(office.ad)
    office.opened()
    faults = "\n".join(fault.in_words() for fault in run_audit(office.at).faults)
    assert "9 people were confirmed by the person who had changed them" in faults
    assert "guard confirmed_by_another" in faults


def test_a_link_never_goes_to_an_address_that_changed_after_the_opening(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even of somebody who was moved to a large unit, where nobody has to be confirmed."""
    large = add_unit(office.at, "Large", office.north)
    add_people(office.at, large, 25)
    office.opened(by_message=True)
    change = "UPDATE person SET unit_id = ?, email = 'ad2@example.org' WHERE id = ?"
    office.write(change, large.hex, office.vic.hex)
    sent: list[RenderedMessage] = []

    def send() -> list[str]:
        quick = settings.model_copy(update={"messages_per_second": 5000})
        send_due(office.at, quick, datetime(2026, 3, 2, 8, tzinfo=UTC), deliver=sent.append)
        return [message.address for message in sent]

    with_links = 33
    assert len(send()) == with_links
    assert "ad2@example.org" not in send()
    monkeypatch.setattr(sending, "held_back", lambda *_: set())
    assert "ad2@example.org" in send(), "the mutant is caught"


def test_a_diverted_link_leaves_once_somebody_has_confirmed_it(
    office: Office, settings: Settings
) -> None:
    office.opened(by_message=True)
    ATTACKS["diverted by file"](office)
    sent: list[RenderedMessage] = []
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    quick = settings.model_copy(update={"messages_per_second": 5000})
    for by, expected in ((None, 8), (office.cora, 9)):
        if by is not None:
            office.confirm(by)
        send_due(office.at, quick, now, deliver=sent.append)
        assert len(sent) == expected
    assert sent[-1].address == "@ad"


def test_only_hr_and_council_who_change_nobody_switch_it_off_and_the_trail_says_so(
    office: Office,
) -> None:
    administrator = add_person(office.at, office.south, "Bo", role="administrator")
    with pytest.raises(NotAllowedError):
        switch(office.at, office.who(administrator), on=False)
    with pytest.raises(PlaceError, match="cannot switch"):
        switch(office.at, office.who(office.ad), on=False)
    ghosts_by_file(office, office.ad)
    with Intruder(office.at) as intruder:
        intruder.write("DELETE FROM access WHERE role = 'administrator'")
    with pytest.raises(PlaceError, match="cannot switch"):
        switch(office.at, office.who(office.ad), on=False)
    assert office.opened() is None
    switch(office.at, office.who(office.cora), on=False)
    assert office.opened() is not None
    assert [e.by for e in entries(office.at) if e.action == "confirmation switched off"] == ["Cora"]
    [said] = [f.in_words() for f in run_audit(office.at).findings if "switched off" in f.sentence]
    assert "is not confirmed" in said


def test_taking_the_roles_from_everybody_does_not_switch_it_off(office: Office) -> None:
    with Intruder(office.at) as intruder:
        assert intruder.write("DELETE FROM access WHERE role IN ('hr', 'council')") == 2
    ghosts_by_file(office)
    assert office.opened() is None


def test_what_was_changed_since_somebody_looked_is_not_confirmed(office: Office) -> None:
    ghosts_by_file(office)
    cora = office.who(office.cora)
    seen = [one.place for unit in read_waiting(office.at, cora) for one in unit.people]
    office.write(SET.format("email"), "ad2@example.org", seen[0].person.hex)
    with pytest.raises(PlaceError, check=code("changed")):
        confirm(office.at, cora, seen)
    with pytest.raises(NotAllowedError):
        confirm(office.at, reader_with("manager"), seen)
    assert office.opened() is None


def test_switched_off_it_is_as_bad_as_it_was(office: Office) -> None:
    """The limit that the privacy page names: nine ghosts answer, and subtraction does the rest."""
    switch(office.at, office.who(office.cora), on=False)
    ghosts_by_file(office, office.ad)
    wave = office.opened()
    assert wave is not None
    in_north = main_rows(office.at, f"SELECT id FROM person WHERE unit_id = '{_id(office)}'")  # noqa: S608
    ghosts = [UUID(str(id_)) for (id_,) in in_north if UUID(str(id_)) != office.vic]
    for number, ghost in enumerate(ghosts):
        cast(office.at, wave.tokens[ghost], {"mood_1": (number % 5,)}, DAY)
    cast(office.at, wave.tokens[office.vic], {"mood_1": (1,)}, DAY)
    close_wave(office.at, DAY)
    with reading(office.at.engine) as session:
        row = session.get(results.Result, (office.north, wave.id, "mood_1"))
    assert row is not None
    known = [2, 2, 2, 2, 1]
    assert [n - k for n, k in zip(row.counts, known, strict=True)] == [0, 1, 0, 0, 0]


def _id(office: Office) -> str:
    return str(office.north) if on_postgresql(office.at.engine) else office.north.hex
