"""Messages to HR, works council and administrators about people: confirm them, look at a stop."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from db import held, people, programme
from db.engine import reading, writing
from surveys import trail
from surveys.installation import Installation
from surveys.messages.notices import Notice, notice, recipient, send_notices
from surveys.operations.clock_state import FailingStep, as_told, untold
from surveys.organisation.confirmation_rule import CONFIRMING, Waiting, waiting_now
from surveys.people.held_roles import KEPT_FOR
from surveys.people.stopping import Stop, note_told, stops
from surveys.programme import local_date
from surveys.settings import Settings
from surveys.texts import Texts


def ask_once_a_day(installation: Installation, settings: Settings, now: datetime) -> int:
    """Send a message to everybody who may confirm people, if anybody waits; return their number.

    Nothing is sent twice on a day, whatever happens in between. It says how many people wait and
    in how many units, not who.
    """
    today = f"{local_date(installation, now)}: people in small units"
    with reading(installation.engine) as session:
        was_asked = trail.is_noted(session, "confirmation asked", today)
    if was_asked or not settings.can_send_messages:
        return 0
    if not (waiting := waiting_now(installation)):
        return 0
    with writing(installation.engine) as session:
        trail.note(session, "confirmation asked", today)
    return _send(
        installation, settings, CONFIRMING, lambda texts: _to_confirm(waiting, settings, texts)
    )


def tell_of_stops(installation: Installation, settings: Settings) -> int:
    """Tell administrators once of a list or directory that has stopped; return their number.

    It says why and where to look, not who. Nothing is noted as told before somebody was reached.
    """
    stopped = [stop for stop in stops(installation) if not stop.told]
    if not stopped or not settings.can_send_messages:
        return 0
    sent = _send(
        installation,
        settings,
        ("administrator",),
        lambda texts: _of_stops(stopped, settings, texts),
    )
    if sent:
        note_told(installation)
    return sent


def tell_of_held_roles(installation: Installation, settings: Settings) -> int:
    """Tell administrators of roles that a directory would have ended; return their number.

    Once, and at most once a day whatever else comes. It says how many wait, not whose. Nothing is
    noted as told before somebody was reached.
    """
    if not settings.can_send_messages:
        return 0
    with reading(installation.engine) as session:
        if not held.is_untold(session):
            return 0
        roles, units = len(held.held_roles(session)), len(held.held_units(session))
    sent = _send(
        installation,
        settings,
        ("administrator",),
        lambda texts: _of_held_roles(roles, units, settings, texts),
    )
    if sent:
        with writing(installation.engine) as session:
            held.note_told(session)
    return sent


def tell_of_failing_steps(installation: Installation, settings: Settings, now: datetime) -> int:
    """Tell administrators of what the clock could not do for a while; return their number.

    Once for each failure. Nothing is noted as told before somebody was reached.
    """
    today = local_date(installation, now)
    with reading(installation.engine) as session:
        row = programme.clock(session)
        kept = row.failing if row else {}
    failing = untold(kept, now, today)
    if not failing or not settings.can_send_messages:
        return 0
    sent = _send(
        installation,
        settings,
        ("administrator",),
        lambda texts: _of_failing_steps(failing, settings, texts),
    )
    if sent:
        with writing(installation.engine) as session:
            programme.write_failing(session, as_told(kept, failing, today), now)
    return sent


def _send(
    installation: Installation,
    settings: Settings,
    roles: Collection[str],
    message: Callable[[Texts], Notice],
) -> int:
    """Send a message to everybody with a role for the whole; return how many got it."""
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        held = [row for role in roles for row in people.who_has(session, role)]
        persons = [people.person(session, id_) for id_ in {r.id for r in held if not r.unit_id}]
        usual, sender = (organisation.language, organisation.name) if organisation else ("en", "")
        recipients = [recipient(person, usual) for person in persons if person is not None]
    reached = send_notices(settings, sender, recipients, lambda one: message(Texts(one.language)))
    return len(reached)


def _to_confirm(waiting: Waiting, settings: Settings, texts: Texts) -> Notice:
    _ = texts.gettext
    return notice(
        texts.language,
        _("Peil: please confirm who works in small units"),
        _(
            "Hello,\n\n"
            "Before the next pulse opens, somebody in HR or the works council has to confirm who "
            "works in small units. Waiting: {people} people in {units} units. Until then the pulse "
            "stays closed.\n\n"
            "{link}\n\n"
            "Please confirm only people you know: somebody who does not exist could answer in a "
            "colleague's team.\n"
        ),
        link=f"{settings.address.rstrip('/')}/confirmations",
        button=_("Look and confirm"),
        people=str(waiting.number),
        units=str(len(waiting.units)),
    )


def _of_failing_steps(failing: Sequence[FailingStep], settings: Settings, texts: Texts) -> Notice:
    _ = texts.gettext
    return notice(
        texts.language,
        _("Peil: something that was due could not be done"),
        _(
            "Hello,\n\n"
            "Peil has tried again and again for a quarter of an hour, and could not do the "
            "following:\n\n{lines}\n\n"
            "Your first page says why. Whoever runs the server finds more with `peil doctor` and "
            "in the log:\n\n"
            "{link}\n\n"
            "Peil goes on trying. You get this message once.\n"
        ),
        link=settings.address.rstrip("/"),
        button=_("See what it is"),
        lines=[f"– {_(step.does)}" for step in failing],
    )


def _of_stops(stopped: Sequence[Stop], settings: Settings, texts: Texts) -> Notice:
    _ = texts.gettext
    return notice(
        texts.language,
        _("Peil: people were not changed"),
        _(
            "Hello,\n\n"
            "A list or a directory would have removed too many people, so Peil has stopped it and "
            "changed nothing:\n\n{lines}\n\n"
            "Please look at it, and say whether it is right:\n\n"
            "{link}\n\n"
            "You get this message once. Until you decide, the list or the directory stays "
            "stopped.\n"
        ),
        link=f"{settings.address.rstrip('/')}/people?view=import",
        button=_("Look and decide"),
        lines=[limit.in_words(texts) for stop in stopped for limit in stop.limits],
    )


def _of_held_roles(roles: int, units: int, settings: Settings, texts: Texts) -> Notice:
    _ = texts.gettext
    return notice(
        texts.language,
        _("Peil: roles wait for your decision"),
        _(
            "Hello,\n\n"
            "The directory has removed people or groups, and roles in Peil would end with them. "
            "They wait until you decide. Roles of people who have left: {roles}. Units whose group "
            "was deleted: {units}.\n\n"
            "People who have left have no access any more. Please look whether their roles may "
            "end, or who gets them:\n\n"
            "{link}\n\n"
            "Roles of people who have left end by themselves after {days} days; units stay until "
            "you decide.\n"
        ),
        link=f"{settings.address.rstrip('/')}/people?view=import",
        button=_("Look and decide"),
        roles=str(roles),
        units=str(units),
        days=str(KEPT_FOR.days),
    )
