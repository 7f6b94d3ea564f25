"""The tables and columns that may be stored, in words for everybody.

The modules beside this one have those about people, messages, results and follow-up. The audit
compares a database with these lists: a new table or column needs an entry, and so a decision about
what it may disclose. The texts are message ids that pages translate.
"""

from collections.abc import Mapping

from surveys.audit.allowed_follow_up import FOLLOW_UP
from surveys.audit.allowed_messages import MESSAGES
from surveys.audit.allowed_people import PEOPLE
from surveys.audit.allowed_results import RESULTS
from surveys.audit.allowed_table import ID, NAME, UNIT, Allowed, Side
from surveys.errors import N_

NAMES: Mapping[Side, str] = {
    "people": N_("People and access"),
    "box": N_("The ballot box of the open wave"),
    "results": N_("Waves and results"),
    "follow_up": N_("Follow-up on results"),
    "upkeep": N_("Upkeep"),
}

MAIN: Mapping[str, Allowed] = {
    **PEOPLE,
    **MESSAGES,
    **RESULTS,
    **FOLLOW_UP,
    "secret": Allowed(
        "upkeep",
        N_(
            "What signs the links to published results, so that nobody can make one up, and how "
            "the program that synchronises people is known."
        ),
        {"name": N_("what it is for"), "value": N_("a random secret, or the fingerprint of one")},
    ),
    "programme": Allowed(
        "upkeep",
        N_("When waves open, for how long, and when everybody is reminded."),
        {
            "id": N_("always 1: there is one programme"),
            "rule": N_("how often a wave opens"),
            "starts_on": N_("the first day of the programme"),
            "opens_at": N_("the time of day at which a wave opens"),
            "open_days": N_("how many days a wave is open"),
            "period": N_("the time asked about"),
            "state": N_("whether it runs, is paused or has ended"),
            "reminders": N_("how many days after opening everybody is reminded"),
            "brought_forward": N_("blocks of questions that are asked earlier"),
            "open_questions": N_("which waves ask the open questions at the end of a round"),
            "waits_for_talks": N_("whether a wave waits for talks about the results before it"),
        },
    ),
    "closed_period": Allowed(
        "upkeep",
        N_("Days on which no wave opens, such as a summer break."),
        {
            "id": ID,
            "name": NAME,
            "first_on": N_("first day"),
            "last_on": N_("last day"),
        },
    ),
    "later_start": Allowed(
        "upkeep",
        N_("Units that take part later than the others."),
        {"unit_id": UNIT, "starts_on": N_("first day")},
    ),
    "clock": Allowed(
        "upkeep",
        N_(
            "When the clock last ran and what it could not do, what it learned of the pace of "
            "channels, and once a day which part of the whole organisation has answered an open "
            "wave."
        ),
        {
            "id": N_("always 1: there is one clock"),
            "last_ran_at": N_("when it last ran"),
            "paces": N_("how fast each channel takes messages, and until when it pauses"),
            "so_far": N_(
                "the part of everybody invited that has answered the open wave, rounded down to "
                "5 % and to five people; never of a unit"
            ),
            "failing": N_(
                "which of its steps fail, since when and why, and when administrators were told"
            ),
            "took": N_("how many seconds its steps took, by doublings: 1, 2, 4, 8 and so on"),
        },
    ),
    "keeping": Allowed(
        "upkeep",
        N_("Who keeps the key of a wave. Neither the key nor a passphrase is in it."),
        {
            "id": N_("always 1: there is one list"),
            "keepers": N_("the keepers of later waves"),
            "wave": N_("the number of the wave that is sealed for keepers"),
            "sealed_for": N_("the keepers of that wave"),
            "waits_for": N_("the keepers who have not had their turn to count it"),
            "desk_key": N_("the half of a key that seals passphrases for the clock"),
        },
    ),
    "alembic_version": Allowed(
        "upkeep",
        N_("Which version these tables have, so that an update knows what to do."),
        {"version_num": N_("version")},
    ),
}

BOX: Mapping[str, Allowed] = {
    "token": Allowed(
        "box",
        N_(
            "One row for each link and slip, used or not. A used one gets a random number in place "
            "of its fingerprint, so nobody can count how many of a unit have answered."
        ),
        {
            "hash": N_(
                "a fingerprint of the link, which is kept nowhere itself; or a random number"
            ),
            "unit_id": UNIT,
        },
    ),
    "issued": Allowed(
        "box",
        N_("The same rows while the wave is counted, when no link works any more."),
        {"hash": N_("a fingerprint or a random number"), "unit_id": UNIT},
    ),
    "reissued": Allowed(
        "box",
        N_("How many links and slips of a unit were handed out a second time."),
        {
            "unit_id": UNIT,
            "number": N_("how many; the unit needs at least one answer more for each"),
        },
    ),
    "ballot": Allowed(
        "box",
        N_("The sealed envelopes, all of the same length, without name or time."),
        {"id": N_("a random number"), "body": N_("the sealed answers")},
    ),
}

LABEL: Mapping[str, Allowed] = {
    "label": Allowed(
        "box",
        N_("To which wave the box belongs; only where the box is part of a larger database."),
        {"wave": N_("number of the wave")},
    ),
}

DATES_OF_A_WAVE = frozenset(
    {
        *(("wave", "opens_on"), ("wave", "closes_on")),
        *(("imported_mean", "measured_on"), ("verdict_edition", "judged_through")),
    }
)
"""The only columns of box and results that may hold a date."""

NEVER = (
    N_("Who gave which answer."),
    N_("A note of whether you answered, or when."),
    N_("From which device, browser or address you answered."),
    N_("Answers that you did not send."),
    N_("Your personal link. Only a fingerprint of it waits in the box until you use it."),
    N_("Any single answer, once a wave has been counted."),
    N_("Any result of a group that is too small to show."),
)
"""What is never stored; each sentence names its exceptions."""
