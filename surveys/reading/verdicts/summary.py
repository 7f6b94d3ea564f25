"""A verdict that stands out as one line: the verdict as a word, since when, from where to where.

Says in fewer words what `sentences` say, of the same verdict; the numbers are those of the line
that is drawn. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from surveys.instrument import Indicator, Question
from surveys.reading.verdicts import sentences
from surveys.reading.verdicts.verdict import FoundChange, Verdict
from surveys.texts import Texts, rounded

Days = Mapping[UUID, date]
"""The closing days of waves."""

_DAYS_PER_MONTH = 30.44
_LEAST_MONTHS = 2
_STEADY = 0.25
"""How far a level may lie from the newest one to be about the same, in points of 1 to 5."""

_SURE = frozenset({"very probably", "almost certainly"})
"""How sure a change is that a badge, which is short, tells without a word for it."""

_RIGHT = {"less sure": 0.6, "probably": 0.8, "very probably": 0.9, "almost certainly": 1.0}


@dataclass(frozen=True)
class Summary:
    """A verdict that stands out, as a line of text; numbers in `told` stand between two `**`.

    `word` begins the sentence and `told` continues it; `note` has what else the verdict says,
    `condition` of whom and of when the numbers are, where that matters.
    """

    word: str
    tone: Literal["worse", "better"]
    told: str
    note: str = ""
    condition: str = ""

    @property
    def notes(self) -> str:
        """What belongs to the line, in whole sentences."""
        return f"{self.note} {self.condition}".strip()

    @property
    def in_words(self) -> str:
        """The line without markup."""
        return f"{self.word}{self.told}. {self.notes}".replace("**", "").strip()


def summary_of(
    verdict: Verdict, question: Question, indicator: Indicator, days: Days, texts: Texts
) -> Summary | None:
    """Return the line about a verdict; None if nothing stands out.

    `days` have the closing days of the waves on the line, as far as they are known.
    """
    change = verdict.found
    if change is not None and not (verdict.needs_attention and change.better):
        word = f"{sentences.sureness_in_words(change, texts)} "
        word += indicator.change_in(texts.language, better=change.better)
        level = sentences.level_sentence(verdict, indicator, texts)
        note = level if verdict.needs_attention else ""
        tone: Literal["worse", "better"] = "better" if change.better else "worse"
        return _with_conditions(
            Summary(word, tone, f" {_change(verdict, change, days, texts)}", note), verdict, texts
        )
    if not verdict.needs_attention:
        return None
    note = "" if change is None else sentences.change_sentence(verdict, indicator, texts)
    word = sentences.level_badge(verdict, indicator, texts)
    told = f": {_level(verdict, question, indicator, days, texts)}"
    return _with_conditions(Summary(word, "worse", told, note), verdict, texts)


def badge_of(verdict: Verdict, indicator: Indicator, texts: Texts) -> str:
    """Return the verdict in a few words, for above a chart: the word of `summary_of` if it has one.

    Without a change that stands, where the level is, and that no change is clear.
    """
    _ = texts.gettext
    if verdict.needs_attention and not (verdict.found and not verdict.found.better):
        return sentences.level_badge(verdict, indicator, texts)
    told = sentences.change_badge(verdict, indicator, texts)
    if (change := verdict.found) is not None:
        if change.sureness not in _SURE:
            return told
        word = indicator.change_in(texts.language, better=change.better)
        since = sentences.since_in_short(change.onset, texts)
        return f"{word[0].upper()}{word[1:]} {since}".strip()
    level = sentences.level_badge(verdict, indicator, texts)
    if verdict.change == "too early":
        return level or told
    if told != sentences.unclear_badge(texts):
        return told
    return _("{level}, no clear change").format(level=level) if level else told


def in_order(judged: Iterable[tuple[Question, Verdict]]) -> list[tuple[Question, Verdict]]:
    """Return the verdicts that stand out: what is worse first, then by size and certainty."""
    told = [one for one in judged if one[1].stands_out]
    return sorted(told, key=lambda one: (not one[1].is_reason_to_look, -_weight(*one)))


def levels_of_change(verdict: Verdict, days: Days) -> tuple[float, float] | None:
    """Return the levels before and after a change that stands, as the line shows them.

    None where the line does not show the size that the verdict gives.
    """
    change = verdict.found
    if change is None or not verdict.line:
        return None
    before = [
        point
        for point in verdict.line
        if (day := days.get(point.wave)) is not None and day < change.onset.first
    ]
    first, last = rounded((before or verdict.line)[-1 if before else 0].level), newest(verdict)
    size = rounded(last - first if change.better else first - last)
    return (first, last) if max(change.least or 0, 0.1) <= size <= change.most else None


def newest(verdict: Verdict) -> float:
    """Return the newest level of the line, as it is shown; there has to be a line."""
    return rounded(verdict.line[-1].level)


def _weight(question: Question, verdict: Verdict) -> float:
    """Return size times certainty, on the scale from 1 to 5."""
    points = 4 / _span(question)
    change = 0.0
    if verdict.found is not None:
        size = ((verdict.found.least or 0.0) + verdict.found.most) / 2
        change = points * size * _RIGHT[verdict.found.sureness]
    if not verdict.needs_attention or verdict.level is None or not verdict.line:
        return change
    lowest = min(question.scale.values or (1.0,))
    level = 1 + points * (verdict.line[-1].level - lowest)
    return max(change, (3 - level) * verdict.level.bad)


def _span(question: Question) -> float:
    values = question.scale.values or (1.0, 5.0)
    return max(values) - min(values)


def _change(verdict: Verdict, change: FoundChange, days: Days, texts: Texts) -> str:
    _ = texts.gettext
    since = sentences.since(change, texts)
    levels = levels_of_change(verdict, days)
    if levels is None:
        told = f"{since}, {sentences.size(change, texts)}"
    else:
        before, after = (texts.number(level) for level in levels)
        template = _("{since}: from **{before}** to **{after}**")
        told = template.format(since=since, before=before, after=after)
    return (
        _("{change}, as in the whole organisation").format(change=told) if change.as_whole else told
    )


def _level(
    verdict: Verdict, question: Question, indicator: Indicator, days: Days, texts: Texts
) -> str:
    _ = texts.gettext
    low = indicator.end_in(texts.language, good=False)
    if verdict.level is not None and verdict.level.by_share:
        return sentences.level_sentence(verdict, indicator, texts).partition(": ")[2].rstrip(".")
    if not verdict.line:
        return low
    level = texts.number(newest(verdict))
    months = _steady_months(verdict, _STEADY * _span(question) / 4, days)
    if months < _LEAST_MONTHS:
        return _("about **{level}**, {low}").format(level=level, low=low)
    return _("about **{level}** for {months} months, {low}").format(
        level=level, months=texts.in_words(months), low=low
    )


def _steady_months(verdict: Verdict, apart: float, days: Days) -> int:
    """Return for how many months the line has been about where it is now."""
    last = verdict.line[-1]
    since = until = days.get(last.wave)
    for point in reversed(verdict.line):
        if abs(point.level - last.level) > apart:
            break
        since = days.get(point.wave, since)
    return 0 if since is None or until is None else int((until - since).days / _DAYS_PER_MONTH)


def _with_conditions(summary: Summary, verdict: Verdict, texts: Texts) -> Summary:
    """Add of whom and of when the numbers are, where that matters."""
    conditions = (
        sentences.other_people_in_short(verdict, texts),
        sentences.older_numbers_sentence(verdict, texts),
    )
    return replace(summary, condition=" ".join(filter(None, conditions)))
