"""Translates a user of SCIM into the details that Peil keeps of a person, and back. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from scim2_models import InvalidValueException

from surveys.access import mail_address
from surveys.access.mail_address import MailAddressError
from surveys.names import as_written, is_readable
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

MAX_TEXT_LENGTH = 200
"""Maximum length of a text in characters, more than any name has."""

_OF_ANOTHER_TYPE = 3
_MARK_LENGTH = 32
_MARK = re.compile("[0-9a-fA-F]{32}")
"""What Microsoft Entra puts before the name of an account that was deleted and can come back."""


@dataclass(frozen=True)
class Details:
    """A person as an identity provider describes them; `department` is None if none is named.

    `is_marked` says that the account was deleted there and may be restored: such a mark is never
    part of a name or an address.
    """

    name: str
    email: str
    user_name: str
    key: str | None
    language: str | None
    department: str | None
    active: bool = True
    is_marked: bool = False


@dataclass(frozen=True)
class Known:
    """A person as stored; `unit` is None for those who work in the whole organisation.

    `user_name` is written as it was sent, and None for people whom no directory has described.
    """

    id: UUID
    name: str
    email: str
    user_name: str | None
    key: str | None
    language: str | None
    unit: tuple[UUID, str] | None


def as_user(known: Known, address: str, *, unit_from_department: bool) -> User[Workplace]:
    """Return a person as a user of SCIM; `address` is where resources are found."""
    user = Employee(
        id=str(known.id),
        external_id=known.key,
        user_name=known.user_name or known.email,
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
    """Return the details to keep of a completely described user; `before` are the stored ones.

    Name, number and language stay unless they are part of the description. Raises
    InvalidValueException, saying what is missing, for a user without an e-mail address.
    """
    user_name, is_marked = _user_name(user, before)
    emails, workplace = [email for email in user.emails or [] if email.value], user[Workplace]
    return Details(
        name=_name(user) or (before.name if before else user_name),
        email=_address(user_name, emails, before),
        user_name=user_name,
        key=_key(user, before) or (before.key if before else None),
        language=_language(user.preferred_language) or (before.language if before else None),
        department=line(workplace.department if workplace else None, "department") or None,
        active=user.active is not False,
        is_marked=is_marked,
    )


def to_be_patched(known: Known, address: str, *, unit_from_department: bool) -> User[Workplace]:
    """Return a user for a PATCH to change: without names and addresses, of which we keep one.

    So any that are present afterwards come from the PATCH, whichever way it was written.
    """
    user = as_user(known, address, unit_from_department=unit_from_department)
    user.display_name = user.name = user.emails = None
    return user


def details_after(user: User[Workplace], before: Known) -> Details:
    """Return the details to keep after a PATCH of the result of `to_be_patched`.

    Raises InvalidValueException.
    """
    user_name, is_marked = _user_name(user, before)
    emails = [e for e in user.emails or [] if e.value and _rank(e) < _OF_ANOTHER_TYPE]
    workplace = user[Workplace]
    return Details(
        name=_name(user) or before.name,
        email=_address(user_name, emails, before),
        user_name=user_name,
        key=_key(user, before) or None,
        language=_language(user.preferred_language),
        department=line(workplace.department if workplace else None, "department") or None,
        active=user.active is not False,
        is_marked=is_marked,
    )


def without_mark(text: str) -> str | None:
    """Return a name without the mark of a deleted account; None for a text without one."""
    return text[_MARK_LENGTH:] or None if _MARK.match(text) else None


def _unmarked(text: str, *present: str | None) -> str:
    """Return a text, or the present one that it is with the mark of a deleted account."""
    rest = (without_mark(text) or "").lower()
    return next((one for one in present if one and rest == one.lower()), text)


def _user_name(user: User[Workplace], before: Known | None) -> tuple[str, bool]:
    """Return the user name, and whether it was sent with the mark of a deleted account."""
    # An address has at most 254 characters, and the mark comes on top of that.
    longest = mail_address.MAX_ADDRESS_LENGTH + _MARK_LENGTH
    sent = line(user.user_name, "userName", longest)
    if not sent:
        raise InvalidValueException(detail="userName is needed")
    present = (before.user_name, before.email) if before else ()
    kept = line(_unmarked(sent, *present), "userName", mail_address.MAX_ADDRESS_LENGTH)
    return kept, kept != sent


def _key(user: User[Workplace], before: Known | None) -> str:
    key = line(user.external_id, "externalId")
    return _unmarked(key, before.key) if before else key


def _address(user_name: str, emails: Sequence[Email], before: Known | None) -> str:
    """Return the address that is sent, else the present one, else the user name.

    Where the directory named somebody by their address, a new name is a new address. Where it has
    not named them yet, as people from a file, a name is no reason to change their address.
    """
    if emails:
        address = _value(min(emails, key=_rank))
    elif before is None:
        address = user_name
    else:
        named_by_address = (before.user_name or "").lower() == before.email.lower()
        is_new = user_name.lower() != before.email.lower()
        address = user_name if named_by_address and is_new and "@" in user_name else before.email
    return _checked(_unmarked(address, before.email) if before else address, before)


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


def _value(email: Email) -> str:
    return (email.value or "").strip()


def _checked(address: str, before: Known | None) -> str:
    """Return an address as it is stored. Raises InvalidValueException unless it can be sent to.

    One that is stored already may stay, so that people of older installations can be changed and
    removed.
    """
    if before is not None and address == before.email:
        return address
    try:
        return mail_address.parse(address).text
    except MailAddressError as error:
        detail = f"an e-mail address is needed, in emails or as userName: {error}"
        raise InvalidValueException(detail=detail) from error


def _language(preferred: str | None) -> str | None:
    """Return "nl" for "nl-BE" or "nl_NL;q=1"; None for a language without texts."""
    first = re.split(r"[-_,;]", (preferred or "").strip().lower())[0]
    return first if first in LANGUAGES else None


def line(text: str | None, attribute: str, longest: int = MAX_TEXT_LENGTH) -> str:
    """Return a text as it is kept, on one line and without control characters.

    Raises InvalidValueException for more than `longest` characters.
    """
    readable = "".join(sign if is_readable(sign) else " " for sign in text or "")
    line = as_written(readable)
    if len(line) > longest:
        raise InvalidValueException(detail=f"{attribute} is longer than {longest} characters")
    return line
