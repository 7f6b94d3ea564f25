"""The tables and columns that may be stored, in words for everybody.

`allowed_people.py` has the tables about people. The audit compares a database with these lists: a
new table or column needs an entry here, and so a decision about what it may disclose. The texts are
message ids that pages translate.
"""

from collections.abc import Mapping

from surveys.audit.allowed_people import PEOPLE
from surveys.audit.allowed_table import ABOVE, ID, NAME, UNIT, WAVE, Allowed, Side
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
    "wave": Allowed(
        "results",
        N_("The waves: when they are open, what they ask, and from how many answers they show."),
        {
            "id": ID,
            "number": N_("number of the wave"),
            "title": N_("title of the wave"),
            "state": N_("open or closed"),
            "opens_on": N_("first day"),
            "closes_on": N_("last day"),
            "period": N_("the time asked about"),
            "questions": N_("the questions asked"),
            "open_questions": N_("the questions that are answered in words"),
            "k": N_("answers needed for a number"),
            "k_distribution": N_("answers needed for a distribution"),
            "k_comment": N_("answers needed for comments"),
            "public_key": N_("the half of the key that seals envelopes and cannot open them"),
            "imported_after": N_("the last wave that was counted before this one was imported"),
        },
    ),
    "wave_unit": Allowed(
        "results",
        N_("The units as they were in a wave; how many answered only where that is published."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "parent_id": ABOVE,
            "name": NAME,
            "invited": N_("number of people invited"),
            "ballots": N_("number of answers, where published"),
            "reissued": N_(
                "how many links and slips were handed out a second time, where published"
            ),
            "covered": N_("how many of these people its published numbers are about"),
            "leaders": N_("how many people of the unit itself led a unit, where that was asked"),
        },
    ),
    "result": Allowed(
        "results",
        N_("The published numbers of whole groups. This is all that remains of the answers."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "question_id": N_("the question"),
            "counts": N_("how many chose each option, with unanimous groups blurred"),
            "skipped": N_("how many skipped the question"),
            "not_applicable": N_(
                "to how many of five or more it does not apply, of questions that have this choice"
            ),
        },
    ),
    "comment": Allowed(
        "results",
        N_("What people wrote in their own words, without their scores and in random order."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "id": ID,
            "question": N_("the question that it answers"),
            "body": N_("the comment"),
        },
    ),
    "analysis": Allowed(
        "results",
        N_("What was worked out while counting, about the organisation and units of 100 or more."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "kind": N_(
                "what was worked out: what goes together, how well a scale holds, or how leaders "
                "and staff of the whole organisation answered"
            ),
            "subject": N_("the question or indicator that it is about"),
            "outcome": N_("rounded numbers about the whole group"),
        },
    ),
    "verdict_edition": Allowed(
        "results",
        N_("What the verdicts on published results were worked out from, and HR's list of units."),
        {
            "key": N_("which waves, questions and settings they were worked out from"),
            "judged_through": N_("the closing day of the newest wave that was judged"),
            "content": N_("the units that stand out"),
        },
    ),
    "verdict": Allowed(
        "results",
        N_("What published results say about a unit: its level, and whether it changed."),
        {
            "unit_id": UNIT,
            "question_id": N_("the question"),
            "content": N_("the verdict"),
            "line": N_("the level of the unit in each wave, with its band"),
        },
    ),
    "told_change": Allowed(
        "results",
        N_("Changes that readers were told; what was told stays told."),
        {
            "unit_id": UNIT,
            "question_id": N_("the question"),
            "confirmed_wave_id": N_("the wave after which it was told"),
            "onset_wave_id": N_("the wave from which on it probably holds"),
            "better": N_("whether it was for the better"),
        },
    ),
    "imported_source": Allowed(
        "results",
        N_("Other tools that whole groups' numbers were imported from."),
        {
            "source": N_("the name of the other tool"),
            "mark": N_("a random number, new with every import"),
            "waves": N_("the waves that were imported from it"),
        },
    ),
    "imported_mean": Allowed(
        "results",
        N_("Averages of whole groups of five or more, imported from another tool."),
        {
            "unit_id": UNIT,
            "source": N_("the name of the other tool"),
            "question_id": N_("the question"),
            "measured_on": N_("last day of the survey"),
            "measure": N_("whether it is an average or a favourable share"),
            "value": N_("the average or the share"),
            "answers": N_("number of answers, where the other tool gave it"),
            "sd": N_("how far answers lie apart, where that tells of nobody"),
        },
    ),
    "agreement": Allowed(
        "follow_up",
        N_("What teams agreed on after talking about their results."),
        {
            "id": ID,
            "unit_id": UNIT,
            "indicator": N_("the topic it is about"),
            "body": N_("what was agreed"),
            "starts_on": N_("the day it starts"),
            "review_on": N_("the day to look back at it"),
            "ended_on": N_("the day it ended"),
            "wave_id": N_("the wave of the talk that it was saved with"),
            "outcome": N_("whether the team keeps, changes or stops it"),
            "reviewed_on": N_("the day on which the team decided that"),
            "details": N_("lines that say more about it"),
            "owner": N_("whether the team or the person who leads it keeps it in mind"),
            "template": N_("the template that it began with"),
            "learned": N_("what the team learned from it, in one line"),
            "noted_on": N_("the day it was noted"),
            "reminded_on": N_("the day of the message to look back at it"),
        },
        orderless=True,
    ),
    "event": Allowed(
        "follow_up",
        N_("What happened and may explain numbers, such as a move."),
        {
            "id": ID,
            "unit_id": UNIT,
            "body": N_("what happened"),
            "happened_on": N_("the day it happened"),
            "noted_on": N_("the day it was noted"),
        },
        orderless=True,
    ),
    "own_measure": Allowed(
        "follow_up",
        N_("Suggestions of what could help that HR wrote, changed or hides, in all versions."),
        {
            "measure": N_("which suggestion"),
            "version": N_("number of the version"),
            "hidden": N_("whether it is shown"),
            "body": N_("its texts, and for whom and about what it is"),
        },
    ),
    "asked_question": Allowed(
        "follow_up",
        N_("Which of the organisation's own questions waves ask; their words stand with it."),
        {
            "question": N_("which question"),
            "place": N_("its place among questions whose turn is equally near"),
            "asking": N_("in the rhythm, once, or not"),
            "follows": N_("the earlier version whose place it took"),
        },
    ),
    "talk": Allowed(
        "follow_up",
        N_("That a team has talked about the results of a wave."),
        {
            "id": ID,
            "unit_id": UNIT,
            "wave_id": WAVE,
            "held_on": N_("the day of the talk"),
            "outcome": N_("where it led, in one line"),
        },
        orderless=True,
    ),
    "talk_reason": Allowed(
        "follow_up",
        N_("Why a team does not talk about the results of a wave."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "body": N_("the reason, in one line"),
            "noted_on": N_("the day it was noted"),
        },
    ),
    "experiment": Allowed(
        "follow_up",
        N_("What some units try while others wait, to see whether it helps."),
        {
            "id": ID,
            "name": NAME,
            "body": N_("what is tried"),
            "indicator": N_("the topic it is about"),
            "found": N_("how the units that take part were found"),
            "starting": N_("how many units start in each step"),
            "first_wave": N_("number of the first wave with it"),
            "length": N_("number of waves of a step"),
            "made_on": N_("the day it was planned"),
            "nonce": N_("the random number of the draw by lot"),
            "drawn_on": N_("the day of the draw"),
            "ended_on": N_("the day it ended"),
            "outcome": N_("whether it is kept, changed or stopped"),
        },
        orderless=True,
    ),
    "experiment_unit": Allowed(
        "follow_up",
        N_("The units that take part in an experiment."),
        {
            "experiment_id": N_("the experiment"),
            "unit_id": UNIT,
            "step": N_("the step in which it starts; none while it waits"),
        },
        orderless=True,
    ),
    "reply": Allowed(
        "follow_up",
        N_("What leaders reply to the results of a wave: what people said, and what was done."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "said": N_("what people said, in one sentence"),
            "did": N_("what was done, in one sentence"),
            "noted_on": N_("the day it was noted"),
        },
        orderless=True,
    ),
    "own_theme": Allowed(
        "follow_up",
        N_("Themes of comments that HR wrote, changed or hides, in all versions."),
        {
            "theme": N_("which theme"),
            "version": N_("number of the version"),
            "hidden": N_("whether it is used"),
            "body": N_("its name, what belongs to it, and words that point to it"),
        },
    ),
    "comment_coder": Allowed(
        "follow_up",
        N_("Who of HR reads the comments of a wave by theme."),
        {
            "wave_id": WAVE,
            "coder": N_("as the first or the second"),
            "person_id": N_("the person"),
        },
    ),
    "comment_code": Allowed(
        "results",
        N_("The themes that HR gave a comment; deleted with it."),
        {
            "wave_id": WAVE,
            "coder": N_("by the first or the second coder"),
            "comment_id": N_("which comment"),
            "themes": N_("the themes"),
        },
        orderless=True,
    ),
    "theme_count": Allowed(
        "results",
        N_("How many comments of a unit have a theme, where ten or more can be told of."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "question": N_("which open question"),
            "theme": N_("the theme; empty for all comments"),
            "number": N_("the number of comments"),
        },
        orderless=True,
    ),
    "quote": Allowed(
        "results",
        N_("What people wrote about a theme, in the words of HR, of the whole organisation."),
        {
            "wave_id": WAVE,
            "id": N_("a random number"),
            "theme": N_("the theme"),
            "body": N_("the words of HR"),
        },
        orderless=True,
    ),
    "theme_reply": Allowed(
        "follow_up",
        N_("What leaders reply to a theme of the comments of their unit."),
        {
            "unit_id": UNIT,
            "wave_id": WAVE,
            "theme": N_("the theme"),
            "body": N_("the reply"),
            "noted_on": N_("the day it was noted"),
        },
        orderless=True,
    ),
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
