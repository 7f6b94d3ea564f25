"""Reads what people wrote in their own words."""

from uuid import UUID

from db import comments, people, results
from db.engine import reading
from surveys.access.access import Reader, check_path
from surveys.installation.installation import Installation
from surveys.units.tree import Tree


def read_comments(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> list[str]:
    """Return what people of a unit, or of units below it, wrote in a wave, in random order.

    Comments are kept at the lowest unit where they may be shown, so there is nothing to hide here.
    Raises NotAllowedError when the unit is not open to the reader.
    """
    with reading(installation.engine) as session:
        check_path(who, unit, people.path_to(session, unit))
        parent = results.tree(session, wave)
        if unit not in parent:
            return []
        return comments.of_units(session, wave, Tree(parent).subtree(unit))
