"""Reminders to managers whose units have not noted a talk, sent when HR asks for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db import people, results
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.follow_up.follow_up import FollowUpError
from surveys.follow_up.talks import WithoutTalk
from surveys.installation import Installation
from surveys.messages import DeliveryError, is_working_time
from surveys.messages.notices import Notice, Recipient, notice, recipient, send_notices
from surveys.settings import Settings
from surveys.texts import Texts


@dataclass(frozen=True)
class Reminded:
    """How many managers were reminded, and of how many units this had been done before."""

    managers: int
    before: int


def remind_managers(
    installation: Installation,
    settings: Settings,
    who: Reader,
    without: Collection[WithoutTalk],
    now: datetime,
) -> Reminded:
    """Remind the managers of some units to talk, each once after a wave, whoever presses when.

    `without` are the units that `talks.notices` names. One message names all units of a manager;
    it says nothing about their results. Raises NotAllowedError for all but HR of the whole,
    FollowUpError outside of working hours, and DeliveryError where nobody could be reached.
    """
    if not who.reads_everything:
        raise NotAllowedError("results")
    if not is_working_time(installation, settings, now):
        first, last = settings.hours
        raise FollowUpError("closed_hours", first=f"{first:%H:%M}", last=f"{last:%H:%M}")
    with reading(installation.engine) as session:
        organisation, last = people.organisation(session), results.last_number(session)
        if organisation is None:
            return Reminded(0, 0)
        subjects = {one.unit: f"{one.name} ({one.unit.hex[:6]}), wave {last}" for one in without}
        fresh = [
            one
            for one in without
            if not trail.is_noted(session, "managers reminded", subjects[one.unit])
        ]
        named = {one.unit: one.name for one in fresh}
        led: dict[UUID, list[UUID]] = {}
        for row in people.who_has(session, "manager"):
            if row.unit_id in named:
                led.setdefault(row.id, []).append(row.unit_id)
        persons = [people.person(session, manager) for manager in led]
        recipients = [recipient(one, organisation.language) for one in persons if one is not None]
        sender = organisation.name

    def message(to: Recipient) -> Notice:
        return _message(to, led[to.person], named, settings)

    reached = send_notices(settings, sender, recipients, message)
    if recipients and not reached:
        raise DeliveryError("not_taken")
    with writing(installation.engine) as session:
        for unit in sorted({unit for manager in reached for unit in led[manager]}):
            trail.note(session, "managers reminded", subjects[unit], who.person)
    return Reminded(len(reached), len(without) - len(fresh))


def _message(to: Recipient, led: list[UUID], named: dict[UUID, str], settings: Settings) -> Notice:
    texts = Texts(to.language)
    _ = texts.gettext
    return notice(
        to.language,
        _("A talk with your team about its results: {units}"),
        _(
            "Hello {name},\n\n"
            "No talk about the last results has been noted yet for {units}. Ten minutes are "
            "enough: the page guides you through the talk, and ends with one agreement.\n\n"
            "{link}\n\n"
            "Have you talked already? Then please note it there, so that your team sees it too.\n"
        ),
        link=f"{settings.address}/team?unit={led[0].hex}",
        button=_("Prepare the talk"),
        name=to.name,
        units=texts.listed([named[unit] for unit in led]),
    )
