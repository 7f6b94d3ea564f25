"""The steps of the clock that tell people something: by message, and addresses by webhook."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from db import waves
from db.engine import reading
from surveys import messages as delivery
from surveys.access import OPERATOR
from surveys.follow_up import reminder_of_replies, reminder_of_talks, to_look_back
from surveys.installation import Installation
from surveys.operations import asking
from surveys.organisation.confirmation_rule import keep_on
from surveys.programme import due_to_open, local_date, reminders_due
from surveys.reading import Reading, weakest_indicator
from surveys.settings import Settings
from surveys.webhooks import call_due

MAX_SECONDS_OF_SENDING = 60
"""Maximum time for sending in one run, so that other steps do not wait for it."""

MAX_DAYS_TO_PUBLISH = 14
"""Maximum number of days after closing on which results are still announced."""

ASK_AHEAD = timedelta(days=3)
"""How long before a wave opens HR and the works council are asked to confirm people."""


def publish(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Announce results to everybody."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = waves.last_wave(session)
    if wave is None or wave.number is None or wave.state != "closed":
        return
    late = (local_date(installation, now) - wave.closes_on).days
    if late <= MAX_DAYS_TO_PUBLISH and (number := delivery.prepare_results(installation, wave.id)):
        yield f"{number} people get a message about the results of wave {wave.number}."


def remind_leaders(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Remind leaders of talks and of what was done, where HR has asked for it."""
    # Until just before it leaves, somebody may note a talk.
    if not (settings.can_send_messages and delivery.is_working_time(installation, settings, now)):
        return
    with reading(installation.engine) as session:
        due = reminder_of_talks.due(session, local_date(installation, now))
        missing = reminder_of_replies.due(session, local_date(installation, now))
    if due is not None and (number := delivery.prepare_talk(installation, *due)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message that asks for a talk about the results."
    if missing is not None and (number := delivery.prepare_reply(installation, *missing)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message that asks what was done with the results."


def look_back(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Ask leaders to look back at agreements whose day has come."""
    # Until just before it leaves, a team may have looked back.
    if not (settings.can_send_messages and delivery.is_working_time(installation, settings, now)):
        return
    today = local_date(installation, now)
    with reading(installation.engine) as session:
        due = to_look_back(session, today)
    if due is not None and (number := delivery.prepare_review(installation, *due, today)):
        persons = "1 leader gets" if number == 1 else f"{number} leaders get"
        yield f"{persons} a message to look back at an agreement."


def ask(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Ask HR and the works council to confirm people before the next wave opens."""
    keep_on(installation)
    soon = due_to_open(installation, now + ASK_AHEAD)
    if not delivery.is_working_time(installation, settings, now):
        return
    if soon is not None and (asked := asking.ask_once_a_day(installation, settings, now)):
        persons = "1 person is" if asked == 1 else f"{asked} people are"
        yield f"{persons} asked to confirm who works in small units."


def tell(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Tell administrators of a list or directory that has stopped, and of roles that wait."""
    del now
    if told := asking.tell_of_stops(installation, settings):
        yield f"{told} administrators are told that a list or directory has stopped."
    if told := asking.tell_of_held_roles(installation, settings):
        yield f"{told} administrators are told that roles wait for their decision."


def remind(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Remind everybody of the open wave."""
    if not settings.can_send_messages:
        return
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
    for which in reminders_due(installation, now):
        if wave is not None and (number := delivery.prepare_reminder(installation, wave.id, which)):
            yield f"{number} people get reminder {which} of wave {wave.number}."


def send(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Send the messages that are due."""
    if not settings.can_send_messages:
        return
    limit = max(1, round(settings.messages_per_second * MAX_SECONDS_OF_SENDING))
    weakest = partial(weakest_indicator, installation)
    sent = delivery.send_due(installation, settings, now, limit=limit, weakest=weakest)
    if sent.sent or sent.failed or sent.put_off:
        later = f" {sent.put_off} were not taken and are tried again." if sent.put_off else ""
        yield f"{sent.sent} messages sent, {sent.failed} failed, {sent.waiting} wait.{later}"


def call(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Tell the addresses of webhooks what happened to waves."""
    with reading(installation.engine) as session:
        known = Reading(installation, session, OPERATOR)
        verdicts_wait = known.edition[3] != known.verdict_key
    yield from call_due(installation, settings, now, verdicts_wait=verdicts_wait)
