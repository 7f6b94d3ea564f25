"""Follow-up on results: agreements of units, and events that happened to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

from db import experiments, people
from db import follow_up as stored
from db.base import insert
from db.engine import forget_deleted, reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.reading import Reading
from surveys.texts import Texts

MAX_BODY_LENGTH = stored.MAX_BODY_LENGTH

LOOK_BACK = timedelta(weeks=8)
"""The time after which a team looks back at an agreement, unless it says otherwise."""

Outcome = Literal["keep", "change", "stop"]
"""What a team decides when it looks back; an agreement that it changes or stops has ended."""

OUTCOMES: tuple[Outcome, ...] = ("keep", "change", "stop")


class FollowUpError(PeilError):
    """An agreement, event or talk that cannot be noted as it is."""

    texts: ClassVar = {
        "text": N_("Please say it in one to {n} characters; nothing was noted yet."),
        "dates": N_("The day to look back lies before the first day; nothing was noted yet."),
        "talk_before_count": N_("The talk lies before the count of its wave; nothing was noted."),
        "wave": N_("There are no counted results of this wave any more; nothing was noted."),
        "no_talk": N_("This talk has been taken back meanwhile; nothing was noted."),
        "none_to_remind": N_("No leader has to be reminded of a talk now; nothing was sent."),
    }


@dataclass(frozen=True)
class Agreement:
    """An agreement of a unit on an indicator (None: in general); `ended_on` is set at its end.

    `wave` is the wave whose talk it was saved with; `outcome` and `reviewed_on` are what a later
    talk decided on it, and when.
    """

    id: UUID
    unit: UUID
    indicator: str | None
    text: str
    starts_on: date
    review_on: date
    ended_on: date | None
    wave: UUID | None = None
    outcome: Outcome | None = None
    reviewed_on: date | None = None

    @property
    def looks_back_on(self) -> date:
        """The day to look back at it; one that was kept gets as much time again as a new one."""
        if self.outcome == "keep" and self.reviewed_on is not None:
            return max(self.review_on, self.reviewed_on + LOOK_BACK)
        return self.review_on

    def is_due(self, wave: UUID, today: date) -> bool:
        """Return whether a talk about a wave looks back at it.

        It holds and was not agreed in that same talk; what the team decided today can be decided
        otherwise today.
        """
        if self.wave == wave or self.starts_on > today:
            return False
        return self.ended_on is None or (self.outcome is not None and self.reviewed_on == today)

    def in_words(self, language: str) -> str:
        """Return from when to when it holds, and what was decided on it."""
        texts = Texts(language)
        _ = texts.gettext
        first, decided = (
            texts.date(self.starts_on),
            self.reviewed_on and texts.date(self.reviewed_on),
        )
        if self.outcome == "change" and decided:
            return _("From {first}, changed on {last}.").format(first=first, last=decided)
        if self.outcome == "stop" and decided:
            return _("From {first}, stopped on {last}.").format(first=first, last=decided)
        if self.ended_on is not None:
            last = texts.date(self.ended_on)
            return _("From {first}, ended on {last}.").format(first=first, last=last)
        last = texts.date(self.looks_back_on)
        if decided:
            return _("From {first}, kept on {day}; to look back at on {last}.").format(
                first=first, day=decided, last=last
            )
        return _("From {first}; to look back at on {last}.").format(first=first, last=last)


@dataclass(frozen=True)
class Event:
    """Something that happened in a unit, or in a unit above it."""

    unit: UUID
    text: str
    happened_on: date


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
class FollowUp:
    """Follow-up on a unit's results, from old to new.

    Its agreements, events of the unit and those above it, its talks about results, and what it
    tries in experiments.
    """

    agreements: Sequence[Agreement]
    events: Sequence[Event]
    talks: Sequence[Talk]
    trials: Sequence[Trial] = ()


def may_note(who: Reader, path: Sequence[UUID]) -> bool:
    """Return whether somebody may note things for a unit; `path` is it and the units above it."""
    return who.reads_everything or bool(who.managed_units & set(path))


def note_event(
    installation: Installation, who: Reader, unit: UUID, text: str, happened_on: date
) -> None:
    """Note an event in a unit. Raises NotAllowedError or FollowUpError, without a change."""
    body = checked_text(text)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        insert(session, stored.Event(unit_id=unit, body=body, happened_on=happened_on))
        trail.note(session, "event noted", body, who.person)


def read_follow_up(reading: Reading, unit: UUID) -> FollowUp:
    """Return the follow-up on a unit's results.

    Raises NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    session = reading.session
    events = stored.events(session, people.path_to(session, unit))
    return FollowUp(
        [_agreement(row) for row in stored.agreements(session, [unit])],
        [Event(row.unit_id, row.body, row.happened_on) for row in events],
        [Talk(row.wave_id, row.held_on, row.outcome) for row in stored.talks(session, [unit])],
        [
            Trial(row.body, row.indicator, row.first_wave + row.step * row.length)
            for row in experiments.started_by(session, unit)
        ],
    )


def agreements_of(installation: Installation, units: Sequence[UUID]) -> list[Agreement]:
    """Return the agreements of some units, from old to new."""
    with reading(installation.engine) as session:
        return [_agreement(row) for row in stored.agreements(session, units)]


def _agreement(row: Any) -> Agreement:
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
    )


def forget_old(installation: Installation, before: date) -> None:
    """Delete agreements that ended, events and talks before a day, and note their number.

    They are retained as long as results.
    """
    with writing(installation.engine) as session:
        deleted = stored.forget(session, before)
        if deleted:
            subject = f"{deleted}, over before {before}"
            trail.note(session, "agreements and events deleted", subject)
    if deleted:
        forget_deleted(installation.engine, ("agreement", "event", "talk"))


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
