"""What is decided about the next waves: from how many answers they show, and whether about health.

Whatever a wave opens with stays; what is decided here holds for those that have yet to open.
"""

from dataclasses import astuple, dataclass
from typing import ClassVar

from sqlmodel import Session

from db import people, waves
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.trail.saving import Seen, check_unchanged, note_saved

MOST_NEEDED = 20
"""The largest minimum for a number; nearly nothing would be shown from more."""

MOST_NEEDED_APART = 30
"""The largest minimum for a distribution, a comment, and a question about health."""

_THRESHOLDS = "thresholds"
"""The thresholds among the things that two people may save at once."""


class NextWavesError(PeilError):
    """A decision about the next waves that cannot be taken."""

    texts: ClassVar = {
        "no_organisation": N_("Set up the organisation first."),
        "out_of_range": N_(
            "A number takes {least} to {most} answers, a distribution and a comment {least_apart} "
            "to {most_apart}, and never fewer than a number."
        ),
        "lowered": N_(
            "The last wave opened with {number}, {distribution} and {comments}. People answered "
            "with that; no later wave shows results from fewer."
        ),
        "not_agreed": N_(
            "Confirm that the works council has agreed, and that the law allows it, before this "
            "question is asked."
        ),
    }


@dataclass(frozen=True)
class Thresholds:
    """Minimum numbers of people: behind any result, behind a distribution, and behind a comment."""

    k: int = 5
    k_distribution: int = 10
    k_comment: int = 10

    def __post_init__(self) -> None:
        """Raise ValueError for a threshold under its floor."""
        if self.k < 5 or min(self.k_distribution, self.k_comment) < max(10, self.k):
            msg = "thresholds: k at least 5, distributions and comments at least 10 and at least k"
            raise ValueError(msg)


FLOOR = Thresholds()
"""The smallest thresholds that there are, and those of an organisation that raised none."""


def next_thresholds(session: Session) -> Thresholds:
    """Return, within a transaction, the thresholds that the next wave opens with.

    Those that were chosen, and never lower than those of the last wave.
    """
    row, least = people.facts_of_organisation(session), lowest_allowed(session)
    if row is None:
        return least
    chosen = (row.k, row.k_distribution, row.k_comment)
    return Thresholds(*map(max, chosen, astuple(least)))


def load_next_thresholds(installation: Installation) -> Thresholds:
    """Return the thresholds that the next wave opens with."""
    with reading(installation.engine) as session:
        return next_thresholds(session)


def asks_health(session: Session) -> bool:
    """Return, within a transaction, whether the next wave may ask about health complaints."""
    row = people.facts_of_organisation(session)
    return row is not None and bool(row.health_question)


def load_asks_health(installation: Installation) -> bool:
    """Return whether the next wave may ask about health complaints."""
    with reading(installation.engine) as session:
        return asks_health(session)


def lowest_allowed(session: Session) -> Thresholds:
    """Return, within a transaction, the thresholds under which the next wave cannot go.

    They are those of the last wave that opened: what was promised to people holds for them later.
    """
    last = waves.last_numbered(session)
    return FLOOR if last is None else Thresholds(last.k, last.k_distribution, last.k_comment)


def load_lowest_allowed(installation: Installation) -> Thresholds:
    """Return the thresholds under which the next wave cannot go."""
    with reading(installation.engine) as session:
        return lowest_allowed(session)


def save_thresholds(
    installation: Installation,
    who: Reader,
    numbers: tuple[int, int, int],
    seen: Seen | None = None,
) -> Thresholds:
    """Store from how many answers the next waves show a number, a distribution and a comment.

    Raises NotAllowedError, NextWavesError for numbers that are too small, too large, or smaller
    than those of the last wave, and ChangedMeanwhileError when others were `seen`.
    """
    check_administers(who)
    wanted = _in_range(*numbers)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise NextWavesError("no_organisation")
        least, now = lowest_allowed(session), next_thresholds(session)
        if any(new < old for new, old in zip(astuple(wanted), astuple(least), strict=True)):
            raise NextWavesError(
                "lowered",
                number=least.k,
                distribution=least.k_distribution,
                comments=least.k_comment,
            )
        check_unchanged(session, _THRESHOLDS, seen=seen, now=now, wanted=wanted, by=who.known_as)
        row.k, row.k_distribution, row.k_comment = astuple(wanted)
        note_saved(session, _THRESHOLDS, wanted, who.known_as)
        if wanted != now:
            subject = f"{wanted.k}, {wanted.k_distribution}, {wanted.k_comment}"
            trail.note(session, "thresholds chosen", subject, who.known_as)
    return wanted


def _in_range(k: int, k_distribution: int, k_comment: int) -> Thresholds:
    apart = (k_distribution, k_comment)
    if k > MOST_NEEDED or max(apart) > MOST_NEEDED_APART or k < FLOOR.k or min(apart) < max(10, k):
        raise NextWavesError(
            "out_of_range",
            least=FLOOR.k,
            most=MOST_NEEDED,
            least_apart=FLOOR.k_distribution,
            most_apart=MOST_NEEDED_APART,
        )
    return Thresholds(k, k_distribution, k_comment)


def ask_about_health(
    installation: Installation, who: Reader, *, on: bool, agreed: bool = False
) -> None:
    """Let the next waves ask the question on health complaints in its turn, or no longer.

    Switching it on takes the word that the works council has agreed. Raises NotAllowedError, and
    NextWavesError without that word.
    """
    check_administers(who)
    if on and not agreed:
        raise NextWavesError("not_agreed")
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise NextWavesError("no_organisation")
        if row.health_question != on:
            row.health_question = on
            action: trail.Action = (
                "question about health switched on" if on else "question about health switched off"
            )
            trail.note(session, action, "hv_4", who.known_as)
