"""Experiments are planned, drawn by lot, ended and deleted here, by HR only."""

import secrets
from datetime import date
from typing import cast
from uuid import UUID

from sqlmodel import Session

from db import experiments as stored
from db import people, waves
from db.administered import forget_changes_of
from db.engine import forget_deleted, writing
from surveys import trail
from surveys.access import Reader
from surveys.experiments.draw import NONCE_BYTES
from surveys.experiments.draw import fingerprint as fingerprint_of
from surveys.experiments.experiment import (
    Experiment,
    ExperimentError,
    Found,
    Outcome,
    Plan,
)
from surveys.experiments.rights import check_may_plan
from surveys.installation import Installation
from surveys.instrument import Indicator, Instrument
from surveys.organisation import load_instrument_in
from surveys.trail.saving import Seen, check_unchanged, note_saved


def plan_experiment(installation: Installation, who: Reader, plan: Plan, today: date) -> UUID:
    """Store a plan and return its id. Raises NotAllowedError or ExperimentError, unchanged."""
    check_may_plan(who)
    with writing(installation.engine) as session:
        plan = _checked(session, plan)
        made = stored.add(session, plan.units, **_columns(plan), made_on=today)
        trail.note(session, "experiment made", plan.name, who.person)
        return made


def change_plan(
    installation: Installation, who: Reader, experiment: UUID, plan: Plan, seen: Seen | None = None
) -> Plan:
    """Correct a plan before it begins, and return it; once the list is closed, units stay.

    Raises NotAllowedError, ExperimentError or ChangedMeanwhileError, without a change.
    """
    check_may_plan(who)
    with writing(installation.engine) as session:
        before = _found(session, experiment)
        _check_not_begun(session, before)
        plan, old = _checked(session, plan), before.plan
        thing = _thing(experiment)
        check_unchanged(session, thing, seen=seen, now=old, wanted=plan, by=who.known_as)
        if before.nonce is not None and (plan.units, plan.starting) != (old.units, old.starting):
            raise ExperimentError("list_closed")
        if plan == old:
            return plan
        stored.change(session, experiment, **_columns(plan))
        if plan.units != old.units:
            stored.replace_units(session, experiment, plan.units)
        note_saved(session, thing, plan, who.known_as)
        trail.note(session, "experiment changed", plan.name, who.person)
        return plan


def close_list(installation: Installation, who: Reader, experiment: UUID) -> None:
    """Close the list of units, then draw the number from which the order follows.

    Both stand in the audit trail from this moment. Does nothing for a list that is closed. Raises
    NotAllowedError or ExperimentError, without a change.
    """
    check_may_plan(who)
    with writing(installation.engine) as session:
        found = _found(session, experiment)
        if found.nonce is not None:
            return
        plan = _checked(session, found.plan)
        nonce = secrets.token_hex(NONCE_BYTES)
        stored.change(session, experiment, nonce=nonce)
        known = fingerprint_of(plan.units, plan.starting)
        subject = f"{plan.name}: fingerprint {known}, number {nonce}"
        trail.note(session, "experiment list closed", subject, who.person)


def draw_lot(installation: Installation, who: Reader, experiment: UUID, today: date) -> None:
    """Draw by lot who starts in which step, from the closed list and its number.

    Does nothing once it is drawn. Raises NotAllowedError or ExperimentError, without a change.
    """
    check_may_plan(who)
    with writing(installation.engine) as session:
        found = _found(session, experiment)
        if found.drawn_on is not None:
            return
        if found.draw is None:
            raise ExperimentError("not_closed")
        _check_first_wave(session, found.plan)
        stored.set_steps(session, experiment, found.draw.steps)
        stored.change(session, experiment, drawn_on=today)
        subject = f"{found.plan.name}: seed {found.draw.seed}"
        trail.note(session, "experiment drawn", subject, who.person)


def end_experiment(
    installation: Installation, who: Reader, experiment: UUID, outcome: Outcome, today: date
) -> None:
    """End an experiment that was drawn, with what is decided on the measure.

    Waves that open later do not count in it. Raises NotAllowedError or ExperimentError, unchanged.
    """
    check_may_plan(who)
    with writing(installation.engine) as session:
        found = _found(session, experiment)
        if found.drawn_on is None:
            raise ExperimentError("not_drawn")
        if found.ended_on is not None:
            return
        stored.change(session, experiment, ended_on=today, outcome=outcome)
        trail.note(session, "experiment ended", f"{found.plan.name}: {outcome}", who.person)


def delete_experiment(installation: Installation, who: Reader, experiment: UUID) -> None:
    """Delete an experiment, at any time; the trail keeps that it was there. HR only."""
    check_may_plan(who)
    with writing(installation.engine) as session:
        row = stored.experiment(session, experiment)
        if row is None:
            return
        name = row.name
        stored.delete(session, [experiment])
        forget_changes_of(session, [_thing(experiment)])
        trail.note(session, "experiment deleted", name, who.person)


def forget_old(installation: Installation, before: date) -> None:
    """Delete experiments that were over before a day, and note their number."""
    with writing(installation.engine) as session:
        if old := stored.over_before(session, before):
            stored.delete(session, old)
            forget_changes_of(session, [_thing(experiment) for experiment in old])
            trail.note(session, "experiments deleted", f"{len(old)}, over before {before}")
    if old:
        forget_deleted(installation.engine, ("experiment", "experiment_unit"))


def next_wave_in(session: Session) -> int:
    """Return, within a transaction, the number of the first wave that one can begin with."""
    return waves.last_number(session) + 1


def indicators_to_choose(instrument: Instrument) -> list[Indicator]:
    """Return the indicators that every wave asks about, in the order of their questions."""
    anchors = instrument.rotation.anchors
    of_anchor = {
        one.id: indicator for indicator in instrument.indicators for one in indicator.questions
    }
    return list({of_anchor[anchor].id: of_anchor[anchor] for anchor in anchors}.values())


def from_row(row: stored.Experiment, steps: dict[UUID, int | None]) -> Experiment:
    """Return a stored experiment as what it means."""
    plan = Plan(
        row.name,
        row.body,
        row.indicator,
        # Only what a plan allows is ever stored.
        cast("Found", row.found),
        tuple(sorted(steps)),
        tuple(row.starting),
        row.first_wave,
        row.length,
    )
    return Experiment(
        row.id,
        plan,
        row.made_on,
        row.nonce,
        row.drawn_on,
        row.ended_on,
        cast("Outcome | None", row.outcome),
        steps,
    )


def _thing(experiment: UUID) -> str:
    """Return the name under which is kept who saved an experiment last."""
    return f"experiment {experiment}"


def _found(session: Session, experiment: UUID) -> Experiment:
    row = stored.experiment(session, experiment)
    if row is None:
        raise ExperimentError("gone")
    return from_row(row, stored.units_of(session, [experiment])[experiment])


def _checked(session: Session, plan: Plan) -> Plan:
    """Return a plan that is possible now; raise ExperimentError otherwise."""
    rows = {row.id: row for row in people.units(session)}
    parent_of = {unit: row.parent_id for unit, row in rows.items()}
    topics = [one.id for one in indicators_to_choose(load_instrument_in(session))]
    plan = plan.checked(topics, parent_of)
    if (above := plan.unit_above_another(parent_of)) is not None:
        raise ExperimentError("nested_units", unit=rows[above].name)
    _check_first_wave(session, plan)
    return plan


def _check_first_wave(session: Session, plan: Plan) -> None:
    last = waves.last_number(session)
    if plan.first_wave <= last:
        raise ExperimentError("first_wave", n=plan.first_wave, next=last + 1)


def _check_not_begun(session: Session, found: Experiment) -> None:
    """Raise ExperimentError once the first wave was opened with a draw, or it has ended."""
    drawn = found.drawn_on is not None
    if found.ended_on or (drawn and found.plan.first_wave <= waves.last_number(session)):
        raise ExperimentError("begun")


def _columns(plan: Plan) -> dict[str, object]:
    return {
        "name": plan.name,
        "body": plan.text,
        "indicator": plan.indicator,
        "found": plan.found,
        "starting": [*plan.starting],
        "first_wave": plan.first_wave,
        "length": plan.length,
    }
