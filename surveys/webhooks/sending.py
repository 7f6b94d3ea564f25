"""Telling each address what happened, and again until it has taken it.

A call that was not taken is repeated as a message is: after 5, 15 and 30 minutes, then about every
hour, for two days. A receiver that answers 410 (gone) hears nothing any more.
"""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException

from db import webhooks as stored
from db.engine import reading, writing
from surveys.installation import Installation
from surveys.messages.pacing import retry_after
from surveys.settings import Settings
from surveys.webhooks.addresses import AddressError, target_of
from surveys.webhooks.connecting import post
from surveys.webhooks.events import body_of, happened
from surveys.webhooks.signing import signed_headers

MAX_ATTEMPTS = 50
"""Some two days of attempts, after which a call is given up."""

MAX_CALLS = 20
"""Calls in one run of the clock, so that a receiver that does not answer holds nobody up long."""


def call_due(
    installation: Installation, settings: Settings, now: datetime, *, verdicts_wait: bool
) -> Iterator[str]:
    """Tell what has happened and is due; yield how many calls were taken and how many were not.

    `verdicts_wait`: what the newest results say is still to be worked out.
    """
    _queue(installation, now, verdicts_wait=verdicts_wait)
    with reading(installation.engine) as session:
        due = stored.due(session, now)[:MAX_CALLS]
        hooks = {hook.id: hook for hook in stored.webhooks(session)} if due else {}
    taken = 0
    for call in due:
        outcome = _outcome(hooks[call.webhook_id], call, now, inside=settings.webhooks_inside)
        _note(installation, call, outcome, now)
        taken += _is_taken(outcome)
    if due:
        failed = len(due) - taken
        yield f"{taken} webhooks called, {failed} not taken."


def _queue(installation: Installation, now: datetime, *, verdicts_wait: bool) -> None:
    """Store what each address is still to be told: once for each event, whatever happens later."""
    with reading(installation.engine) as session:
        hooks = [row[0] for row in stored.listed(session) if row[2] is None]
        if not hooks:
            return
        recent = list(happened(session, now.date(), verdicts_wait=verdicts_wait))
        new = [
            (hook, event, body_of(wave, name))
            for hook in hooks
            for known in [stored.known_events(session, hook)]
            for event, wave, name in recent
            if event not in known
        ]
    if new:
        with writing(installation.engine) as session:
            for hook, event, body in new:
                stored.put(session, hook, event, body)


def _outcome(hook: stored.Webhook, call: stored.WebhookCall, now: datetime, *, inside: bool) -> str:
    """Call a receiver once; return its status, or in a word why there is none."""
    body = call.body or ""
    headers = {
        "content-type": "application/json",
        "user-agent": "Peil",
        **signed_headers(hook.secret, f"msg_{call.id.hex}", now, body),
    }
    try:
        return str(post(target_of(hook.address), body.encode(), headers, inside=inside))
    except AddressError as fault:
        return fault.code
    except TimeoutError:
        return "timeout"
    except (OSError, HTTPException) as fault:
        # The name of the error only: its text may repeat what a receiver says.
        return type(fault).__name__


def _note(
    installation: Installation, call: stored.WebhookCall, outcome: str, now: datetime
) -> None:
    with writing(installation.engine) as session:
        retry_at: datetime | None = None
        state = "taken"
        if not _is_taken(outcome):
            retry_at = now + retry_after(call.attempts)
            state = "given up" if call.attempts + 1 >= MAX_ATTEMPTS else "waiting"
        if outcome == str(HTTPStatus.GONE.value):
            state, retry_at = "given up", None
            stored.disable(session, call.webhook_id, outcome)
        stored.note_attempt(session, call.id, state=state, outcome=outcome, retry_at=retry_at)


def _is_taken(outcome: str) -> bool:
    return outcome.isdigit() and HTTPStatus.OK <= int(outcome) < HTTPStatus.MULTIPLE_CHOICES
