"""The unit of somebody who is synchronised: the whole, or that of a department."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people, provisioning
from surveys.errors import N_, PeilError
from surveys.names import same_name
from surveys.organisation import unit_named
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.new_units import note_new_unit


class NotSetUpError(PeilError):
    """People or units that come before the organisation was set up."""

    texts: ClassVar = {
        "not_set_up": N_("Set up the organisation first, then synchronise people."),
    }


def whole(session: Session) -> tuple[UUID, str]:
    """Return id and name of the whole organisation. Raises NotSetUpError before there is one."""
    row = provisioning.root_unit(session)
    if row is None:
        raise NotSetUpError("not_set_up")
    return row.id, row.name


def place_of(session: Session, directory: Directory, department: str | None) -> tuple[UUID, str]:
    """Return id and name of a department's unit, wherever it is in the tree; made if need be.

    The whole organisation where groups are units, and for people without a department.
    """
    at_first = whole(session)
    if (
        directory.unit_from != "department"
        or department is None
        or same_name(department) == same_name(at_first[1])
    ):
        return at_first
    called = units_called(session, str(department))
    if len(called) == 1:
        return called[0].id, called[0].name
    beside = [unit for unit in called if unit.parent_id == at_first[0]]
    if beside:
        return beside[0].id, beside[0].name
    if not called:
        note_new_unit(session, str(department))
    return unit_named(session, str(department), at_first[0]), str(department)


def units_called(session: Session, name: str) -> list[people.UnitRow]:
    """Return every unit that has the same name for an eye, in the order of ids."""
    wanted = same_name(name)
    units = sorted(people.units(session), key=lambda unit: unit.id)
    return [unit for unit in units if same_name(unit.name) == wanted]
