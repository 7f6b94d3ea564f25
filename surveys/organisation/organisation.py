"""The organisation of an installation: set-up, its own questions, and whom people can talk to."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.access.access import Reader, check_administers
from surveys.installation.installation import Installation
from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Instrument
from surveys.texts import DEFAULT
from surveys.trail import trail

TIME_ZONE = "Europe/Amsterdam"
"""Where an organisation is that has not said it."""

_NEEDED = "name, first unit and the counsellor's name and phone are needed"


class SetUpError(ValueError):
    """An organisation that cannot be set up as asked."""


@dataclass(frozen=True)
class Contacts:
    """Whom people can talk to; a counsellor is always there, a company doctor perhaps."""

    counsellor_name: str
    counsellor_phone: str
    company_doctor: str | None = None


@dataclass(frozen=True)
class Organisation:
    """Name and contacts; None for the contacts of one that exists only through imported history."""

    name: str
    contacts: Contacts | None
    time_zone: str = TIME_ZONE
    language: str = DEFAULT
    country: str | None = None
    """Whose public holidays are kept, as ISO 3166 calls it; None for none."""


def create_with_first_unit(
    installation: Installation, *, name: str, first_unit: str, contacts: Contacts
) -> tuple[UUID, UUID]:
    """Create the organisation with its first team; return the ids of the whole and of the team.

    An organisation that only imported history so far keeps its units and gets the rest. Raises
    SetUpError when a field is empty or the organisation is set up already.
    """
    if not first_unit.strip():
        raise SetUpError(_NEEDED)
    with writing(installation.engine) as session:
        whole = create_organisation(session, name, contacts)
        return whole, unit_named(session, first_unit.strip(), whole)


def create_organisation(session: Session, name: str, contacts: Contacts) -> UUID:
    """Make the organisation within a transaction; return the unit that is the whole of it.

    Raises SetUpError when a field is empty or the organisation is set up already.
    """
    given = [name, contacts.counsellor_name, contacts.counsellor_phone]
    if not all(field.strip() for field in given):
        raise SetUpError(_NEEDED)
    row = people.organisation(session) or people.Organisation(name="")
    if row.counsellor_name is not None:
        msg = "this installation has an organisation already"
        raise SetUpError(msg)
    row.name = name.strip()
    row.counsellor_name = contacts.counsellor_name.strip()
    row.counsellor_phone = contacts.counsellor_phone.strip()
    row.company_doctor = (contacts.company_doctor or "").strip() or None
    insert(session, row)
    trail.note(session, "organisation set up", row.name)
    return root_unit(session, row.name)


def save_contacts(installation: Installation, who: Reader, contacts: Contacts) -> None:
    """Keep whom people can talk to from now on; it is shown at once, also in an open wave.

    Raises NotAllowedError, and SetUpError when the counsellor's name or phone is empty.
    """
    check_administers(who)
    if not (contacts.counsellor_name.strip() and contacts.counsellor_phone.strip()):
        raise SetUpError(_NEEDED)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise SetUpError(_NEEDED)
        row.counsellor_name = contacts.counsellor_name.strip()
        row.counsellor_phone = contacts.counsellor_phone.strip()
        row.company_doctor = (contacts.company_doctor or "").strip() or None
        trail.note(session, "contacts changed", row.counsellor_name, who.known_as)


def root_unit(session: Session, name: str) -> UUID:
    """Return the unit that is the whole organisation, made with `name` if there is none."""
    for unit in people.units(session):
        if unit.parent_id is None:
            return unit.id
    made = people.Unit(name=name)
    insert(session, made)
    return made.id


def unit_named(session: Session, name: str, above: UUID) -> UUID:
    """Return the unit with this name right under another one, made if there is none."""
    for unit in people.units(session):
        if unit.parent_id == above and unit.name == name:
            return unit.id
    made = people.Unit(name=name, parent_id=above)
    insert(session, made)
    return made.id


def load_organisation(installation: Installation) -> Organisation | None:
    """Return the organisation, or None before set-up and any import."""
    with reading(installation.engine) as session:
        found = people.facts_of_organisation(session)
    if found is None:
        return None
    contacts = None
    if found.counsellor_name is not None and found.counsellor_phone is not None:
        contacts = Contacts(found.counsellor_name, found.counsellor_phone, found.company_doctor)
    return Organisation(found.name, contacts, found.time_zone, found.language, found.country)


def load_instrument(installation: Installation) -> Instrument:
    """Return the shipped instrument, with the organisation's own questions if it has any."""
    with reading(installation.engine) as session:
        found = people.facts_of_organisation(session)
    if found is None or found.own_questions is None:
        return shipped()
    return shipped().extended_by(load_own(found.own_questions))


def support_lines(contacts: Contacts, language: str) -> list[str]:
    """Return whom to talk to, the same for everybody, in one language."""
    lines = []
    for line in shipped().support:
        if line.id == "occupational_physician" and contacts.company_doctor is None:
            continue
        filled = line.text[language].format(
            name=contacts.counsellor_name,
            phone=contacts.counsellor_phone,
            booking=contacts.company_doctor,
        )
        lines.append(filled)
    return lines
