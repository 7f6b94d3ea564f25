"""One person: added, corrected, moved, or taken off the list because they have left.

Each is a plan for a single person, written as those of lists are: an open wave is not touched, who
joins, moves or leaves is listed for the works council, and a place in a small unit waits for its
confirmation. The trail names the person and which details changed, never what they were.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db.administered import about
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader
from surveys.access.mail_address import comparable
from surveys.installation import Installation
from surveys.people.details import FIELDS, Details, PersonError, checked, details_of
from surveys.people.file.columns import CHANNELS
from surveys.people.file.rows import PersonRow
from surveys.people.importing.importing import (
    administered_units,
    carry_out,
    check_may_change,
    roster_now,
)
from surveys.people.importing.places import shown
from surveys.people.importing.plan import Leaver, NewPerson, PersonChange, Plan
from surveys.people.importing.state import PersonNow, RosterSnapshot
from surveys.people.role_rules import in_words, needs_confirmation
from surveys.trail.saving import Seen, check_unchanged, note_saved
from surveys.units import PAGE_SEPARATOR


@dataclass(frozen=True)
class PersonOpened:
    """Somebody as an administrator sees them: details, roles by name and unit, and limits."""

    id: UUID
    details: Details
    roles: tuple[tuple[str, str | None], ...]
    """Each role with the path of its unit, None for the whole organisation."""

    reads: bool
    """Whether a role of theirs waits again when they get another address."""

    is_protected: bool
    """Whether a role reaches beyond the units that may be changed, so that nothing may be."""


def open_person(installation: Installation, who: Reader, person: UUID) -> PersonOpened:
    """Return somebody whom `who` administers. Raises PersonError, NotAllowedError."""
    check_may_change(who)
    with reading(installation.engine) as session:
        roster = roster_now(session)
    scope = administered_units(roster, who)
    known = _known(roster, scope, person)
    held = [
        role
        for role in roster.access
        if role.person == person and (scope is None or role.unit in scope)
    ]
    root = roster.whole.id
    paths = {unit: shown(path, PAGE_SEPARATOR) for unit, path in roster.paths.items()}
    return PersonOpened(
        person,
        details_of(known),
        tuple(sorted((r.role, paths[r.unit] if r.unit else None) for r in held)),
        any(needs_confirmation(role.role, role.unit, root=root) for role in held),
        _is_protected(roster, scope, person),
    )


def add_person(
    installation: Installation,
    who: Reader,
    typed: Details,
    channels: Collection[str] = CHANNELS,
) -> UUID:
    """Add somebody, and return their id. Raises FieldsError, NotAllowedError."""
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        scope = administered_units(roster, who)
        new = checked(typed, roster, scope, None, channels)
        unit = _unit(new)
        row = PersonRow(1, unit="", **{field: getattr(new, field) for field in FIELDS})
        path = shown(roster.paths[unit])
        plan = _plan(roster, scope, who, joined=(NewPerson(row, unit, path),))
        carry_out(session, who, roster, plan)
        trail.note(session, "people added", f"{new.name}: {path}", who.known_as)
        added = next(
            person.id
            for person in roster_now(session).people
            if comparable(person.email) == comparable(new.email)
        )
        note_saved(session, about(added), new, who.known_as)
    return added


def correct_person(
    installation: Installation,
    who: Reader,
    person: UUID,
    typed: Details,
    seen: Seen | None = None,
    channels: Collection[str] = CHANNELS,
) -> Details:
    """Correct what is kept of somebody, and return it as it is kept then.

    Raises FieldsError, PersonError, NotAllowedError, and ChangedMeanwhileError when other details
    were `seen`.
    """
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        scope = administered_units(roster, who)
        known = _changeable(roster, scope, person)
        now = details_of(known)
        wanted = checked(typed, roster, scope, person, channels)
        by = who.known_as
        check_unchanged(session, about(person), seen=seen, now=now, wanted=wanted, by=by)
        changed = [field for field in FIELDS if getattr(now, field) != getattr(wanted, field)]
        moves = wanted.unit != now.unit
        if not (changed or moves):
            return now
        unit = _unit(wanted)
        change = PersonChange(
            person,
            wanted.name,
            unit if moves else None,
            shown(roster.paths[known.unit]),
            shown(roster.paths[unit]),
            tuple((field, getattr(now, field)) for field in changed),
            tuple((field, getattr(wanted, field)) for field in changed),
        )
        carry_out(session, who, roster, _plan(roster, scope, who, changed=(change,)))
        what = ", ".join([*changed, *(["unit"] if moves else [])])
        trail.note(session, "people changed", f"{now.name}: {what}", by)
        note_saved(session, about(person), wanted, by)
    return wanted


def mark_as_left(
    installation: Installation, who: Reader, person: UUID, seen: Seen | None = None
) -> None:
    """Take somebody off the list, with their roles and sign-ins, because they have left.

    A ballot that they cast, or may still cast in an open wave, stays what it is. Raises PersonError
    also for the last administrator, NotAllowedError, and ChangedMeanwhileError.
    """
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        scope = administered_units(roster, who)
        known = _changeable(roster, scope, person)
        now, by = details_of(known), who.known_as
        check_unchanged(session, about(person), seen=seen, now=now, wanted=None, by=by)
        holders = {
            held.person
            for held in roster.access
            if held.role == "administrator" and held.unit is None
        }
        if holders == {person}:
            raise PersonError("last", name=known.name)
        path = shown(roster.paths[known.unit])
        leaver = Leaver(person, known.name, path)
        carry_out(session, who, roster, _plan(roster, scope, who, left=(leaver,)))
        trail.note(session, "people left", f"{known.name}: {path}", by)
        _note_roles(session, roster, known, by)


def _note_roles(
    session: Session, roster: RosterSnapshot, person: PersonNow, by: UUID | None
) -> None:
    """Note the roles that end with somebody's leaving."""
    ended = [held for held in roster.access if held.person == person.id]
    paths = [shown(roster.paths[held.unit]) if held.unit else None for held in ended]
    words = [in_words(person.name, h.role, path) for h, path in zip(ended, paths, strict=True)]
    trail.note_all(session, [("access taken", one) for one in words], by)


def _plan(
    roster: RosterSnapshot,
    scope: frozenset[UUID] | None,
    who: Reader,
    *,
    joined: tuple[NewPerson, ...] = (),
    changed: tuple[PersonChange, ...] = (),
    left: tuple[Leaver, ...] = (),
) -> Plan:
    return Plan(
        made_for=roster.fingerprint,
        scope=scope,
        made_by=who.person,
        joined=joined,
        changed=changed,
        left=left,
        is_whole_list=False,
    )


def _unit(details: Details) -> UUID:
    if details.unit is None:
        msg = "the unit of checked details is known"
        raise ValueError(msg)
    return details.unit


def _known(roster: RosterSnapshot, scope: frozenset[UUID] | None, person: UUID) -> PersonNow:
    """Return somebody in the scope. Raises PersonError alike for unknown people and others."""
    known = next((one for one in roster.people if one.id == person), None)
    if known is None or not (scope is None or known.unit in scope):
        raise PersonError("gone")
    return known


def _changeable(roster: RosterSnapshot, scope: frozenset[UUID] | None, person: UUID) -> PersonNow:
    """Return somebody who may be changed. Raises PersonError."""
    known = _known(roster, scope, person)
    if _is_protected(roster, scope, person):
        raise PersonError("protected", name=known.name)
    return known


def _is_protected(roster: RosterSnapshot, scope: frozenset[UUID] | None, person: UUID) -> bool:
    if scope is None:
        return False
    return any(role.unit not in scope for role in roster.access if role.person == person)
