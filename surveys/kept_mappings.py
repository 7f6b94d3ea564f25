"""How files with known headings are read: kept after a file was read so, offered for the next.

People, past answers and numbers of whole units keep their mappings here. Of a file only what its
headings and its options mean is kept, never a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session

from db import administered as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation

Kind = Literal["people", "answers", "aggregates"]


@dataclass(frozen=True)
class KeptMapping:
    """How files of a kind with certain headings are read."""

    kind: Kind
    headings: bytes
    name: str
    fields: Mapping[str, Any]


def kept_mapping(installation: Installation, kind: Kind, headings: bytes) -> KeptMapping | None:
    """Return how files with these headings are read, None if nobody has said so."""
    with reading(installation.engine) as session:
        found = stored.kept_mapping(session, kind, headings)
        return None if found is None else _as_kept(found, kind)


def kept_mappings(installation: Installation, kind: Kind) -> Sequence[KeptMapping]:
    """Return all mappings of a kind, by name."""
    with reading(installation.engine) as session:
        return [_as_kept(found, kind) for found in stored.kept_mappings(session, kind)]


def keep_mapping(session: Session, kept: KeptMapping) -> bool:
    """Keep a mapping within a transaction, in place of that for the same headings.

    Returns whether that changes anything; what is noted of it is up to the caller, who guards.
    """
    before = stored.kept_mapping(session, kept.kind, kept.headings)
    if before is not None and before.fields == kept.fields:
        return False
    stored.keep_mapping(session, kept.kind, kept.headings, kept.name, kept.fields)
    return True


def delete_mapping(
    installation: Installation, kind: Kind, headings: bytes, who: Reader | None
) -> None:
    """Delete a mapping, so that the next file with these headings is asked about again.

    `who` is None for the operator. Raises NotAllowedError for anybody but an administrator.
    """
    if who is not None:
        check_administers(who)
    with writing(installation.engine) as session:
        found = stored.kept_mapping(session, kind, headings)
        if found is None:
            return
        name = found.name
        stored.forget_mapping(session, kind, headings)
        trail.note(session, "mapping deleted", name, who.known_as if who else None)


def _as_kept(found: stored.KeptMapping, kind: Kind) -> KeptMapping:
    return KeptMapping(kind, found.headings, found.name, found.fields)
