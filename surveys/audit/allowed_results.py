"""The tables of waves and results that may be stored."""

from collections.abc import Mapping

from surveys.audit.allowed_table import ABOVE, ID, NAME, UNIT, WAVE, Allowed
from surveys.errors import N_

RESULTS: Mapping[str, Allowed] = {
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
}
