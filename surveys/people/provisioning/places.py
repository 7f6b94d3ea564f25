"""The unit of somebody who is synchronised: the whole, or that of a department."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import provisioning
from surveys.errors import N_, PeilError
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
    if directory.unit_from != "department" or department in {None, at_first[1]}:
        return at_first
    called = provisioning.units_called(session, str(department))
    if len(called) == 1:
        return called[0].id, str(department)
    if not called:
        note_new_unit(session, str(department))
    return unit_named(session, str(department), at_first[0]), str(department)
