"""What stands behind a verdict: averages with their condition, and "how do we know?". Pure.

Nothing here is a test of its own: each sentence says what the verdict rests on, with the rates that
the model keeps in simulations.
"""

import math

from surveys.instrument import Question
from surveys.reading.verdicts.sentences import sureness_in_words
from surveys.reading.verdicts.verdict import FoundChange, LinePoint, Noticed, Verdict
from surveys.statistics.level import Level
from surveys.statistics.verdict.around import SILENT_REACH
from surveys.texts import Texts, rounded

_LEAST_BLUR = 0.1
"""A hull of the blur that is no wider than this is not worth a sentence."""

_RIGHT = {"less sure": 6, "probably": 8, "very probably": 9}
"""In how many of ten waves such a badge was right when one chart in twelve fell by half a point."""


def average_sentence(mean: float, point: LinePoint, texts: Texts) -> str:
    """Return the average of a wave, with the band of the level behind it and its condition."""
    _ = texts.gettext
    numbers = {"mean": mean, "low": point.low, "high": point.high}
    if rounded(point.low) <= rounded(mean) <= rounded(point.high):
        template = _(
            "Average {mean}, probably between {low} and {high}, if those who did not answer feel "
            "like those who did."
        )
    else:
        template = _(
            "Average {mean} this time; over the waves probably between {low} and {high}, if those "
            "who did not answer feel like those who did."
        )
    return template.format(**{name: texts.number(value) for name, value in numbers.items()})


def blur_sentence(worse: float, better: float, texts: Texts, *, of_parts: bool = False) -> str:
    """Return by how much the blur may hide, from the hull of an average; empty where it is narrow.

    `worse` and `better` are how far the true average may lie from the published one, as positive
    numbers on the question's own scale; `of_parts` for a sum of several blurred groups.
    """
    if worse + better <= _LEAST_BLUR:
        return ""
    _ = texts.gettext
    if of_parts:
        template = _(
            "In some teams nearly all may have given the same answer; the true average may differ "
            "by up to {size}."
        )
    else:
        template = _(
            "Nearly all may have given the same answer; the true average may be up to {size} more "
            "extreme."
        )
    size = math.ceil(10 * max(worse, better) - 1e-9) / 10
    return template.format(size=texts.number(size))


def blur_of_level(level: Level, texts: Texts) -> str:
    """Return by how much the blur of one wave may hide; empty where it hides little.

    That a shown number stands for a band of numbers of answers is in every interval; it is not
    worth a sentence.
    """
    if level.of_parts:
        worse, better = level.mean - level.mean_low, level.mean_high - level.mean
        return blur_sentence(worse, better, texts, of_parts=True)
    return blur_sentence(0.0, level.extreme, texts)


def silent_sentence(point: LinePoint, question: Question, texts: Texts) -> str:
    """Return where the level lies if silent people differ; empty where that is not shown."""
    if point.silent_low is None or point.silent_high is None:
        return ""
    template = texts.gettext(
        "If those who did not answer differ by {size} from those who did: probably between {low} "
        "and {high}."
    )
    numbers = {"low": point.silent_low, "high": point.silent_high}
    return template.format(
        size=_points(SILENT_REACH, question, texts),
        **{name: texts.number(value) for name, value in numbers.items()},
    )


def noticed_sentence(noticed: Noticed, question: Question, texts: Texts) -> str:
    """Return how often changes of two sizes would be noticed within six waves, in tenths."""
    template = texts.gettext(
        "A change of {whole} would be noticed within six waves {often}, one of {half} {rarely}."
    )
    return template.format(
        whole=_points(1.0, question, texts),
        half=_points(0.5, question, texts),
        often=_times(noticed.whole, texts),
        rarely=_times(noticed.half, texts),
    )


def budget_sentence(verdict: Verdict, texts: Texts) -> str:
    """Return how many teams see a badge without cause in a year.

    KeyError for a budget that no organisation can choose.
    """
    return by_chance_sentence(verdict.budget, texts)


def by_chance_sentence(budget: float, texts: Texts) -> str:
    """Return `budget_sentence` for the share of team-years that an organisation has chosen."""
    _ = texts.gettext
    return {
        0.10: _("One in ten teams sees such a badge in a year in which nothing changes."),
        0.25: _("One in four teams sees such a badge in a year in which nothing changes."),
    }[budget]


def how_we_know(verdict: Verdict, question: Question, texts: Texts) -> list[tuple[str, str]]:
    """Return what a verdict rests on, as pairs of title and sentence."""
    _ = texts.gettext
    known = []
    if verdict.line:
        sentence = _(
            "Each dot is the average of a wave. The line is the level behind them. The band holds "
            "it about 19 times in 20; in the first months after a change, less often."
        )
        known.append((_("Dots, line and band"), sentence))
    if verdict.found is not None:
        known.append((_("How sure"), _how_sure(verdict.found, texts)))
        sentence = _(
            "What is said about time and size holds about 9 times in 10. A slow change is seen "
            "some waves after its start."
        )
        known.append((_("Since when and how much"), sentence))
    elif verdict.change == "too early":
        sentence = _("A change can be told from the third wave of a unit on.")
        known.append((_("From when"), sentence))
    else:
        sentence = _("A change may have begun that cannot be seen yet.")
        known.append((_("What is not clear"), sentence))
    if verdict.noticed is not None:
        sentence = noticed_sentence(verdict.noticed, question, texts)
        known.append((_("What would be noticed"), sentence))
    known.append((_("What a badge is worth"), budget_sentence(verdict, texts)))
    if verdict.line:
        sentence = silent_sentence(verdict.line[-1], question, texts) or _(
            "All of this holds if those who did not answer feel like those who did."
        )
        known.append((_("Who did not answer"), sentence))
    return known


def _how_sure(change: FoundChange, texts: Texts) -> str:
    _ = texts.gettext
    tenths = _RIGHT.get(change.sureness)
    part = _("nearly all") if tenths is None else _("about {tenths} in 10").format(tenths=tenths)
    template = _(
        "In simulations in which one indicator in twelve changed, {part} of the statements with "
        "“{sure}” were right; of slow changes, fewer."
    )
    return template.format(part=part, sure=sureness_in_words(change, texts).lower())


def _points(size: float, question: Question, texts: Texts) -> str:
    """Return a size on the scale from 1 to 5 as one on the question's own scale."""
    if question.scale.values is None:
        msg = f"question {question.id} has no average"
        raise ValueError(msg)
    span = max(question.scale.values) - min(question.scale.values)
    return texts.number(size * span / 4)


def _times(part: float, texts: Texts) -> str:
    tenths = round(10 * part)
    if tenths == 0:
        return texts.gettext("hardly ever")
    if tenths == 10:
        return texts.gettext("nearly always")
    return texts.ngettext("about {n} time in 10", "about {n} times in 10", tenths)
