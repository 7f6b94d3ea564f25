"""The tables and columns that may be stored, in words for everybody.

`allowed_people.py` has the tables about people. The audit compares a database with these lists: a
new table or column needs an entry here, and so a decision about what it may disclose. The texts are
message ids that pages translate.
"""

from collections.abc import Mapping

from surveys.audit.allowed_people import PEOPLE
from surveys.audit.allowed_table import ABOVE, ID, NAME, UNIT, WAVE, Allowed, Side, _

NAMES: Mapping[Side, str] = {
    "people": _("People and access"),
    "box": _("The ballot box of the open wave"),
    "results": _("Waves and results"),
    "follow_up": _("What became of results"),
    "upkeep": _("Upkeep"),
}

MAIN: Mapping[str, Allowed] = {
    **PEOPLE,
    "wave": Allowed(
        "results",
        _("The waves: when they are open, what they ask, and from how many answers they show."),
        {
            "id": ID,
            "number": _("number of the wave"),
            "title": _("title of the wave"),
            "state": _("open or closed"),
            "opens_on": _("first day"),
            "closes_on": _("last day"),
            "period": _("the time asked about"),
            "questions": _("the questions asked"),
            "k": _("answers needed for a number"),
            "k_distribution": _("answers needed for a distribution"),
            "k_comment": _("answers needed for comments"),
            "public_key": _("the half of the key that seals envelopes and cannot open them"),
        },
    ),
    "wave_unit": Allowed(
        "results",
        _("The units as they were in a wave; how many answered only where that is published."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "parent_id": ABOVE,
            "name": NAME,
            "invited": _("number of people invited"),
            "ballots": _("number of answers, where published"),
        },
    ),
    "result": Allowed(
        "results",
        _("The published numbers of whole groups. This is all that remains of the answers."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "question_id": _("the question"),
            "counts": _("how many chose each option, with unanimous groups blurred"),
            "skipped": _("how many skipped the question"),
        },
    ),
    "comment": Allowed(
        "results",
        _("What people wrote in their own words, without their scores and in random order."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "id": ID,
            "body": _("the comment"),
        },
    ),
    "analysis": Allowed(
        "results",
        _("What was worked out while counting, about the organisation and units of 100 or more."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "kind": _("what was worked out: what goes together, or how well a scale holds"),
            "subject": _("the question or indicator that it is about"),
            "outcome": _("rounded numbers about the whole group"),
        },
    ),
    "agreement": Allowed(
        "follow_up",
        _("What teams agreed on after talking about their results."),
        {
            "id": ID,
            "unit_id": UNIT,
            "indicator": _("the topic it is about"),
            "body": _("what was agreed"),
            "starts_on": _("the day it starts"),
            "review_on": _("the day to look back at it"),
            "ended_on": _("the day it ended"),
        },
        orderless=True,
    ),
    "event": Allowed(
        "follow_up",
        _("What happened and may explain numbers, such as a move."),
        {
            "id": ID,
            "unit_id": UNIT,
            "body": _("what happened"),
            "happened_on": _("the day it happened"),
        },
        orderless=True,
    ),
    "talk": Allowed(
        "follow_up",
        _("That a team has talked about the results of a wave."),
        {
            "id": ID,
            "unit_id": UNIT,
            "wave_id": WAVE,
            "held_on": _("the day of the talk"),
        },
        orderless=True,
    ),
    "secret": Allowed(
        "upkeep",
        _(
            "What signs the links to published results, so that nobody can make one up, and how "
            "the program that synchronises people is known."
        ),
        {"name": _("what it is for"), "value": _("a random secret, or the fingerprint of one")},
    ),
    "programme": Allowed(
        "upkeep",
        _("When waves open, for how long, and when everybody is reminded."),
        {
            "id": _("always 1: there is one programme"),
            "rule": _("how often a wave opens"),
            "starts_on": _("the first day of the programme"),
            "opens_at": _("the time of day at which a wave opens"),
            "open_days": _("how many days a wave is open"),
            "period": _("the time asked about"),
            "state": _("whether it runs, is paused or has ended"),
            "reminders": _("how many days after opening everybody is reminded"),
            "brought_forward": _("blocks of questions that are asked earlier"),
        },
    ),
    "closed_period": Allowed(
        "upkeep",
        _("Days on which no wave opens, such as a summer break."),
        {
            "id": ID,
            "name": NAME,
            "first_on": _("first day"),
            "last_on": _("last day"),
        },
    ),
    "clock": Allowed(
        "upkeep",
        _("When the clock that opens and counts waves last ran."),
        {"id": _("always 1: there is one clock"), "last_ran_at": _("when it last ran")},
    ),
    "alembic_version": Allowed(
        "upkeep",
        _("Which version these tables have, so that an update knows what to do."),
        {"version_num": _("version")},
    ),
}

BOX: Mapping[str, Allowed] = {
    "token": Allowed(
        "box",
        _("The links that were not used yet. A link that is used is taken out."),
        {
            "hash": _("a fingerprint of the link; the link itself is kept nowhere"),
            "unit_id": _("the unit"),
        },
    ),
    "ballot": Allowed(
        "box",
        _("The sealed envelopes, all of the same length, without name or time."),
        {"id": _("a random number"), "body": _("the sealed answers")},
    ),
}

LABEL: Mapping[str, Allowed] = {
    "label": Allowed(
        "box",
        _("To which wave the box belongs; only where the box is part of a larger database."),
        {"wave": _("number of the wave")},
    ),
}

DATES_OF_A_WAVE = frozenset({("wave", "opens_on"), ("wave", "closes_on")})
"""The only columns of box and results that may hold a date."""

NEVER = (
    _("Who gave which answer."),
    _("A note of whether you answered, or when."),
    _("From which device, browser or address you answered."),
    _("Answers that you did not send."),
    _("Your personal link. Only a fingerprint of it waits in the box until you use it."),
    _("Any single answer, once a wave has been counted."),
    _("Any result of a group that is too small to show."),
)
"""What is never stored; each sentence names its exceptions."""
