"""From an empty installation to the first wave: the first administrator and the steps.

Every step can be interrupted and resumed; whether it is done is derived from stored data.
"""

import hmac
from dataclasses import dataclass
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session

from db import people, programme, secrets, waves
from db.base import insert
from db.engine import reading, writing
from db.people import Role
from surveys.access.mail_address import MailAddress, parse, spellings
from surveys.installation import Installation
from surveys.organisation import TIME_ZONE, Contacts, SetUpError, create_organisation
from surveys.people.roles import grant
from surveys.settings import Settings
from surveys.waves import in_groups, new_code, token_hash

StepName = Literal["organisation", "people", "roles", "rhythm", "delivery", "preview", "start"]

FOUNDER_ROLES: tuple[Role, Role] = ("administrator", "hr")

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


def make_set_up_code(installation: Installation) -> str | None:
    """Return a new code for set-up, to be printed on the server; None after set-up.

    Each process prints its own when it starts, and all are valid until one of them is used: a
    restart, or a second process, takes the code from nobody who has just read it. A code is as long
    as that of a paper slip, so attempts are not counted.
    """
    with writing(installation.engine) as session:
        if _is_set_up(session):
            return None
        code = new_code()
        secrets.add_set_up_code(session, token_hash(code))
    return in_groups(code)


def set_up_installation(
    installation: Installation,
    *,
    name: str,
    contacts: Contacts,
    locale: Locale,
    founder: Founder,
    code: str | None,
) -> UUID:
    """Create the organisation and its first administrator; return the id of that person.

    `code` is one from `make_set_up_code`; None on the command line, where no code is needed. Codes
    stay valid until somebody signs in, for the founder alone: who presses twice, or loses the page
    before signing in, sends the form again and changes nothing. Who has
    either may become HR without another confirmation as long as nobody is.

    Raises SetUpError for a wrong code, an empty field, an unknown time zone, or an organisation
    that is set up already, MailAddressError for an address that mail cannot be sent to; nothing was
    changed then.
    """
    with writing(installation.engine) as session:
        if code is not None and not _is_valid(session, code):
            raise SetUpError("already" if _is_set_up(session) else "code")
        if code is not None and _is_set_up(session):
            return _founder(session, founder.email)
        address = _checked_address(founder, locale)
        if code is None:
            secrets.remove_set_up_codes(session)
        whole = create_organisation(session, name, contacts)
        row = people.organisation(session)
        if row is not None:
            row.time_zone, row.language = locale.time_zone, locale.language
            row.country = locale.country
        person = people.person_with(session, *address.spellings)
        if person is None:
            person = people.Person(name=founder.name.strip(), email=address.text, unit_id=whole)
            insert(session, person)
        for role in FOUNDER_ROLES if founder.is_hr else FOUNDER_ROLES[:1]:
            grant(session, person, role, root=whole, on_server=True)
        return person.id


def awaits_founder(installation: Installation) -> bool:
    """Return whether Peil was set up on the page, but nobody has signed in yet."""
    with reading(installation.engine) as session:
        return _is_set_up(session) and bool(secrets.set_up_codes(session))


def find_founder(installation: Installation, email: str, code: str) -> UUID:
    """Return the founder who has not signed in yet. Raises SetUpError without a valid code."""
    with reading(installation.engine) as session:
        if not _is_valid(session, code):
            raise SetUpError("code")
        return _founder(session, email)


def _founder(session: Session, email: str) -> UUID:
    """Return the administrator with an address. Raises SetUpError for anybody else's."""
    person = people.person_with(session, *spellings(email.strip()))
    if person is None or "administrator" not in {r.role for r in people.access(session, person.id)}:
        raise SetUpError("already")
    return person.id


def _checked_address(founder: Founder, locale: Locale) -> MailAddress:
    """Return the founder's address; raises SetUpError and MailAddressError."""
    if not founder.name.strip():
        raise SetUpError("founder_name")
    if not founder.email.strip():
        raise SetUpError("founder_email")
    try:
        ZoneInfo(locale.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise SetUpError("time_zone", name=locale.time_zone) from fault
    return parse(founder.email.strip())


def _is_set_up(session: Session) -> bool:
    facts = people.facts_of_organisation(session)
    return facts is not None and facts.counsellor_name is not None


def _is_valid(session: Session, code: str) -> bool:
    """Return whether a code for set-up is valid; compares all, each in constant time."""
    typed = token_hash(code)
    return sum(hmac.compare_digest(typed, valid) for valid in secrets.set_up_codes(session)) > 0


def has_started(installation: Installation) -> bool:
    """Return whether the programme runs or a wave was opened manually."""
    with reading(installation.engine) as session:
        rhythm = programme.programme(session)
        return waves.last_number(session) > 0 or (rhythm is not None and rhythm.state != "paused")


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
