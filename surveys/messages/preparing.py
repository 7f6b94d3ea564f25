"""Messages about a wave are prepared for everybody they are for; `delivery` sends what is due.

Whether somebody has answered cannot be known here: a reminder goes to everybody who was invited.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from db import follow_up, messages, outbox, people, waves
from db.engine import writing
from surveys import trail
from surveys.access import KEEPER_ROLES
from surveys.installation import Installation
from surveys.waves import WaveError


def prepare_reminder(installation: Installation, wave_id: UUID, nth: int) -> int:
    """Prepare a reminder for everybody who was invited; return the number of new messages.

    Idempotent. Raises WaveError when the wave is not open.
    """
    if nth < 1:
        msg = "reminders are numbered from 1"
        raise ValueError(msg)
    kind = f"reminder-{nth}"
    with writing(installation.engine) as session:
        if waves.wave(session, wave_id).state != "open":
            raise WaveError("no_reminders")
        prepared = outbox.people_with(session, wave_id, kind)
        new = [person for person in outbox.invited(session, wave_id) if person not in prepared]
        messages.prepare(session, wave_id, new, kind)
    return len(new)


def prepare_count(installation: Installation, wave_id: UUID, today: date) -> int:
    """Prepare the message that asks for the count, for HR and the works council.

    Once a day at most; what could not be sent on an earlier day is dropped. Returns the number of
    new messages. Raises WaveError when the wave is not open.
    """
    kind = f"count-{today.isoformat()}"
    with writing(installation.engine) as session:
        if waves.wave(session, wave_id).state != "open":
            raise WaveError("no_reminders")
        asked = {
            row.id
            for role in sorted(KEEPER_ROLES)
            for row in people.who_has(session, role)
            if row.unit_id is None
        }
        new = sorted(asked - outbox.people_with(session, wave_id, kind))
        outbox.drop_waiting(session, wave_id, "count-", kind)
        messages.prepare(session, wave_id, new, kind)
    return len(new)


def prepare_talk(installation: Installation, wave_id: UUID, leaders: Sequence[UUID]) -> int:
    """Prepare the message that asks leaders for a talk about a wave; return the number of messages.

    Raises and returns like `_prepare_once`.
    """
    return _prepare_once(installation, wave_id, leaders, "talk", "leaders reminded")


def prepare_reply(installation: Installation, wave_id: UUID, leaders: Sequence[UUID]) -> int:
    """Prepare the message that asks leaders what was done; return the number of messages.

    Raises and returns like `_prepare_once`.
    """
    return _prepare_once(installation, wave_id, leaders, "reply", "leaders reminded of replies")


def _prepare_once(
    installation: Installation,
    wave_id: UUID,
    leaders: Sequence[UUID],
    kind: str,
    action: trail.Action,
) -> int:
    """Prepare a message to leaders about a counted wave; return the number of messages.

    Once for each wave: returns 0 when that was done before. Raises WaveError when the wave has not
    been counted.
    """
    with writing(installation.engine) as session:
        wave = waves.wave(session, wave_id)
        if wave.state != "closed" or wave.number is None:
            raise WaveError("not_counted")
        subject = f"wave {wave.number}"
        if trail.is_noted(session, action, subject):
            return 0
        messages.prepare(session, wave_id, leaders, kind)
        trail.note(session, action, subject)
    return len(leaders)


def prepare_review(
    installation: Installation,
    wave_id: UUID,
    agreements: Mapping[UUID, Sequence[UUID]],
    today: date,
) -> int:
    """Prepare the message that asks leaders to look back at agreements; return their number.

    `agreements` have the people who lead their units. Nobody gets two on a day, and no agreement
    is asked about again.
    """
    kind = f"review-{today.isoformat()}"
    with writing(installation.engine) as session:
        asked = {person for leaders in agreements.values() for person in leaders}
        new = sorted(asked - outbox.people_with(session, wave_id, kind))
        messages.prepare(session, wave_id, new, kind)
        follow_up.note_reminded(session, agreements, today)
        for agreement in agreements:
            row = follow_up.agreement(session, agreement)
            if row is not None:
                trail.note(session, "look back asked", row.body)
    return len(new)


def prepare_results(installation: Installation, wave_id: UUID) -> int:
    """Prepare the message about results for every employee; return the number of messages.

    Returns 0 when that was done before or a later wave has followed. Raises WaveError when the wave
    has not been counted.
    """
    with writing(installation.engine) as session:
        wave = waves.wave(session, wave_id)
        if wave.state != "closed" or wave.number is None:
            raise WaveError("not_counted")
        if wave.number != waves.last_number(session):
            return 0
        subject = f"wave {wave.number}"
        if trail.is_noted(session, "results announced", subject):
            return 0
        everybody = [row.id for row in people.everybody(session)]
        messages.prepare(session, wave_id, everybody, "results")
        trail.note(session, "results announced", subject)
    return len(everybody)
