"""The organisation of an installation: set-up, its own questions, and its contacts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers, check_keeps_contacts
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.instrument import Instrument, load_own, shipped
from surveys.names import as_written, same_name
from surveys.texts import DEFAULT
from surveys.trail.saving import Seen, check_unchanged, note_saved
from surveys.units import check_unit_name, refused_name

BADGES_BY_CHANCE = (10, 25)
"""Percentages of units with a badge without cause a year that an organisation may choose."""

CONTACTS = "contacts"
"""The contacts among the things that two people may save at once."""

TIME_ZONE = "Europe/Amsterdam"
"""The time zone of an organisation that has not chosen one."""


class SetUpError(PeilError):
    """An organisation that cannot be set up as asked."""

    texts: ClassVar = {
        "name": N_("Fill in the name of the organisation."),
        "counsellor_name": N_("Fill in the name of the counsellor."),
        "counsellor_phone": N_("Fill in the phone of the counsellor."),
        "no_unit": N_("There is no such unit any more."),
        "no_organisation": N_("Set up the organisation first."),
        "code": N_(
            "This set-up code is not valid. The code was printed in the terminal or the log where "
            "Peil was started; a new start prints a new one. Nothing was saved yet."
        ),
        "first_unit": N_("The organisation needs a first unit; nothing was saved yet."),
        "refused_unit": N_("The first unit: {why} Nothing was saved yet."),
        "founder_name": N_("Fill in your own name."),
        "founder_email": N_("Fill in your own e-mail address."),
        "time_zone": N_("There is no time zone {name}; choose one such as Europe/Amsterdam."),
        "options": N_("Without a terminal nothing can be asked. Add: {options}."),
        "already": N_("This installation has an organisation already."),
        "badges": N_("Badges by chance are 10 or 25 percent a year, not {percent}."),
    }


@dataclass(frozen=True)
class Contacts:
    """Contacts for support: always a confidential counsellor, sometimes a company doctor."""

    counsellor_name: str
    counsellor_phone: str
    company_doctor: str | None = None

    @property
    def tidy(self) -> "Contacts":
        """The same without spaces around them."""
        doctor = (self.company_doctor or "").strip() or None
        return Contacts(self.counsellor_name.strip(), self.counsellor_phone.strip(), doctor)


@dataclass(frozen=True)
class Organisation:
    """Name, contacts and locale; an organisation with only imported history has no contacts."""

    name: str
    contacts: Contacts | None
    time_zone: str = TIME_ZONE
    language: str = DEFAULT
    country: str | None = None
    """The ISO 3166 code of the country whose public holidays are kept; None for no holidays."""
    badges_by_chance: int = 10
    """Percentage of units that see a badge in a year in which nothing changes."""


def create_with_first_unit(
    installation: Installation, *, name: str, first_unit: str, contacts: Contacts
) -> tuple[UUID, UUID]:
    """Create the organisation with its first team; return the ids of the root unit and the team.

    An organisation with only imported history keeps its units. Raises SetUpError when a field is
    empty or the organisation is set up already.
    """
    if not (unit := as_written(first_unit)):
        raise SetUpError("first_unit")
    if (refusal := refused_name(unit)) is not None:
        raise SetUpError("refused_unit", why=refusal)
    with writing(installation.engine) as session:
        root = create_organisation(session, name, contacts)
        return root, unit_named(session, unit, root)


def create_organisation(session: Session, name: str, contacts: Contacts) -> UUID:
    """Create the organisation within a transaction; return the id of its root unit.

    Raises SetUpError when a field is empty or the organisation is set up already.
    """
    if not name.strip():
        raise SetUpError("name")
    check_contacts(contacts)
    row = people.organisation(session) or people.Organisation(name="")
    if row.counsellor_name is not None:
        raise SetUpError("already")
    row.name = as_written(name)
    tidy = contacts.tidy
    row.counsellor_name = tidy.counsellor_name
    row.counsellor_phone = tidy.counsellor_phone
    row.company_doctor = tidy.company_doctor
    insert(session, row)
    trail.note(session, "organisation set up", row.name)
    return root_unit(session, row.name)


def save_contacts(
    installation: Installation, who: Reader, contacts: Contacts, seen: Seen | None = None
) -> Contacts:
    """Save the contacts for support, and return them as stored; an open wave shows them at once.

    Raises NotAllowedError, SetUpError when the counsellor's name or phone is empty, and
    ChangedMeanwhileError when other contacts were `seen`.
    """
    check_keeps_contacts(who)
    check_contacts(contacts)
    tidy = contacts.tidy
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise SetUpError("no_organisation")
        now = contacts_of(row)
        check_unchanged(session, CONTACTS, seen=seen, now=now, wanted=tidy, by=who.known_as)
        row.counsellor_name = tidy.counsellor_name
        row.counsellor_phone = tidy.counsellor_phone
        row.company_doctor = tidy.company_doctor
        note_saved(session, CONTACTS, tidy, who.known_as)
        trail.note(session, "contacts changed", row.counsellor_name, who.known_as)
    return tidy


def check_contacts(contacts: Contacts) -> None:
    """Raise SetUpError unless the counsellor has a name and a phone."""
    if not contacts.counsellor_name.strip():
        raise SetUpError("counsellor_name")
    if not contacts.counsellor_phone.strip():
        raise SetUpError("counsellor_phone")


def save_badges_by_chance(installation: Installation, who: Reader, percent: int) -> None:
    """Choose how many of 100 units see a badge in a year in which nothing changes: 10 or 25.

    With more of them, true changes are noticed sooner. Verdicts are worked out anew. Raises
    NotAllowedError, and SetUpError for another number or before set-up.
    """
    check_administers(who)
    if percent not in BADGES_BY_CHANCE:
        raise SetUpError("badges", percent=percent)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise SetUpError("no_organisation")
        if row.badges_by_chance != percent:
            row.badges_by_chance = percent
            trail.note(session, "badges by chance chosen", f"{percent} %", who.known_as)


def root_unit(session: Session, name: str) -> UUID:
    """Return the id of the unit that stands for the organisation; create it if there is none."""
    for unit in people.units(session):
        if unit.parent_id is None:
            return unit.id
    root = people.Unit(name=name)
    insert(session, root)
    return root.id


def unit_named(session: Session, name: str, parent: UUID) -> UUID:
    """Return the id of the unit with this name directly under another; create it if needed.

    Raises UnitNameError for what can never be a unit.
    """
    for unit in people.units(session):
        if unit.parent_id == parent and same_name(unit.name) == same_name(name):
            return unit.id
    check_unit_name(name)
    made = people.Unit(name=as_written(name), parent_id=parent)
    insert(session, made)
    return made.id


def load_organisation(installation: Installation) -> Organisation | None:
    """Return the organisation, or None before set-up and any import."""
    with reading(installation.engine) as session:
        return load_organisation_in(session)


def load_organisation_in(session: Session) -> Organisation | None:
    """Return, within a transaction, the organisation; None before set-up and any import."""
    row = people.facts_of_organisation(session)
    if row is None:
        return None
    return Organisation(
        row.name, contacts_of(row), row.time_zone, row.language, row.country, row.badges_by_chance
    )


def contacts_of(row: people.Facts | people.Organisation) -> Contacts | None:
    """Return the contacts in the row of the organisation; None before set-up."""
    if row.counsellor_name is None or row.counsellor_phone is None:
        return None
    return Contacts(row.counsellor_name, row.counsellor_phone, row.company_doctor)


def badges_by_chance_in(session: Session) -> int:
    """Return the percentage of units with a badge without cause a year; 10 unless chosen."""
    return badges_by_chance_of(people.facts_of_organisation(session))


def badges_by_chance_of(row: people.Facts | None) -> int:
    """Return the same from the row of the organisation; None before it was set up."""
    return BADGES_BY_CHANCE[0] if row is None else int(row.badges_by_chance)


def load_instrument(installation: Installation) -> Instrument:
    """Return the shipped instrument, with the organisation's own questions if it has any."""
    with reading(installation.engine) as session:
        return load_instrument_in(session)


def load_instrument_in(session: Session) -> Instrument:
    """Return, within a transaction, the shipped instrument with the organisation's questions."""
    return instrument_of(people.facts_of_organisation(session))


def instrument_of(row: people.Facts | None) -> Instrument:
    """Return the same from the row of the organisation; None before it was set up."""
    if row is None or row.own_questions is None:
        return shipped()
    return shipped().extended_by(load_own(row.own_questions))
