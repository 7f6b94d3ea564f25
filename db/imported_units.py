"""The units that an import of earlier results made, and what uses them since: queries.

An import is named by the id of its wave, or by the source of its aggregates.
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from db import roster
from db.directory import GroupMember
from db.follow_up import Agreement, Event, Talk
from db.imported import ImportedMean, sources
from db.people import Access, Person, Unit
from db.slips import Slip
from db.wave_units import WaveUnit
from db.waves import Wave

Use = Literal["people", "roles", "directory", "slips", "results", "follow_up", "units"]
"""What uses a unit; "units" are other units below it."""


def made_by(session: Session, name: str) -> set[UUID]:
    """Return the units that are noted as made by an import."""
    query = sa.select(col(Unit.id)).where(col(Unit.imported_with) == name)
    return set(session.execute(query).scalars())


def give_to(session: Session, units: Mapping[UUID, str | None]) -> None:
    """Note for each unit by which import it was made; None: by none, so it stays."""
    rows = [{"id": unit, "imported_with": name} for unit, name in units.items()]
    roster.update(session, Unit, rows)


def uses(session: Session, units: Collection[UUID]) -> dict[UUID, list[Use]]:
    """Return what uses each of some units, units below them left aside."""
    found: dict[UUID, list[Use]] = {unit: [] for unit in units}
    for use, query in _uses().items():
        for unit in dict.fromkeys(session.execute(query).scalars()):
            if unit in found and use not in found[unit]:
                found[unit].append(use)
    return found


def heirs(session: Session, units: Collection[UUID]) -> dict[UUID, str]:
    """Return for each of some units another import that has results of it, where there is one."""
    known = sources(session)
    of_source = {wave: source.source for source in known for wave in source.waves}
    imported = sa.select(col(WaveUnit.unit_id), col(WaveUnit.wave_id)).join(
        Wave, col(WaveUnit.wave_id) == col(Wave.id)
    )
    rows = session.execute(
        imported.where(_has_part(), col(Wave.number).is_(None)).order_by(col(Wave.closes_on))
    ).all()
    heirs = {unit: of_source.get(str(wave), str(wave)) for unit, wave in rows if unit in units}
    means = sa.select(col(ImportedMean.unit_id), col(ImportedMean.source)).distinct()
    heirs.update({unit: source for unit, source in session.execute(means) if unit in units})
    return heirs


def _uses() -> Mapping[Use, sa.CompoundSelect[Any] | sa.Select[Any]]:
    unit = col(WaveUnit.unit_id)
    counted = sa.select(unit).join(Wave, col(WaveUnit.wave_id) == col(Wave.id)).where(_has_part())
    noted = [sa.select(col(table.unit_id)) for table in (Agreement, Event, Talk)]
    return {
        "people": sa.select(col(Person.unit_id)),
        "roles": sa.select(col(Access.unit_id)),
        "directory": sa.union(
            sa.select(col(GroupMember.unit_id)),
            sa.select(col(Unit.id)).where(col(Unit.key).is_not(None)),
        ),
        "slips": sa.select(col(Slip.unit_id)),
        "results": sa.union(counted, sa.select(col(ImportedMean.unit_id))),
        "follow_up": sa.union(*noted),
    }


def _has_part() -> sa.ColumnElement[bool]:
    """Return the condition that a unit has a part in a wave, and does not only exist then.

    Every unit is in the tree of every wave. One without published results has a part in a wave
    that is not counted yet, or if people were invited in it.
    """
    return sa.or_(
        col(WaveUnit.ballots).is_not(None),
        col(WaveUnit.invited) > 0,
        col(Wave.state) != "closed",
    )
