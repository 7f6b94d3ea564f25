"""Who may plan experiments, who may see them, and whether there are any.

Every page asks this before its menu is drawn, so nothing else is loaded here.
"""

from sqlmodel import Session

from db import experiments as stored
from surveys.access import NotAllowedError, Reader


def may_plan(who: Reader) -> bool:
    """Return whether somebody may plan experiments: HR of the whole organisation."""
    return who.reads_everything


def check_may_plan(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may plan experiments."""
    if not may_plan(who):
        raise NotAllowedError("note")


def may_open(who: Reader) -> bool:
    """Return whether the page is open: to HR, and to those who read the results of units."""
    return who.reads_everything or bool(who.managed_units)


def exist_in(session: Session) -> bool:
    """Return, within a transaction, whether anybody has planned an experiment."""
    return stored.exist(session)
