"""What Peil keeps of somebody whom an identity provider describes, and back. Pure."""

import re
from dataclasses import dataclass
from uuid import UUID

from scim2_models import InvalidValueException

from surveys.people.provisioning.resources import (
    Email,
    Employee,
    GroupOfUser,
    Name,
    User,
    Workplace,
    meta_of,
)
from surveys.texts import LANGUAGES

LONGEST = 200
"""More characters than any name; what is longer is refused."""

_OF_ANOTHER_TYPE = 3
_ADDRESS = re.compile(r'[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\]+')


@dataclass(frozen=True)
class Details:
    """Somebody as an identity provider describes them; `department` None where none is named."""

    name: str
    email: str
    user_name: str
    key: str | None
    language: str | None
    department: str | None
    active: bool = True


@dataclass(frozen=True)
class Known:
    """Somebody as stored; `unit` None for who works in the whole organisation."""

    id: UUID
    name: str
    email: str
    user_name: str | None
    key: str | None
    language: str | None
    unit: tuple[UUID, str] | None


def as_user(known: Known, address: str, *, unit_from_department: bool) -> User[Workplace]:
    """Return somebody as SCIM shows them; `address` is where resources are found.

    A user name is kept in small letters; where it is the mail address, it is shown like that.
    """
    user_name = known.user_name or known.email
    if user_name == known.email.lower():
        user_name = known.email
    user = Employee(
        id=str(known.id),
        external_id=known.key,
        user_name=user_name,
        display_name=known.name,
        name=Name(formatted=known.name),
        active=True,
        emails=[Email(value=known.email, type="work", primary=True)],
        preferred_language=known.language,
        meta=meta_of("User", address, str(known.id)),
    )
    if known.unit is not None:
        unit_id, unit = known.unit
        if unit_from_department:
            user[Workplace] = Workplace(department=unit)
        else:
            user.groups = [GroupOfUser(value=str(unit_id), display=unit)]
    return user


def details_of(user: User[Workplace], before: Known | None = None) -> Details:
    """Return what is kept of somebody who is described as a whole; `before` is as known until now.

    Name, number and language that are not given stay. Raises InvalidValueException, saying what is
    missing, for a user without a mail address.
    """
    user_name, workplace = _user_name(user), user[Workplace]
    emails = [email for email in user.emails or [] if email.value]
    address = line(min(emails, key=_rank).value, "emails.value") if emails else user_name
    return Details(
        name=_name(user) or (before.name if before else user_name),
        email=_checked(address),
        user_name=user_name.lower(),
        key=line(user.external_id, "externalId") or (before.key if before else None),
        language=_language(user.preferred_language) or (before.language if before else None),
        department=line(workplace.department if workplace else None, "department") or None,
        active=user.active is not False,
    )


def to_be_patched(known: Known, address: str, *, unit_from_department: bool) -> User[Workplace]:
    """Return somebody as a PATCH finds them: without names and addresses, of which we keep one.

    So what is there afterwards is what the PATCH has given, whichever way it was written.
    """
    user = as_user(known, address, unit_from_department=unit_from_department)
    user.display_name = user.name = user.emails = None
    return user


def details_after(user: User[Workplace], before: Known) -> Details:
    """Return what is kept of somebody after a PATCH of what `to_be_patched` has returned.

    Where the user name was the address and is another one now, so is the address, unless one is
    given too. Raises InvalidValueException.
    """
    user_name, workplace = _user_name(user), user[Workplace]
    emails = [e for e in user.emails or [] if e.value and _rank(e) < _OF_ANOTHER_TYPE]
    address, was = before.email, before.user_name or before.email.lower()
    if emails:
        address = line(min(emails, key=_rank).value, "emails.value")
    elif user_name.lower() != was == before.email.lower() and "@" in user_name:
        address = user_name
    return Details(
        name=_name(user) or before.name,
        email=_checked(address),
        user_name=user_name.lower(),
        key=line(user.external_id, "externalId") or None,
        language=_language(user.preferred_language),
        department=line(workplace.department if workplace else None, "department") or None,
        active=user.active is not False,
    )


def _user_name(user: User[Workplace]) -> str:
    user_name = line(user.user_name, "userName")
    if not user_name:
        raise InvalidValueException(detail="userName is needed")
    return user_name


def _name(user: User[Workplace]) -> str:
    """Return the display name, else the formatted one, else both parts together, else nothing.

    One part alone says nothing, because the other one is not known.
    """
    parts = user.name or Name()
    both = [line(parts.given_name, "name.givenName"), line(parts.family_name, "name.familyName")]
    display = line(user.display_name, "displayName")
    return (
        display or line(parts.formatted, "name.formatted") or (" ".join(both) if all(both) else "")
    )


def _rank(email: Email) -> int:
    """Return the primary address before the one for work, one without type, and any other."""
    if email.primary:
        return 0
    return {"work": 1, None: 2}.get(email.type, _OF_ANOTHER_TYPE)


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        detail = "a mail address is needed: in emails, or as userName"
        raise InvalidValueException(detail=detail)
    return address


def _language(preferred: str | None) -> str | None:
    """Return "nl" for "nl-BE" or "nl_NL;q=1"; None for a language without texts."""
    first = re.split(r"[-_,;]", (preferred or "").strip().lower())[0]
    return first if first in LANGUAGES else None


def line(text: str | None, attribute: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text or "")
    line = " ".join(kept.split())
    if len(line) > LONGEST:
        raise InvalidValueException(detail=f"{attribute} is longer than {LONGEST} characters")
    return line
