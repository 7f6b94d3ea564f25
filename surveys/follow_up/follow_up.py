"""Follow-up on results: agreements of units, and events that happened to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from db import experiments, people, replies, talk_reasons
from db import follow_up as stored
from db.engine import forget_deleted, reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.follow_up.agreement import MAX_BODY_LENGTH, Agreement
from surveys.installation import Installation
from surveys.reading import Reading


class FollowUpError(PeilError):
    """An agreement, event or talk that cannot be noted as it is."""

    texts: ClassVar = {
        "text": N_("Please say it in one to {n} characters; nothing was noted yet."),
        "details": N_(
            "Please say more in {lines} lines and {n} characters at most; nothing was noted yet."
        ),
        "too_late": N_("This was noted before yesterday, and stays as it is; nothing was changed."),
        "dates": N_("The day to look back lies before the first day; nothing was noted yet."),
        "talk_before_count": N_("The talk lies before the count of its wave; nothing was noted."),
        "wave": N_("There are no counted results of this wave any more; nothing was noted."),
        "no_talk": N_("This talk has been taken back meanwhile; nothing was noted."),
        "reply": N_(
            "Please write both sentences, of {n} characters at most; nothing was noted yet."
        ),
        "none_without_reply": N_("No leader has to be reminded of a reply now; nothing was sent."),
        "none_awaited": N_("No wave waits for talks any more; nothing was noted."),
        "none_to_remind": N_("No leader has to be reminded of a talk now; nothing was sent."),
    }


@dataclass(frozen=True)
class Event:
    """Something that happened in a unit, or in a unit above it.

    `noted_on` is unknown (None) for older ones.
    """

    id: UUID
    unit: UUID
    text: str
    happened_on: date
    noted_on: date | None = None


@dataclass(frozen=True)
class Talk:
    """A day on which a unit talked about the results of a wave, and where that led, in a line."""

    wave: UUID
    held_on: date
    outcome: str | None = None


@dataclass(frozen=True)
class Trial:
    """What a unit tries in an experiment, on an indicator, from a numbered wave on."""

    text: str
    indicator: str
    first_wave: int


@dataclass(frozen=True)
class Reply:
    """What the leader of a unit replied to a wave: what people said, and what was done."""

    wave: UUID
    said: str
    did: str


@dataclass(frozen=True)
class FollowUp:
    """Follow-up on a unit's results, from old to new.

    Its agreements, events of the unit and those above it, its talks about results, what it tries
    in experiments, and the agreements that hold in the units above it, each with the unit's name.
    `replies` are what its leader replied to results; `reasons` why it did not talk, by wave.
    """

    agreements: Sequence[Agreement]
    events: Sequence[Event]
    talks: Sequence[Talk]
    trials: Sequence[Trial] = ()
    above: Sequence[tuple[str, Agreement]] = ()
    replies: Sequence[Reply] = ()
    reasons: Mapping[UUID, str] = field(default_factory=dict)


def may_note(who: Reader, path: Sequence[UUID]) -> bool:
    """Return whether somebody may note things for a unit; `path` is it and the units above it."""
    return who.reads_everything or bool(who.managed_units & set(path))


def read_follow_up(reading: Reading, unit: UUID) -> FollowUp:
    """Return the follow-up on a unit's results.

    Raises NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    session = reading.session
    path = people.path_to(session, unit)
    events = stored.events(session, path)
    agreed = [as_agreement(row) for row in stored.agreements(session, path)]
    above = [one for one in agreed if one.unit != unit and one.ended_on is None]
    names = {row.id: row.name for row in people.units(session)} if above else {}
    return FollowUp(
        [one for one in agreed if one.unit == unit],
        [Event(row.id, row.unit_id, row.body, row.happened_on, row.noted_on) for row in events],
        [Talk(row.wave_id, row.held_on, row.outcome) for row in stored.talks(session, [unit])],
        [
            Trial(row.body, row.indicator, row.first_wave + row.step * row.length)
            for row in experiments.started_by(session, unit)
        ],
        [(names[agreement.unit], agreement) for agreement in above],
        [Reply(row.wave_id, row.said, row.did) for row in replies.replies(session, [unit])],
        talk_reasons.reasons_of(session, unit),
    )


def agreements_of(installation: Installation, units: Sequence[UUID]) -> list[Agreement]:
    """Return the agreements of some units, from old to new."""
    with reading(installation.engine) as session:
        return [as_agreement(row) for row in stored.agreements(session, units)]


def as_agreement(row: Any) -> Agreement:
    """Return a stored agreement."""
    return Agreement(
        row.id,
        row.unit_id,
        row.indicator,
        row.body,
        row.starts_on,
        row.review_on,
        row.ended_on,
        row.wave_id,
        row.outcome,
        row.reviewed_on,
        row.details or "",
        row.owner,
        row.template,
        row.learned,
        row.noted_on,
    )


def forget_old(installation: Installation, before: date) -> None:
    """Delete agreements that ended, events, talks, reasons and replies before a day; note how many.

    They are retained as long as results.
    """
    with writing(installation.engine) as session:
        rooms = (stored, replies, talk_reasons)
        deleted = sum(room.forget(session, before) for room in rooms)
        if deleted:
            subject = f"{deleted}, over before {before}"
            trail.note(session, "agreements and events deleted", subject)
    if deleted:
        forget_deleted(installation.engine, ("agreement", "event", "talk", "reply", "talk_reason"))


def check_may_note(path: Sequence[UUID], who: Reader) -> None:
    """Raise NotAllowedError unless somebody may note things for the unit at the end of a path."""
    if not path or not may_note(who, path):
        raise NotAllowedError("note")


def checked_text(text: str) -> str:
    """Return a text on one line; raise FollowUpError when it is empty or too long."""
    line = " ".join(text.split())
    if not 1 <= len(line) <= MAX_BODY_LENGTH:
        raise FollowUpError("text", n=MAX_BODY_LENGTH)
    return line
