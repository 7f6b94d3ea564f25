"""Notes refused requests, so that administrators see what the directory asks in vain."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from scim2_models import SCIMException

from surveys.names import as_written, is_readable
from surveys.people.provisioning import notes
from surveys.people.provisioning.directory import Directory


def note(
    directory: Directory,
    resource_kind: str,
    resource_id: str | None,
    body: Any,
    fault: SCIMException | ValidationError,
) -> None:
    """Note a refused change: about whom if they are in Peil, or the group by its name."""
    status = fault.status if isinstance(fault, SCIMException) else 400
    if resource_kind == "Users":
        kind = _OF_PEOPLE.get(status)
        known = fault.context.get("person") if isinstance(fault, SCIMException) else None
        person = known or _id(resource_id)
        if kind is not None:
            notes.note_refusal(directory.installation, kind, person=person)
    elif resource_kind == "Groups" and status in _OF_GROUPS:
        kind = _OF_GROUPS[status]
        notes.note_refusal(directory.installation, kind, group_name=_display_name(body))


_OF_PEOPLE: Mapping[int, notes.Kind] = {400: "person_refused", 409: "person_known"}
_OF_GROUPS: Mapping[int, notes.Kind] = {
    400: "group_refused",
    403: "groups_off",
    409: "group_known",
}


def _id(resource_id: str | None) -> UUID | None:
    try:
        return UUID(resource_id or "")
    except ValueError:
        return None


def _display_name(body: Any) -> str | None:
    """Return the name of a group in a request, printable and on one line."""
    name = body.get("displayName") if isinstance(body, Mapping) else None
    if not isinstance(name, str):
        return None
    return as_written("".join(sign if is_readable(sign) else " " for sign in name)) or None
