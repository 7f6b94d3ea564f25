"""Imports people and units: first a plan to look at, then the changes themselves."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import roster as stored
from db import stopped
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError, Phrase, phrase
from surveys.installation import Installation
from surveys.organisation.places import noting_changes
from surveys.people.file.columns import CHANNELS
from surveys.people.file.faults import Fault, PeopleFileError, renamed
from surveys.people.file.mapping import ColumnChoice
from surveys.people.file.rows import read_people, read_units
from surveys.people.file.table import Upload
from surveys.people.held_roles import succeed
from surveys.people.importing import planning
from surveys.people.importing.columns import chosen_columns, look_at_columns, notes_of
from surveys.people.importing.plan import GrantedRole, Plan, RevokedRole, changes_address
from surveys.people.importing.state import PersonNow, RoleAssignment, RosterSnapshot, UnitNow
from surveys.people.importing.target_roster import target_roster
from surveys.people.importing.writing import Report, write
from surveys.people.reading_roles import suspend
from surveys.people.role_rules import in_words
from surveys.tables.encodings import Encoding

_NOTED = N_("{file}: {note}")


class ImportRefusedError(PeilError):
    """A plan that cannot be made or applied as asked; nothing was changed."""

    texts: ClassVar = {
        "not_set_up": N_("Set up the organisation first: start `peil serve` and open its page."),
        "unconfirmed": N_("Nothing was changed. Confirm first that this is right."),
        "beyond_limits": N_("Nothing was changed. {limits} Add --beyond-limits if that is right."),
        "roster_changed": N_(
            "People or units have changed since you looked. Look again, then apply."
        ),
        "no_file": N_("Give a file of people, or --from-folder with the folder it comes into."),
        "unreadable": N_("{file} cannot be read ({why})."),
        "no_folder": N_("There is no folder {folder}."),
        "units_while_adding": N_(
            "A file of units says where every unit lies. Leave it out, or import the whole list."
        ),
    }


@dataclass(frozen=True)
class Files:
    """A file of people and perhaps one of units, as they came."""

    people: Upload
    units: Upload | None = None
    encoding: Encoding = "auto"
    columns: ColumnChoice | None = None
    """What the columns of people mean; None: by their names, or as confirmed before."""


def check_may_change(who: Reader | None) -> None:
    """Raise NotAllowedError unless `who` may change people; None is the operator of the server."""
    if who is not None and not (who.administers or who.administered_units):
        raise NotAllowedError("people")


def administered_units(roster: RosterSnapshot, who: Reader | None) -> frozenset[UUID] | None:
    """Return the units whose people `who` may change, None for all units."""
    return None if who is None or who.administers else roster.below(who.administered_units)


def plan_import(
    installation: Installation,
    who: Reader | None,
    files: Files,
    channels: Collection[str] = CHANNELS,
    report: Report = lambda *_: None,
    *,
    only_add: bool = False,
) -> Plan:
    """Return the changes that importing files would make; nothing is written.

    With `only_add` people join, but nobody who is known already is changed, moved or removed.

    Raises PeopleFileError with everything that is wrong with the files, ColumnsError for headings
    that nobody has confirmed, ImportRefusedError before set-up or for a file of units with
    `only_add`, NotAllowedError unless `who` may change people.
    """
    check_may_change(who)
    if only_add and files.units is not None:
        raise ImportRefusedError("units_while_adding")
    report("files", 0, 3)
    faults: list[Fault] = []
    units = None
    notes: list[Phrase] = []
    try:
        found = look_at_columns(installation, files.people, files.encoding)
        choice = chosen_columns(found, files.columns)
        notes = notes_of(found, choice)
        asked = read_people(files.people, channels, files.encoding, choice)
    except PeopleFileError as error:
        faults += error.faults
    try:
        units = read_units(files.units, files.encoding) if files.units else None
    except PeopleFileError as error:
        faults += error.faults
    if faults:
        raise PeopleFileError(faults)
    report("roster", 1, 3)
    with reading(installation.engine) as session:
        roster = roster_now(session)
    report("comparing", 2, 3)
    by = who.person if who else None
    try:
        target = target_roster(roster, asked, units)
        made = planning.plan(roster, target, administered_units(roster, who), by)
        if only_add:
            made = planning.only_additions(made, roster, target)
    except PeopleFileError as error:
        titles = {file.file: file.titles for file in (asked, units) if file}
        raise PeopleFileError(renamed(error.faults, titles)) from error
    report("comparing", 3, 3)
    read = notes + [
        _noted(file.file, note) for file in (asked, units) if file for note in file.notes
    ]
    return replace(made, notes=(*read, *made.notes))


def _noted(file: str, note: Phrase) -> Phrase:
    return phrase(_NOTED, file=file, note=note)


def units_now(session: Session) -> RosterSnapshot:
    """Return a roster of the units alone, without people; see `roster_now`."""
    units = tuple(UnitNow._make(row) for row in stored.all_units(session))
    if not units:
        raise ImportRefusedError("not_set_up")
    return RosterSnapshot(units, (), ())


def roster_now(session: Session) -> RosterSnapshot:
    """Return the roster as it is. Raises ImportRefusedError before there is an organisation."""
    return RosterSnapshot(
        units_now(session).units,
        tuple(PersonNow._make(row) for row in stored.all_people(session)),
        tuple(RoleAssignment._make(row) for row in stored.all_access(session)),
        frozenset(stored.units_referred_to(session)),
    )


def apply(
    installation: Installation,
    who: Reader | None,
    plan: Plan,
    *,
    beyond_limits: bool = False,
    report: Report = lambda *_: None,
) -> None:
    """Make the changes of a plan, all of them or none, and note them for the works council.

    An open wave is not touched: its box, its tokens and the unit in which each ballot counts stay.
    Raises ImportRefusedError when the roster is no longer the one the plan was made for, or when
    the plan reaches a limit that was not confirmed.
    """
    check_may_change(who)
    if plan.limits and not beyond_limits:
        raise ImportRefusedError("unconfirmed")
    with writing(installation.engine) as session:
        roster = roster_now(session)
        if roster.fingerprint != plan.made_for:
            raise ImportRefusedError("roster_changed")
        by = who.person if who else None
        if plan.scope != administered_units(roster, who) or plan.made_by != by:
            raise NotAllowedError("other_rights")
        if plan.is_whole_list:
            stopped.forget(session, "folder")
        if plan.is_empty:
            return
        carry_out(session, who, roster, plan, report)
        _note(session, plan)


def carry_out(
    session: Session,
    who: Reader | None,
    roster: RosterSnapshot,
    plan: Plan,
    report: Report = lambda *_: None,
) -> None:
    """Write a plan made for the roster as it is, within a transaction.

    Reading roles of anybody who gets another address wait again, before roles are given: what the
    plan gives is given to the person who has the new address. What was done is left to the caller
    to note.
    """
    names = {person.id: person.name for person in roster.people}
    with noting_changes(session, who.known_as if who else None):
        for change in plan.changed:
            if changes_address(change):
                suspend(session, change.id, names[change.id], root=roster.whole.id, by=plan.made_by)
        write(session, roster, plan, report)
        succeed(session, _units_with_another_leader(plan), plan.made_by)


def _units_with_another_leader(plan: Plan) -> Iterator[UUID]:
    for role in plan.granted_roles:
        if role.role == "manager" and isinstance(role.place, UUID) and not role.waits:
            yield role.place


def _note(session: Session, plan: Plan) -> None:
    by = plan.made_by
    people_changed = (
        f"{len(plan.joined)} joined, {len(plan.moved)} moved, {len(plan.left)} left, "
        f"{len(plan.edited)} with other details"
    )
    units_changed = (
        f"{len(plan.new_units)} units made, {len(plan.changed_units)} changed, "
        f"{len(plan.gone_units)} removed"
    )
    trail.note(session, "people imported", f"{people_changed}; {units_changed}", by)
    granted: list[tuple[trail.Action, str]] = [
        ("access proposed" if role.waits else "access given", _in_words(role))
        for role in plan.granted_roles
    ]
    revoked: list[tuple[trail.Action, str]] = [
        ("access taken", _in_words(role)) for role in plan.revoked_roles
    ]
    trail.note_all(session, granted + revoked, by)


def _in_words(role: GrantedRole | RevokedRole) -> str:
    return in_words(role.name, role.role, role.unit)
