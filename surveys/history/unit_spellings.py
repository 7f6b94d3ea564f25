"""What a mapping says of units that Peil does not know by their names in a file.

A name in the file is another spelling of a unit in Peil, or a new unit; one in a table of numbers
lies below another.
"""

from typing import Any

import yaml

from db import people
from db.engine import reading
from surveys.history.mapping import read_fields
from surveys.history.matching_by_hand import below
from surveys.installation import Installation
from surveys.units import UnitNames, same_path


def load_unit_paths(installation: Installation) -> list[str]:
    """Return every unit by the path with which a mapping can name it, sorted."""
    with reading(installation.engine) as session:
        return sorted(UnitNames(people.units(session)).path.values())


def spellings_in(text: str) -> dict[str, str]:
    """Return the unit in Peil of each other spelling in the file. Raises MappingError."""
    return _names(_fields(text), "rename")


def with_spelling(text: str, name: str, unit: str | None) -> str:
    """Return a mapping in which a name in the file is this unit, or a new one for None.

    A name that the mapping had renamed is known by its name in the file or by the later one.
    Raises MappingError.
    """
    fields = _fields(text)
    rename = _names(fields, "rename")
    later = [now for now, given in rename.items() if same_path(given) == same_path(name)]
    for now in later or [name]:
        rename.pop(now, None)
        if unit is not None:
            rename[now] = unit
    if unit is not None:
        above = _without(_names(fields, "above"), name)
        fields["unit"] = below(fields, "unit") | {"above": above}
    return _written(fields, "rename", rename)


def units_above_in(text: str) -> tuple[dict[str, str], str]:
    """Return the unit above each new one that has its own, and that above all others.

    Raises MappingError.
    """
    fields = _fields(text)
    general = below(fields, "unit").get("new_below", "")
    return _names(fields, "above"), general if isinstance(general, str) else ""


def with_unit_above(text: str, name: str, above: str | None) -> str:
    """Return a mapping in which a new unit lies below another, or where all others do for None.

    Raises MappingError.
    """
    fields = _fields(text)
    placed = _without(_names(fields, "above"), name)
    return _written(fields, "above", placed | ({} if above is None else {name: above}))


def _fields(text: str) -> dict[str, Any]:
    return read_fields(text.encode(), "mapping.yaml", "unit and questions")


def _names(fields: dict[str, Any], name: str) -> dict[str, str]:
    listed = below(below(fields, "unit"), name)
    return {one: other for one, other in listed.items() if isinstance(other, str)}


def _without(names: dict[str, str], name: str) -> dict[str, str]:
    return {one: other for one, other in names.items() if same_path(one) != same_path(name)}


def _written(fields: dict[str, Any], name: str, names: dict[str, str]) -> str:
    unit = below(fields, "unit") | {name: names}
    fields["unit"] = {one: value for one, value in unit.items() if value not in ({}, [])}
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100)
