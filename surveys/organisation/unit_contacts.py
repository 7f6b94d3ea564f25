"""Whom people of a unit can talk to: its own contacts, else those of the nearest unit above it.

At last those of the organisation. They are the same for everybody in a unit, and nothing that
somebody answers has anything to do with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlmodel import Session

from db import people, wave_units, waves
from db import support as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_keeps_contacts
from surveys.installation import Installation
from surveys.organisation.organisation import (
    Contacts,
    SetUpError,
    check_contacts,
    contacts_of,
)
from surveys.trail.saving import Seen, check_unchanged, note_saved
from surveys.units import PAGE_SEPARATOR

_NONE = Contacts("", "")


@dataclass(frozen=True)
class ContactsOfUnits:
    """The contacts of the organisation (None before set-up), and those of units with their own.

    `above` has the unit above each; it is only read where some unit has contacts of its own.
    """

    whole: Contacts | None
    own: Mapping[UUID, Contacts] = field(default_factory=dict)
    above: Mapping[UUID, UUID | None] = field(default_factory=dict)

    def source(self, unit: UUID | None) -> UUID | None:
        """Return the unit whose contacts those of a unit are; None for the organisation."""
        passed: set[UUID] = set()
        while unit is not None and unit not in passed:
            if unit in self.own:
                return unit
            passed.add(unit)
            unit = self.above.get(unit)
        return None

    def of(self, unit: UUID | None) -> Contacts | None:
        """Return whom people of a unit can talk to; None: the unit is not known."""
        source = self.source(unit)
        return self.whole if source is None else self.own[source]


def contacts_of_units(session: Session) -> ContactsOfUnits:
    """Return, within a transaction, the contacts of all units as they are now."""
    own = _own(session)
    above = {row.id: row.parent_id for row in people.units(session)} if own else {}
    return ContactsOfUnits(_of_organisation(session), own, above)


def contacts_in_open_wave(installation: Installation) -> ContactsOfUnits:
    """Return the contacts of all units as they were when the open wave opened.

    Who answers may not read the tree of today: the answering role of PostgreSQL has no right to.
    """
    with reading(installation.engine) as session:
        own, above = _own(session), {}
        if own and (wave := waves.open_wave(session)) is not None:
            above = wave_units.tree(session, wave.id)
        return ContactsOfUnits(_of_organisation(session), own, above)


def read_contacts(
    installation: Installation, who: Reader
) -> tuple[ContactsOfUnits, dict[UUID, str]]:
    """Return the contacts of all units, and the units below the root, each with those above it.

    The units are in the order of these names. Raises NotAllowedError.
    """
    check_keeps_contacts(who)
    with reading(installation.engine) as session:
        units = {row.id: row for row in people.units(session)}
        known = replace(
            contacts_of_units(session), above={unit: row.parent_id for unit, row in units.items()}
        )
    named: dict[UUID, str] = {}
    for unit, row in units.items():
        path, above, passed = [row.name], row.parent_id, {unit}
        while above is not None and above not in passed and units[above].parent_id is not None:
            passed.add(above)
            path.append(units[above].name)
            above = units[above].parent_id
        if row.parent_id is not None:
            named[unit] = PAGE_SEPARATOR.join(reversed(path))
    return known, dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def save_unit_contacts(
    installation: Installation,
    who: Reader,
    unit: UUID,
    contacts: Contacts,
    seen: Seen | None = None,
) -> Contacts:
    """Save a unit's own contacts, and return them as stored; an open wave shows them at once.

    Where all fields are empty the unit has none of its own any more. Raises NotAllowedError,
    SetUpError when only the counsellor's name or phone is empty, or there is no such unit, and
    ChangedMeanwhileError when others were `seen`.
    """
    check_keeps_contacts(who)
    tidy, thing = contacts.tidy, f"contacts of {unit.hex}"
    if tidy != _NONE:
        check_contacts(tidy)
    with writing(installation.engine) as session:
        row = next((row for row in people.units(session) if row.id == unit), None)
        if row is None or row.parent_id is None:
            # The contacts of the root are those of the organisation.
            raise SetUpError("no_unit")
        now = _own(session).get(unit, _NONE)
        check_unchanged(session, thing, seen=seen, now=now, wanted=tidy, by=who.known_as)
        doctor = tidy.company_doctor
        own = None if tidy == _NONE else (tidy.counsellor_name, tidy.counsellor_phone, doctor)
        stored.replace(session, unit, own)
        note_saved(session, thing, tidy, who.known_as)
        trail.note(session, "contacts changed", row.name, who.known_as)
    return tidy


def _own(session: Session) -> dict[UUID, Contacts]:
    return {
        unit: Contacts(name, phone, doctor)
        for unit, name, phone, doctor in stored.of_units(session)
    }


def _of_organisation(session: Session) -> Contacts | None:
    row = people.facts_of_organisation(session)
    return None if row is None else contacts_of(row)
