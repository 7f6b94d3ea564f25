"""What the leader of a unit replies to a theme of its comments, never to a comment."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import comment_themes, people
from db.comment_themes import MAX_LENGTH
from db.engine import writing
from surveys import trail
from surveys.access import Reader
from surveys.errors import N_, PeilError
from surveys.follow_up.follow_up import check_may_note
from surveys.installation import Installation
from surveys.open_answers.themes import all_themes_in

LEAST_COMMENTS = 5
"""A theme takes as many comments in a unit before it has a reply: to one comment there is none."""


class ThemeReplyError(PeilError):
    """A reply that cannot be noted."""

    texts: ClassVar = {
        "length": N_("Write 1 to {n} characters."),
        "too_few": N_("A theme can be replied to from {n} comments of the unit on."),
    }


def reply_to_theme(
    installation: Installation,
    who: Reader,
    unit: UUID,
    wave: UUID,
    theme: str,
    body: str,
    today: date,
) -> None:
    """Note a reply to a theme of a unit's comments in a wave, in the place of an earlier one.

    Only HR and the manager of the unit or of one above it may do so: others get NotAllowedError.
    Raises ThemeReplyError for a theme of too few comments, and for no or too many words.
    """
    words = " ".join(body.split())
    if not 1 <= len(words) <= MAX_LENGTH:
        raise ThemeReplyError("length", n=MAX_LENGTH)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        counts = comment_themes.counts_of(session, unit)
        number = sum(of.get(theme, 0) for (in_wave, _), of in counts.items() if in_wave == wave)
        names = {one.id: one.name["en"] for one in all_themes_in(session)}
        if number < LEAST_COMMENTS or theme not in names:
            raise ThemeReplyError("too_few", n=LEAST_COMMENTS)
        comment_themes.write_reply(session, unit, wave, theme, words, today)
        subject = f"{_name(session, unit)}, {names[theme]}: {words}"
        trail.note(session, "reply to a theme noted", subject, who.person)


def withdraw_theme_reply(
    installation: Installation, who: Reader, unit: UUID, wave: UUID, theme: str, today: date
) -> None:
    """Take back a reply to a theme. Raises NotAllowedError."""
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        now = {(w, t): body for w, t, body in comment_themes.replies_of(session, unit)}
        if (body := now.get((wave, theme))) is not None:
            comment_themes.write_reply(session, unit, wave, theme, "", today)
            subject = f"{_name(session, unit)}: {body}"
            trail.note(session, "reply to a theme withdrawn", subject, who.person)


def _name(session: Session, unit: UUID) -> str:
    return next(row.name for row in people.units(session) if row.id == unit)
