"""What leaders and HR are reminded of tells nothing about answers, nor of who was silent.

The attacker gets every reminder and reads every list of units without a talk or a reply, after
waves in which people answered in every way or not at all, and compares.
"""

import random
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from db import people, waves
from db.engine import reading
from surveys.access import OPERATOR
from surveys.answering import Answers
from surveys.follow_up import (
    load_awaited_talks,
    note_agreement,
    notices,
    reminder_of_replies,
    reminder_of_talks,
    without_reply,
)
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.messages import prepare_reply, prepare_review, prepare_talk, send_due
from surveys.messages.compose import RenderedMessage
from surveys.programme import Rhythm
from surveys.programme.changes import save_rhythm
from surveys.settings import Settings
from tests.builders import OPENS, add_people, add_person, add_unit, hold_wave, near
from tests.reading import HR, read

Choose = Callable[[list[Question], int], Answers]

BETWEEN = timedelta(days=14)


def at_random(seed: int) -> Choose:
    """Return a way to answer every scale of five that nothing follows from."""
    drawn = random.Random(seed)  # noqa: S311 - no secret

    def choose(questions: list[Question], person: int) -> Answers:
        del person
        return {q.id: (drawn.randrange(5),) for q in questions if q.scale.size == 5}

    return choose


@pytest.fixture
def led(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """North (12 people) and the tiny South (3), each with a leader of its own."""
    whole = organisation["Example"]
    organisation["South"] = add_unit(installation, "South", whole)
    for name, number in (("North", 12), ("South", 3), ("Example", 6)):
        add_people(installation, organisation[name], number, named="colleague")
    for name, unit in (("Nora", "North"), ("Sam", "South")):
        add_person(installation, whole, name, role="manager", role_for=organisation[unit])
    return organisation


def reminders(
    installation: Installation, settings: Settings, led: dict[str, UUID], day: date
) -> list[tuple[str, str, str]]:
    """Return all that is told of what is missing a week after a wave, without its numbers."""
    told = [("talk", one.name, "") for one in read(notices, installation, HR, day)]
    told += [("reply", one.name, "") for one in read(without_reply, installation, HR, day)]
    told += awaited(installation)
    told.append(("asked", str(reminder_of_talks.ask(installation, HR, day)), ""))
    told.append(("asked", str(reminder_of_replies.ask(installation, HR, day)), ""))
    agreed = {
        note_agreement(
            installation, HR, unit, "Less mail", indicator=None, starts_on=day, review_on=day
        ): [one.id for one in _leaders(installation) if one.unit_id == unit]
        for unit in (led["North"], led["South"])
    }
    leaders = sorted({one.id for one in _leaders(installation)})
    with reading(installation.engine) as session:
        wave = waves.last_counted(session, 1)[0].id
    prepare_talk(installation, wave, leaders)
    prepare_reply(installation, wave, leaders)
    prepare_review(installation, wave, agreed, day)
    sent: list[RenderedMessage] = []
    now = datetime.combine(day, time(10), UTC)
    send_due(installation, settings, now, deliver=sent.append)
    told += [(message.address, message.subject, message.body) for message in sent]
    return sorted(told)


def awaited(installation: Installation) -> list[tuple[str, str, str]]:
    """Return which units the next wave waits for, and how many it need not wait for."""
    waits = load_awaited_talks(installation)
    if waits is None:
        return []
    return [("awaited", one.name, f"{waits.noted} of {waits.units}") for one in waits.missing]


def _leaders(installation: Installation) -> list[people.Row[tuple[UUID, str, UUID | None]]]:
    with reading(installation.engine) as session:
        return people.who_has(session, "manager")


def test_reminders_are_the_same_however_people_answered_and_whoever_was_silent(
    installation: Installation, settings: Settings, led: dict[str, UUID]
) -> None:
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY;INTERVAL=2", OPENS), ())
    with reading(installation.engine) as session:
        south = [p.id for p in people.everybody(session) if p.unit_id == led["South"]]
    ways: list[tuple[Choose, Collection[UUID]]] = [
        (near(2), ()),
        (near(0), south),
        (near(4), south[:1]),
        *((at_random(seed), south[seed:]) for seed in range(3)),
    ]
    found = []
    for number, (choose, silent) in enumerate(ways):
        for wave in (2 * number, 2 * number + 1):
            first = OPENS + wave * BETWEEN
            hold_wave(installation, first, choose, silent)
        found.append(reminders(installation, settings, led, first + timedelta(days=8)))
    assert {kind for kind, _name, _ in found[0]} > {"talk", "reply", "awaited", "asked"}
    assert sum("/team?unit=" in body for _to, _subject, body in found[0]) >= 4
    assert all(each == found[0] for each in found)
