"""The tables of what follows on results that may be stored: agreements, talks, themes, others."""

from collections.abc import Mapping

from surveys.audit.allowed_table import ID, NAME, UNIT, WAVE, Allowed
from surveys.errors import N_

FOLLOW_UP: Mapping[str, Allowed] = {
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
}
