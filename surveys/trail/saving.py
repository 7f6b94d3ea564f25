"""Two people save the same form at once: the second is told what was changed and by whom.

A form keeps what was stored when it was opened. The person who saves it hands that over with what
they typed; where something else is stored by now, nothing is saved. The form then takes over what
only the others changed, keeps what its own user typed, and can be saved again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import administered as stored
from db import people
from surveys.errors import N_, PeilError


@dataclass(frozen=True)
class Seen:
    """What was stored when a form was opened; None: nothing was."""

    state: object


class ChangedMeanwhileError(PeilError):
    """A form that was saved by somebody else since it was opened; `now` is what is stored."""

    texts: ClassVar = {
        "by_somebody": N_(
            "{who} changed this while you had it open. Nothing of yours is saved yet; what you "
            "typed is kept."
        ),
        "by_yourself": N_(
            "You changed this in another window meanwhile. Nothing is saved from here yet; what "
            "you typed is kept."
        ),
        "by_server": N_(
            "This was changed while you had it open, by a list, by a directory or on the server. "
            "Nothing of yours is saved yet; what you typed is kept."
        ),
    }

    def __init__(self, code: str, /, *, now: object, **values: object) -> None:
        """Keep what is stored now."""
        super().__init__(code, **values)
        self.now = now


def check_unchanged(
    session: Session,
    thing: str,
    *,
    seen: Seen | None,
    now: object,
    wanted: object,
    by: UUID | None,
) -> None:
    """Raise ChangedMeanwhileError if `now` is neither what was seen nor what is wanted.

    Without `seen` nothing is compared: who works on a command line has no form.
    """
    if seen is None or now in (seen.state, wanted):
        return
    who = stored.changed_by(session, thing, _fingerprint(now))
    if who is not None and who == by:
        raise ChangedMeanwhileError("by_yourself", now=now)
    row = people.person(session, who) if who else None
    if row is None:
        raise ChangedMeanwhileError("by_server", now=now)
    raise ChangedMeanwhileError("by_somebody", now=now, who=row.name)


def note_saved(session: Session, thing: str, left: object, by: UUID | None) -> None:
    """Keep who saved something, and what they left it as, to be recognised later."""
    stored.note_change(session, thing, _fingerprint(left), by)


def _fingerprint(state: object) -> bytes:
    return sha256(repr(state).encode()).digest()


@dataclass(frozen=True)
class Merged:
    """The fields of a form after somebody else has saved: values, and who changed which."""

    values: Mapping[str, object]
    theirs: tuple[str, ...]
    """Fields that only the others changed, and that the form takes over."""

    both: tuple[str, ...]
    """Fields that both changed, each to something else; the form keeps what was typed."""


def merged(
    seen: Mapping[str, object], typed: Mapping[str, object], now: Mapping[str, object]
) -> Merged:
    """Return the fields of a form that was opened with `seen`, while `now` is stored. Pure.

    No change is lost: a field has what its user typed, or else what is stored.
    """
    changed = [name for name in typed if now[name] != seen[name] and now[name] != typed[name]]
    both = tuple(name for name in changed if typed[name] != seen[name])
    theirs = tuple(name for name in changed if name not in both)
    return Merged({**typed, **{name: now[name] for name in theirs}}, theirs, both)
