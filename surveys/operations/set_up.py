"""From an empty installation to the first wave: the first administrator and the steps.

Every step can be interrupted and resumed; whether it is done is derived from stored data.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db import people, programme, results
from db.base import insert
from db.engine import reading, writing
from surveys.access.mail_address import parse
from surveys.installation import Installation
from surveys.organisation import TIME_ZONE, Contacts, SetUpError, create_organisation
from surveys.people.roles import grant
from surveys.settings import Settings

StepName = Literal["organisation", "people", "roles", "rhythm", "delivery", "preview", "start"]

MIN_PEOPLE = 5
"""Minimum number of people: with fewer there can never be a result."""


@dataclass(frozen=True)
class Founder:
    """The person who sets up Peil: the first administrator, perhaps HR as well."""

    name: str
    email: str
    is_hr: bool = False


@dataclass(frozen=True)
class Locale:
    """The organisation's IANA time zone, its language, and the country of its public holidays."""

    time_zone: str = TIME_ZONE
    language: str = "en"
    country: str | None = None


@dataclass(frozen=True)
class Step:
    """A step on the way to the first wave, and whether it is done."""

    name: StepName
    is_done: bool


def set_up_installation(
    installation: Installation, *, name: str, contacts: Contacts, locale: Locale, founder: Founder
) -> UUID:
    """Create the organisation and its first administrator; return the id of that person.

    Raises SetUpError for an empty field, an unknown time zone, or an organisation that is set up
    already, MailAddressError for an address that mail cannot be sent to; nothing was changed then.
    """
    if not (founder.name.strip() and founder.email.strip()):
        raise SetUpError("founder")
    address = parse(founder.email.strip())
    try:
        ZoneInfo(locale.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise SetUpError("time_zone", name=locale.time_zone) from fault
    with writing(installation.engine) as session:
        whole = create_organisation(session, name, contacts)
        row = people.organisation(session)
        if row is not None:
            row.time_zone, row.language = locale.time_zone, locale.language
            row.country = locale.country
        person = people.person_with(session, *address.spellings)
        if person is None:
            person = people.Person(name=founder.name.strip(), email=address.text, unit_id=whole)
            insert(session, person)
        grant(session, person, "administrator")
        if founder.is_hr:
            grant(session, person, "hr")
        return person.id


def has_started(installation: Installation) -> bool:
    """Return whether the programme runs or a wave was opened manually."""
    with reading(installation.engine) as session:
        rhythm = programme.programme(session)
        return results.last_number(session) > 0 or (rhythm is not None and rhythm.state != "paused")


def steps(installation: Installation, settings: Settings) -> tuple[Step, ...]:
    """Return all steps to the first wave, in the recommended order."""
    with reading(installation.engine) as session:
        facts = people.facts_of_organisation(session)
        staff = len(people.everybody(session))
        reads = bool(people.who_has(session, "hr"))
        rhythm = programme.programme(session)
    started = has_started(installation)
    return (
        Step("organisation", facts is not None and facts.counsellor_name is not None),
        Step("people", staff >= MIN_PEOPLE),
        Step("roles", reads),
        Step("rhythm", rhythm is not None),
        Step("delivery", settings.can_send_messages),
        Step("preview", started),
        Step("start", started),
    )
