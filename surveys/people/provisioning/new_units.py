"""Units that an identity provider asks for and that are not here yet: refused, or noted."""

import logging

from scim2_models import InvalidValueException
from sqlmodel import Session

from db import people
from surveys import trail
from surveys.units import check_unit_name, look_up
from surveys.units.unit_name import UnitNameError


def refuse_no_name(name: str) -> None:
    """Raise InvalidValueException for what can never be the name of a unit."""
    try:
        check_unit_name(name)
    except UnitNameError as error:
        raise InvalidValueException(detail=str(error)) from error


def note_new_unit(session: Session, name: str) -> None:
    """Note a unit before it is made, with those that may be meant instead.

    Raises InvalidValueException for what can never be the name of a unit.
    """
    refuse_no_name(name)
    near = [path for new in look_up(people.units(session), [name]).new for path in new.near]
    instead = f"; did you mean {' or '.join(near)}?" if near else ""
    if near:
        logging.getLogger(__name__).warning("SCIM makes the unit %s%s", name, instead)
    trail.note(session, "people changed", f"SCIM: unit {name} added{instead}")
