"""Reads what is published of a unit into one typed report. Pages print it and compute nothing."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import comments, results
from db.engine import reading
from surveys.access import Reader, check_may_read
from surveys.disclosure import Tree
from surveys.installation import Installation
from surveys.instrument import Indicator, Instrument, Question
from surveys.organisation import instrument
from surveys.statistics.change import Change, change
from surveys.statistics.level import Level, level


@dataclass(frozen=True)
class WaveOfUnit:
    """A counted wave as one unit took part in it.

    `invited` is None where it is unknown (imported history), `ballots` where the unit is not
    published: then nothing else is known of it either.
    """

    id: UUID
    number: int | None
    title: str | None
    opens_on: date
    closes_on: date
    invited: int | None
    ballots: int | None


@dataclass(frozen=True)
class Trend:
    """One question over all waves; a wave in which it is not published has no level."""

    indicator: Indicator
    question: Question
    levels: Sequence[Level | None]
    change: Change | None

    @property
    def latest(self) -> Level | None:
        """The level in the latest wave that has one."""
        return next((found for found in reversed(self.levels) if found is not None), None)


@dataclass(frozen=True)
class TeamReport:
    """Everything that is published of one unit, waves from old to new."""

    unit: UUID
    name: str
    waves: Sequence[WaveOfUnit]
    trends: Sequence[Trend]

    @property
    def smallest_visible_change(self) -> float | None:
        """What a step must exceed to be told from chance here: the median over the questions."""
        limits = [trend.change.smallest_visible for trend in self.trends if trend.change]
        return statistics.median(limits) if limits else None

    @property
    def latest(self) -> WaveOfUnit | None:
        """The latest counted wave, published for this unit or not."""
        return self.waves[-1] if self.waves else None


def read_unit(installation: Installation, who: Reader, unit: UUID) -> TeamReport:
    """Return the report of a unit: the anchors, then the organisation's own questions.

    Levels and changes are on the question's own scale, 5 = good on 1 to 5. A question without any
    published answer is left out. Raises NotAllowedError when the unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    asked = instrument(installation)
    with reading(installation.engine) as session:
        found = results.of_unit(session, unit)
    waves = [
        WaveOfUnit(w.id, w.number, w.title, w.opens_on, w.closes_on, w.invited, w.ballots)
        for w in found.waves
    ]
    trends = [_trend(asked, question, waves, found) for question in _shown_as_trend(asked)]
    return TeamReport(
        unit=unit,
        name=found.waves[-1].name if found.waves else "",
        waves=waves,
        trends=[trend for trend in trends if trend.latest is not None],
    )


Edition = tuple[int, date | None, date | None]


def edition(installation: Installation) -> Edition:
    """Return what changes with every count and every deletion, and so with every report."""
    with reading(installation.engine) as session:
        return results.edition(session)


def read_comments(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> list[str]:
    """Return what people of a unit, or of units below it, wrote in a wave, in random order.

    Comments are kept at the lowest unit where they may be shown, so there is nothing to hide here.
    Raises NotAllowedError when the unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    with reading(installation.engine) as session:
        parent = results.tree(session, wave)
        if unit not in parent:
            return []
        tree = Tree(parent)
        below = {other for other in parent if unit in tree.upwards(other)}
        return comments.of_units(session, wave, below)


def _shown_as_trend(asked: Instrument) -> list[Question]:
    anchors = [asked.question(q) for q in asked.rotation.anchors]
    return anchors + [q for q in asked.questions() if q.role == "own" and q.scale.values]


def _trend(
    asked: Instrument,
    question: Question,
    waves: Sequence[WaveOfUnit],
    found: results.UnitResults,
) -> Trend:
    values = question.scale.values or ()
    histograms = [found.histograms.get((wave.id, question.id), ()) for wave in waves]
    levels = [
        level(counts, values, wave.invited) if sum(counts) else None
        for wave, counts in zip(waves, histograms, strict=True)
    ]
    counted = [counts for counts in histograms if sum(counts)]
    step = change(counted[-2], counted[-1], values) if len(counted) > 1 else None
    return Trend(asked.indicator(question.indicator), question, levels, step)
