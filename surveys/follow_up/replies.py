"""You said, we did: what leaders reply to the results of a wave, and reminders of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import follow_up as led
from db import people, waves
from db import replies as stored
from db.engine import writing
from db.replies import MAX_REPLY_LENGTH
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.follow_up.follow_up import FollowUpError, check_may_note
from surveys.follow_up.reminders import GRACE_PERIOD, Reminder, UnitWithout, by_name
from surveys.follow_up.talks import checked_wave
from surveys.installation import Installation
from surveys.reading import Reading


def note_reply(
    installation: Installation,
    who: Reader,
    unit: UUID,
    wave: UUID,
    said: str,
    did: str,
    today: date,
) -> None:
    """Note what people of a unit said in a wave and what was done, in the place of what was noted.

    The trail keeps the old words and the new ones. Only HR and the manager of the unit or of one
    above it may do so: others get NotAllowedError. Raises FollowUpError ("wave") where the unit has
    no such counted wave, ("reply") unless there are two sentences, short enough.
    """
    words = " ".join(said.split()), " ".join(did.split())
    if not all(1 <= len(sentence) <= MAX_REPLY_LENGTH for sentence in words):
        raise FollowUpError("reply", n=MAX_REPLY_LENGTH)
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        name = checked_wave(session, unit, wave)[1]
        before = stored.reply(session, unit, wave)
        if before is None:
            trail.note(session, "reply noted", _subject(name, *words), who.person)
        elif (before.said, before.did) == words:
            return
        else:
            changed = f"{before.said} / {before.did} → {words[0]} / {words[1]}"
            trail.note(session, "reply changed", f"{name}: {changed}", who.person)
        stored.write(session, unit, wave, *words, today)


def withdraw_reply(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> None:
    """Take back what was noted. Raises NotAllowedError."""
    with writing(installation.engine) as session:
        check_may_note(people.path_to(session, unit), who)
        before = stored.reply(session, unit, wave)
        if before is None:
            return
        name = next(row.name for row in people.units(session) if row.id == unit)
        subject = _subject(name, before.said, before.did)
        stored.withdraw(session, unit, wave)
        trail.note(session, "reply withdrawn", subject, who.person)


def without_reply(reading: Reading, today: date) -> Sequence[UnitWithout]:
    """Return the led units with results in the newest wave that have no reply to it, by name.

    They have a week after the count. Raises NotAllowedError for others than HR.
    """
    if not reading.who.reads_everything:
        raise NotAllowedError("results")
    return _without_reply(reading.session, today)


def _without_reply(session: Session, today: date) -> list[UnitWithout]:
    last = waves.last_counted(session, 1)
    if not last or today < last[0].closes_on + GRACE_PERIOD:
        return []
    replied = stored.replies_to(session, last[0].id)
    units = led.led_units(session, last[0].id)
    return by_name([(unit, name) for unit, name, _talked in units if unit not in replied])


reminder_of_replies = Reminder("reminder of replies asked", "none_without_reply", _without_reply)


def _subject(name: str, said: str, did: str) -> str:
    return f"{name}: {said} / {did}"
