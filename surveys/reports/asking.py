"""The report that somebody asks for in words: a unit by its name, a wave by its number."""

from typing import ClassVar
from uuid import UUID

from db import people
from db.engine import reading as read_transaction
from surveys.access import Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.reading import Reading, read_unit
from surveys.reports.making import Asked
from surveys.reports.period import Period, PeriodError, numbered, parsed
from surveys.units import UnitNames

MOST_NAMED = 20


class UnknownUnitError(PeilError):
    """A name that no unit has, or several."""

    texts: ClassVar = {
        "unknown_unit": N_("There is no unit “{name}”; there are: {known}"),
        "ambiguous_unit": N_("Several units are called “{name}”; choose one by its path: {paths}"),
    }


def asked_for(
    installation: Installation,
    who: Reader,
    *,
    unit: str | None = None,
    wave: int | None = None,
    period: str | None = None,
) -> Asked:
    """Return what is asked for; without a unit the organisation, without a time the newest wave.

    `unit` is a name, or a path where names repeat; `period` is as `parsed` reads it. Raises
    UnknownUnitError and PeriodError.
    """
    if wave is not None and period is not None:
        raise PeriodError("both")
    with read_transaction(installation.engine) as session:
        found = None if unit is None else _called(unit, UnitNames(people.units(session)))
        chosen = Period() if period is None else parsed(period)
        if wave is not None:
            reading = Reading(installation, session, who)
            root = next(row.id for row in people.units(session) if row.parent_id is None)
            chosen = numbered(wave, read_unit(reading, found or root).waves)
    return Asked(found, chosen)


def _called(name: str, names: UnitNames) -> UUID:
    matches = names.called(name)
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise UnknownUnitError(
            "unknown_unit", name=name, known=tuple(sorted(names.path.values())[:MOST_NAMED])
        )
    raise UnknownUnitError("ambiguous_unit", name=name, paths=tuple(names.told_apart(name)))
