"""What is kept of one person, and what is wrong with what somebody typed of them. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import ClassVar
from uuid import UUID

from surveys.access.mail_address import MailAddressError, comparable, parse
from surveys.errors import N_, FieldsError, PeilError
from surveys.names import as_written, is_readable
from surveys.people.file.mapping import is_number
from surveys.people.file.table import MAX_CELL_LENGTH
from surveys.people.importing.state import PersonNow, RosterSnapshot


class PersonError(PeilError):
    """A person who cannot be added, changed or taken off the list as asked."""

    texts: ClassVar = {
        "no_name": N_("Fill in a name."),
        "no_email": N_("Fill in an e-mail address."),
        "name_is_number": N_("“{value}” is a number, not a name. Write the name of the person."),
        "unreadable": N_("There are characters here that cannot be read. Type it anew."),
        "long": N_("This has more than {most} characters. Shorten it."),
        "address_taken": N_("{value} is the address of {name}. Everybody needs an own address."),
        "address_elsewhere": N_(
            "{value} is known in a unit you do not administer. Ask an administrator of the whole "
            "organisation."
        ),
        "key_taken": N_("{value} is the number of {name}. Everybody needs an own number."),
        "key_elsewhere": N_("This number belongs to somebody in a unit you do not administer."),
        "unit": N_("Choose a unit that you administer."),
        "channel": N_("There is no channel “{value}” any more. Choose another one."),
        "no_channel_address": N_("Fill in the address on this channel."),
        "channel_address": N_(
            "An address on a channel has no spaces, commas or slashes. Correct it."
        ),
        "gone": N_("This person is not in the units you administer, or has left."),
        "protected": N_(
            "{name} has a role outside the units you administer. Ask an administrator of the whole "
            "organisation to change this."
        ),
        "last": N_(
            "{name} is the last administrator, so stays. Give the role to somebody else first."
        ),
    }


@dataclass(frozen=True)
class Details:
    """What is kept of a person, and what an administrator types of one."""

    name: str = ""
    email: str = ""
    unit: UUID | None = None
    key: str | None = None
    language: str | None = None
    channel: str | None = None
    channel_address: str | None = None
    send_at: time | None = None


FIELDS = ("name", "email", "key", "language", "channel", "channel_address", "send_at")
"""The fields of a person, but for the unit."""


def details_of(person: PersonNow) -> Details:
    """Return what is kept of a person."""
    return Details(**{field: getattr(person, field) for field in (*FIELDS, "unit")})


def checked(
    typed: Details,
    roster: RosterSnapshot,
    scope: frozenset[UUID] | None,
    person: UUID | None,
    channels: Collection[str],
) -> Details:
    """Return what was typed of a person (None: somebody new) in the form in which it is kept.

    `scope` are the units whose people may be changed, None for all. Raises FieldsError with
    everything that is wrong.
    """
    faults: dict[str, PeilError] = {}
    others = [other for other in roster.people if other.id != person]
    name, key = as_written(typed.name), as_written(typed.key or "") or None
    if not name:
        faults["name"] = PersonError("no_name")
    elif is_number(name):
        faults["name"] = PersonError("name_is_number", value=name)
    email = typed.email.strip()
    try:
        email = parse(email).text
    except MailAddressError as error:
        faults["email"] = error if email else PersonError("no_email")
    for other in others:
        may_name = scope is None or other.unit in scope
        if comparable(other.email) == comparable(email):
            code = "address_taken" if may_name else "address_elsewhere"
            named = {"name": other.name} if may_name else {}
            faults["email"] = PersonError(code, value=email, **named)
        if key is not None and other.key == key:
            faults["key"] = (
                PersonError("key_taken", value=key, name=other.name)
                if may_name
                else PersonError("key_elsewhere")
            )
    if typed.unit not in roster.paths or not (scope is None or typed.unit in scope):
        faults["unit"] = PersonError("unit")
    address = (typed.channel_address or "").strip() or None
    if typed.channel and typed.channel not in channels:
        faults["channel"] = PersonError("channel", value=typed.channel)
    if typed.channel not in {None, "mail"} and address is None:
        faults["channel_address"] = PersonError("no_channel_address")
    elif address and re.search(r"[\s,/]", address):
        faults["channel_address"] = PersonError("channel_address")
    for field, text in (("name", name), ("key", key or ""), ("channel_address", address or "")):
        if len(text) > MAX_CELL_LENGTH:
            faults[field] = PersonError("long", most=MAX_CELL_LENGTH)
        elif not is_readable(text):
            faults[field] = PersonError("unreadable")
    if faults:
        raise FieldsError(faults)
    return Details(
        name, email, typed.unit, key, typed.language, typed.channel or None, address, typed.send_at
    )
