"""What people did with the results of the example, from a programme to talks and agreements."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from db import people
from db.engine import reading
from surveys.access import OPERATOR, Reader, reader
from surveys.example.answers import SHORT_STAFFED, TURNING_POINT
from surveys.example.names import ORGANISATION, STORIES
from surveys.example.workplace import example_people
from surveys.follow_up import (
    Outcome,
    note_agreement,
    note_event,
    note_reply,
    note_talk,
    review_agreement,
)
from surveys.follow_up.agreement import LOOK_BACK
from surveys.installation import Installation
from surveys.organisation import Contacts, save_unit_contacts
from surveys.programme import Rhythm
from surveys.programme import changes as programme
from surveys.programme.recurrence import DAYS

DAYS_TO_TALK = timedelta(days=3)
"""How long after a wave has closed a team talks about it."""


@dataclass(frozen=True)
class _Agreed:
    """What the team with a story agreed in its talk about a wave, and decided in a later one."""

    story: int
    wave: int
    text: str
    indicator: str
    reviewed: int | None = None
    outcome: Outcome | None = None


_TALKS = ((0, 10), (0, 11), (0, 12), (1, 8), (1, 10), (1, 12), (2, 9), (2, 11))
"""The story and the number of the wave of each talk."""

_LED_TO = {
    (0, 11): "The planning each morning takes too long; we try another form.",
    (0, 12): "We know what weighs most: work that comes in on Fridays.",
    (1, 12): "It goes well with the duty rota; nothing new for now.",
    (2, 11): "Early meetings are needed after all, for those who start at six.",
}
"""Where some of these talks led, in one line."""

_AGREEMENTS = (
    _Agreed(0, 10, "Ten minutes of planning together each morning.", "workload", 12, "change"),
    _Agreed(0, 12, "On Fridays we drop what can wait, and say so.", "workload"),
    _Agreed(
        1,
        8,
        "Messages after six wait until the morning; one of us is on duty.",
        "reachability_always_on",
        10,
        "keep",
    ),
    _Agreed(2, 9, "No meetings before half past nine.", "work_life_balance", 11, "stop"),
)

_REPLIES = (
    (0, 11, "The planning each morning takes too long.", "We made it ten minutes, standing up."),
    (0, 12, "Most of what comes in on Fridays can wait.", "On Fridays we drop it, and say so."),
    (
        0,
        13,
        "Fridays are still too full, and orders come late.",
        "Sales sends orders before Thursday noon, from this week on.",
    ),
    (1, 10, "Being on duty alone is heavy.", "Two of us share each week on duty."),
    (1, 13, "The duty rota works; newcomers do not know it.", "It is in the plan for newcomers."),
)
"""The story, the number of the wave, what people said and what was done."""

_CONTACTS = ("Customers", "Shop"), Contacts("Ruben de Wit", "06 2345 6789", "arbo@example.org")
"""A unit with a counsellor of its own, by the names that it may have."""

_EVENTS = (
    (None, TURNING_POINT, "New planning system"),
    (1, SHORT_STAFFED, "Two colleagues left"),
    (1, TURNING_POINT, "A new colleague"),
)
"""The story (None: everybody), the wave after which it happened, and what happened."""


def tell_story(
    installation: Installation,
    first: date,
    rhythm: timedelta,
    duration: timedelta,
    waves: Sequence[UUID],
) -> None:
    """Let the programme run, and note what teams talked about, agreed on and went through.

    `waves` are the counted ones, from old to new; the first one opened on `first`.
    """
    rule = f"FREQ=WEEKLY;INTERVAL={rhythm.days // 7};BYDAY={DAYS[first.weekday()]}"
    programme.save_rhythm(
        installation, OPERATOR, Rhythm(rule, first, open_days=duration.days), (2,)
    )
    programme.resume(installation, OPERATOR)
    hr = reader(installation, example_people(installation).hr.person)
    if hr is None:
        return
    with reading(installation.engine) as session:
        units = {unit.name: unit.id for unit in people.units(session)}
    teams = {
        story: units[name] for story, names in enumerate(STORIES) for name in names if name in units
    }

    def closed(wave: int) -> date:
        return first + (wave - 1) * rhythm + duration

    for story, after, text in _EVENTS:
        unit = units[ORGANISATION] if story is None else teams.get(story)
        if unit is not None and after < len(waves):
            note_event(installation, hr, unit, text, closed(after) + DAYS_TO_TALK)
    for story, wave in _TALKS:
        if story in teams and wave <= len(waves):
            held_on = closed(wave) + DAYS_TO_TALK
            led_to = _LED_TO.get((story, wave))
            note_talk(installation, hr, teams[story], waves[wave - 1], held_on, outcome=led_to)
    for story, wave, said, did in _REPLIES:
        if story in teams and wave <= len(waves):
            replied_on = closed(wave) + DAYS_TO_TALK
            note_reply(installation, hr, teams[story], waves[wave - 1], said, did, replied_on)
    names, contacts = _CONTACTS
    if (own := next((units[name] for name in names if name in units), None)) is not None:
        save_unit_contacts(installation, hr, own, contacts)
    for agreed in _AGREEMENTS:
        if agreed.story in teams and agreed.wave <= len(waves):
            _note(installation, hr, teams[agreed.story], agreed, closed)


def _note(
    installation: Installation,
    who: Reader,
    unit: UUID,
    agreed: _Agreed,
    closed: Callable[[int], date],
) -> None:
    starts_on = closed(agreed.wave) + DAYS_TO_TALK
    agreement = note_agreement(
        installation,
        who,
        unit,
        agreed.text,
        indicator=agreed.indicator,
        starts_on=starts_on,
        review_on=starts_on + (LOOK_BACK if agreed.reviewed is None else LOOK_BACK / 2),
    )
    if agreed.reviewed is not None:
        reviewed_on = closed(agreed.reviewed) + DAYS_TO_TALK
        review_agreement(installation, who, agreement, agreed.outcome, reviewed_on)
