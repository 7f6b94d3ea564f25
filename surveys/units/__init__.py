"""The tree of units, and the names that find them."""

from surveys.units.names import LookedUp, NewName, UnitNames, look_up, same_path
from surveys.units.near_names import NearNames
from surveys.units.tree import FILE_SEPARATOR, PAGE_SEPARATOR, Tree, Unit, circles
from surveys.units.unit_name import UnitNameError, check_unit_name, has_markup, refused_name

__all__ = [
    "FILE_SEPARATOR",
    "PAGE_SEPARATOR",
    "LookedUp",
    "NearNames",
    "NewName",
    "Tree",
    "Unit",
    "UnitNameError",
    "UnitNames",
    "check_unit_name",
    "circles",
    "has_markup",
    "look_up",
    "refused_name",
    "same_path",
]
