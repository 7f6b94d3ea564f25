"""What an agreement of a unit is, where it stands, and how that is told. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from db.follow_up import MAX_BODY_LENGTH, MAX_DETAILS_LENGTH
from db.replies import MAX_REPLY_LENGTH
from surveys.texts import Texts

__all__ = [
    "LOOK_BACK",
    "MAX_BODY_LENGTH",
    "MAX_DETAILS_LENGTH",
    "MAX_REPLY_LENGTH",
    "OUTCOMES",
    "OWNERS",
    "Agreement",
    "Outcome",
    "Owner",
    "Status",
    "may_correct",
    "named_lines",
]

LOOK_BACK = timedelta(weeks=8)
"""The time after which a team looks back at an agreement, unless it says otherwise."""

CORRECTED_WITHIN = timedelta(days=1)
"""The time after noting something within which it may be corrected."""

Outcome = Literal["keep", "change", "stop"]
"""What a team decides when it looks back; an agreement that it changes or stops has ended."""

OUTCOMES: tuple[Outcome, ...] = ("keep", "change", "stop")

Owner = Literal["team", "leader"]
"""Who keeps an agreement in mind. Names of people are not stored with agreements."""

OWNERS: tuple[Owner, ...] = ("team", "leader")

Status = Literal["to come", "holds", "due", "changed", "stopped", "ended"]
"""Where an agreement stands on a day; `due` has reached the day to look back at it."""


def may_correct(noted_on: date | None, today: date) -> bool:
    """Return whether something noted on a day can still be corrected; None: it cannot."""
    return noted_on is not None and today <= noted_on + CORRECTED_WITHIN


def named_lines(details: str) -> list[tuple[str, str]]:
    """Return name and text of each line, where every line has both ("E-mail: in two days").

    Such lines are shown as a table; empty where some line has no name.
    """
    parts = [line.partition(": ") for line in details.splitlines()]
    if not all(name.strip() and text.strip() for name, _, text in parts):
        return []
    return [(name.strip(), text.strip()) for name, _, text in parts]


@dataclass(frozen=True)
class Agreement:
    """An agreement of a unit on an indicator (None: in general); `ended_on` is set at its end.

    `details` are further lines; `template` is what it began with. `wave` is the wave whose talk it
    was saved with; `outcome` and `reviewed_on` are what a later talk decided on it, and when;
    `learned` is what that talk added in one line. `noted_on` is unknown (None) for older ones.
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
    details: str = ""
    owner: Owner = "team"
    template: str | None = None
    learned: str | None = None
    noted_on: date | None = None

    @property
    def looks_back_on(self) -> date:
        """The day to look back at it; one that was kept gets as much time again as a new one."""
        if self.outcome == "keep" and self.reviewed_on is not None:
            return max(self.review_on, self.reviewed_on + LOOK_BACK)
        return self.review_on

    def status(self, today: date) -> Status:
        """Return where it stands on a day."""
        if self.ended_on is not None:
            ended: dict[Outcome | None, Status] = {"change": "changed", "stop": "stopped"}
            return ended.get(self.outcome, "ended")
        if today < self.starts_on:
            return "to come"
        return "due" if self.looks_back_on <= today else "holds"

    def is_due(self, wave: UUID, today: date) -> bool:
        """Return whether a talk about a wave looks back at it.

        It holds and was not agreed in that same talk; what the team decided today can be decided
        otherwise today.
        """
        if self.wave == wave or self.starts_on > today:
            return False
        return self.ended_on is None or (self.outcome is not None and self.reviewed_on == today)

    def owner_in_words(self, language: str) -> str:
        """Return who keeps it in mind."""
        _ = Texts(language).gettext
        if self.owner == "leader":
            return _("The person who leads the unit keeps it in mind.")
        return _("The team keeps it in mind.")

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
