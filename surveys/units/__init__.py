"""The tree of units, and the names that find them."""

from surveys.units.names import UnitNames
from surveys.units.tree import FILE_SEPARATOR, PAGE_SEPARATOR, Tree, Unit, circles

__all__ = ["FILE_SEPARATOR", "PAGE_SEPARATOR", "Tree", "Unit", "UnitNames", "circles"]
