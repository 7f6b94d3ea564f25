"""Whether places are confirmed before a wave opens, and who waits for it.

They are as soon as somebody holds a role that may confirm, until HR or the works council switch it
off. Taking these roles away from everybody changes nothing: then no wave opens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import confirmations as stored
from db import people, waves
from db.confirmations import Place
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation import small_units
from surveys.organisation.places import places
from surveys.units import UnitNames

CONFIRMING = ("hr", "council")
"""The roles for the whole organisation whose holders confirm."""


class PlaceError(PeilError):
    """A confirmation, or a change of the rule, that is refused; nothing was changed."""

    texts: ClassVar = {
        "changed": N_("{name} has changed since you looked. Nothing was confirmed: look again."),
        "own": N_(
            "You changed {name} yourself. Nothing was confirmed: somebody else in HR or the works "
            "council has to do it."
        ),
        "administers": N_(
            "The person who looks after people, or has changed somebody who waits, cannot switch "
            "this off: somebody else in HR or the works council can."
        ),
    }


@dataclass(frozen=True)
class Waiting:
    """The number of people who wait for confirmation, and the names of their units."""

    number: int
    units: Sequence[str]

    @property
    def few_units(self) -> tuple[str, ...]:
        """The names of at most five of the units, and an ellipsis for the others."""
        return (*self.units[:5], *(("…",) if len(self.units) > 5 else ()))

    def __bool__(self) -> bool:
        """Return whether anybody waits."""
        return bool(self.number)


def may_confirm(who: Reader) -> bool:
    """Return whether somebody may confirm places: HR of the whole organisation, works council."""
    return bool(who.roles & set(CONFIRMING))


def check_may_confirm(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may confirm places."""
    if not may_confirm(who):
        raise NotAllowedError("confirmations")


def is_on(session: Session) -> bool:
    """Return whether places are confirmed before a wave opens."""
    since = stored.confirmed_from(session)
    if since is not None:
        return since > 0
    return _somebody_confirms(session) or stored.is_any_confirmed(session)


def is_on_now(installation: Installation) -> bool:
    """Return whether places are confirmed before a wave opens."""
    with reading(installation.engine) as session:
        return is_on(session)


def keep_on(installation: Installation) -> None:
    """Keep the rule on from now on, if somebody holds one of the roles."""
    with reading(installation.engine) as session:
        undecided = stored.confirmed_from(session) is None and is_on(session)
    if undecided:
        with writing(installation.engine) as session:
            keep_on_in(session)


def before_opening(session: Session) -> Waiting:
    """Return who has to be confirmed before a wave opens; nobody while the rule is off."""
    return _waiting(session) if keep_on_in(session) else Waiting(0, ())


def waiting_now(installation: Installation) -> Waiting:
    """Return who has to be confirmed before the next wave opens; nobody while the rule is off."""
    with reading(installation.engine) as session:
        return _waiting(session) if is_on(session) else Waiting(0, ())


def switch(installation: Installation, who: Reader, *, on: bool) -> None:
    """Switch the rule on or off for the organisation, from the next wave on.

    Raises NotAllowedError for a reader who may not confirm, and PlaceError when somebody
    who changes people, or who changed somebody waiting, wants to switch it off.
    """
    check_may_confirm(who)
    with writing(installation.engine) as session:
        if not on and (who.administers or who.administered_units or _changed_one(session, who)):
            raise PlaceError("administers")
        if is_on(session) == on:
            return
        stored.set_confirmed_from(session, waves.last_number(session) + 1 if on else 0)
        action: trail.Action = "confirmation switched on" if on else "confirmation switched off"
        trail.note(session, action, "people in small units", who.person)


def held_back(session: Session, wave_id: UUID, recipients: Iterable[Place]) -> set[UUID]:
    """Return the people whose personal link waits, because it would go to an unconfirmed address.

    Everybody in a small unit was confirmed when the wave opened, so these addresses have changed
    since. A recipient's place has the unit of the ballot in that wave.
    """
    since, wave = stored.confirmed_from(session), waves.wave(session, wave_id)
    if not since or wave.number is None or since > wave.number:
        return set()
    return small_units.held_back(recipients, stored.last_confirmed(session))


def keep_on_in(session: Session) -> bool:
    """Store, within a transaction, that the rule is on, if it is; return whether it is."""
    on = is_on(session)
    if on and stored.confirmed_from(session) is None:
        stored.set_confirmed_from(session, waves.last_number(session) + 1)
    return on


def _somebody_confirms(session: Session) -> bool:
    return any(row.unit_id is None for role in CONFIRMING for row in people.who_has(session, role))


def _changed_one(session: Session, who: Reader) -> bool:
    """Return whether somebody changed one of the places that wait for confirmation."""
    confirmed, changes = stored.last_confirmed(session), stored.changed_by(session)
    waiting = small_units.unconfirmed(places(session), confirmed)
    return any(who.person in small_units.makers(place, confirmed, changes) for place in waiting)


def _waiting(session: Session) -> Waiting:
    unconfirmed = small_units.unconfirmed(places(session), stored.last_confirmed(session))
    if not unconfirmed:
        return Waiting(0, ())
    paths = UnitNames(people.units(session)).path
    return Waiting(len(unconfirmed), sorted({paths[place.unit] for place in unconfirmed}))
