"""Notes people who join, move or leave by synchronising, for the works council and the trail."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from db import people, provisioning, waves
from surveys import trail

_VERBS = {"joined": "joined", "moved": "moved to", "left": "left"}
_NEEDED = {"administrator", "hr"}


@dataclass(frozen=True)
class Change:
    """A person who joined, moved or left, with the names of the units."""

    kind: Literal["joined", "moved", "left"]
    name: str
    from_unit: str | None = None
    to_unit: str | None = None


def note(session: Session, changes: Sequence[Change]) -> None:
    """Note changes of people, with the wave that is open; that wave itself is not touched."""
    open_wave = waves.open_wave(session)
    number = open_wave.number if open_wave else None
    provisioning.note_changes(
        session,
        (
            {
                "kind": change.kind,
                "name": change.name,
                "from_unit": change.from_unit,
                "to_unit": change.to_unit,
                "open_wave": number,
            }
            for change in changes
        ),
    )
    for change in changes:
        unit = change.from_unit if change.kind == "left" else change.to_unit
        trail.note(session, "people changed", f"SCIM: {change.name} {_VERBS[change.kind]} {unit}")


def warn_of_last(session: Session, roles: Sequence[str]) -> None:
    """Warn in the log and the trail that a role somebody must have is held by nobody.

    Leavers are removed all the same: nobody who is gone may keep access because nobody else has it.
    """
    for role in sorted(_NEEDED & set(roles)):
        if any(row.unit_id is None for row in people.who_has(session, role)):
            continue
        logging.getLogger(__name__).warning(
            "the last person with the role %s left; give it with `peil sign-in-link --role`", role
        )
        trail.note(session, "people changed", f"SCIM: nobody has the role {role} any more")
