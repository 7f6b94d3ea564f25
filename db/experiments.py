"""Experiments: a measure that some units try while others wait; tables and queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many

MAX_NAME_LENGTH = 80
"""Maximum number of characters of the name of an experiment."""

MAX_BODY_LENGTH = 200
"""Maximum number of characters of what is tried."""


class Experiment(MainTable, table=True):
    """An experiment, as it was planned; `nonce` is set when the list is closed, before the draw.

    `starting` has the number of units that start in each step; the others wait. `first_wave` is the
    number of the first wave after the first step has begun, `length` the waves of each step.
    """

    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {MAX_NAME_LENGTH}", name="name"),
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_BODY_LENGTH}", name="body"),
        CheckConstraint("drawn_on IS NULL OR nonce IS NOT NULL", name="drawn_on"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    body: str
    indicator: str
    found: str
    starting: list[int] = Field(sa_type=JSON)
    first_wave: int
    length: int
    made_on: date
    nonce: str | None = None
    drawn_on: date | None = None
    ended_on: date | None = None
    outcome: str | None = None


class ExperimentUnit(MainTable, table=True):
    """A unit that takes part, with the step in which it starts; None while undrawn, or waiting."""

    __tablename__ = "experiment_unit"
    __table_args__ = (WITHOUT_ROWID,)
    experiment_id: UUID = Field(primary_key=True, foreign_key="experiment.id")
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id", index=True)
    step: int | None = None


def experiments(session: Session) -> list[Experiment]:
    """Return all experiments, the newest first."""
    query = sa.select(Experiment)
    newest = col(Experiment.first_wave).desc(), col(Experiment.made_on).desc(), col(Experiment.id)
    return list(session.execute(query.order_by(*newest)).scalars())


def exist(session: Session) -> bool:
    """Return whether there is any experiment."""
    return bool(session.connection().execute(_EXIST).scalar())


_EXIST = sa.select(sa.exists(sa.select(col(Experiment.id))))


def experiment(session: Session, experiment_id: UUID) -> Experiment | None:
    """Return one experiment, or None when there is none with this id."""
    return session.get(Experiment, experiment_id)


def units_of(
    session: Session, experiment_ids: Collection[UUID]
) -> dict[UUID, dict[UUID, int | None]]:
    """Return the step of each unit that takes part in some experiments, in the order of ids."""
    query = sa.select(
        col(ExperimentUnit.experiment_id), col(ExperimentUnit.unit_id), col(ExperimentUnit.step)
    ).where(col(ExperimentUnit.experiment_id).in_(experiment_ids))
    found: dict[UUID, dict[UUID, int | None]] = {one: {} for one in experiment_ids}
    for experiment_id, unit, step in session.execute(query.order_by(col(ExperimentUnit.unit_id))):
        found[experiment_id][unit] = step
    return found


_STARTED = (
    sa.select(
        col(Experiment.body),
        col(Experiment.indicator),
        col(Experiment.first_wave),
        col(Experiment.length),
        col(ExperimentUnit.step),
    )
    .join(ExperimentUnit, col(ExperimentUnit.experiment_id) == col(Experiment.id))
    .where(col(ExperimentUnit.unit_id) == sa.bindparam("unit"))
    .where(col(ExperimentUnit.step).is_not(None))
    .order_by(col(Experiment.first_wave), col(Experiment.id))
)


def started_by(session: Session, unit: UUID) -> list[Row[Any]]:
    """Return what a unit tries or tried, as drawn: text, indicator, first wave, length, step."""
    return list(session.connection().execute(_STARTED, {"unit": unit}))


def add(session: Session, units: Collection[UUID], **values: Any) -> UUID:
    """Insert an experiment with the units that take part; return its id."""
    made = Experiment(**values)
    insert(session, made)
    _add_units(session, made.id, units)
    return made.id


def change(session: Session, experiment_id: UUID, **values: Any) -> None:
    """Change columns of an experiment."""
    changed = sa.update(Experiment).where(col(Experiment.id) == experiment_id)
    session.execute(changed.values(**values))


def replace_units(session: Session, experiment_id: UUID, units: Collection[UUID]) -> None:
    """Let other units take part in an experiment."""
    of_it = col(ExperimentUnit.experiment_id) == experiment_id
    session.execute(sa.delete(ExperimentUnit).where(of_it))
    _add_units(session, experiment_id, units)


def set_steps(session: Session, experiment_id: UUID, steps: Mapping[UUID, int | None]) -> None:
    """Store the outcome of the draw: the step in which each unit starts."""
    for unit, step in steps.items():
        of_it = col(ExperimentUnit.experiment_id) == experiment_id
        drawn = sa.update(ExperimentUnit).where(of_it, col(ExperimentUnit.unit_id) == unit)
        session.execute(drawn.values(step=step))


def delete(session: Session, experiment_ids: Sequence[UUID]) -> None:
    """Delete experiments with the list of their units."""
    of_them = col(ExperimentUnit.experiment_id).in_(experiment_ids)
    session.execute(sa.delete(ExperimentUnit).where(of_them))
    session.execute(sa.delete(Experiment).where(col(Experiment.id).in_(experiment_ids)))


def over_before(session: Session, before: date) -> list[UUID]:
    """Return the experiments that ended before a day; without an end, that were made before it."""
    over = sa.func.coalesce(col(Experiment.ended_on), col(Experiment.made_on))
    return list(session.execute(sa.select(col(Experiment.id)).where(over < before)).scalars())


def _add_units(session: Session, experiment_id: UUID, units: Collection[UUID]) -> None:
    rows = [{"experiment_id": experiment_id, "unit_id": unit} for unit in sorted(units)]
    insert_many(session, ExperimentUnit, rows)
