"""Reads everything that is published of one unit over all waves."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from db import published
from db.engine import reading
from db.published import UnitResults
from surveys.access.access import Reader, check_may_read
from surveys.installation.installation import Installation
from surveys.instrument.instrument import Instrument, Question
from surveys.organisation.organisation import load_instrument
from surveys.reading.flags import Flags, flags
from surveys.reading.landscape import (
    Fluctuation,
    Landscape,
    edition,
    landscape,
    shown_as_trend,
    table,
    values,
)
from surveys.reading.reports import Split, Step, TeamReport, Trend, WaveOfUnit
from surveys.reading.shares import groups_of, names_of, shares
from surveys.statistics.change import ChangeError, change
from surveys.statistics.control_chart import Shift, drift
from surveys.statistics.insufficient_data import InsufficientData, known
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, Level, levels
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE
from surveys.statistics.trend import slope, windows

UNUSUAL_RESPONSE = 0.15
"""So far from the usual response others may have answered."""


def read_unit(installation: Installation, who: Reader, unit: UUID) -> TeamReport:
    """Return the report of a unit: the anchors, then the organisation's own questions.

    Levels and changes are on the question's own scale, 5 = good on 1 to 5. A question without any
    published answer is left out. Raises NotAllowedError when the unit is not open to the reader.
    """
    check_may_read(installation, who, unit)
    asked, now = load_instrument(installation), edition(installation)
    around, judged = landscape(installation, now), flags(installation, now, who)
    with reading(installation.engine) as session:
        found = published.of_unit(session, unit)
    waves = [
        WaveOfUnit(w.id, w.number, w.title, w.opens_on, w.closes_on, w.invited, w.ballots)
        for w in found.waves
    ]
    trends = [
        _trend(unit, asked, question, waves, found, around, judged)
        for question in shown_as_trend(asked)
    ]
    shown = [trend for trend in trends if trend.latest is not None]
    steps = [step for trend in shown if (step := known(trend.step.change)) and _on_five(trend)]
    return TeamReport(
        unit=unit,
        name=found.waves[-1].name if found.waves else "",
        waves=waves,
        trends=shown,
        smallest_visible_change=(
            statistics.median(step.smallest_visible for step in steps) if steps else None
        ),
        splits=list(_splits(asked, waves, found)),
    )


def _splits(asked: Instrument, waves: Sequence[WaveOfUnit], found: UnitResults) -> Iterator[Split]:
    """Yield how the unit is divided on questions about core indicators that have a best middle."""
    for question in asked.questions():
        if question.scale.type != "bipolar5" or asked.indicator(question.indicator).kind != "core":
            continue
        given = found.histograms.get(question.id, {})
        for place in reversed(range(len(waves))):
            if counts := given.get(waves[place].id):
                parts = shares(
                    counts,
                    groups_of(question),
                    waves[place].invited,
                    found.waves[place].k_distribution,
                    names_of(question),
                )
                yield Split(question, waves[place], parts)
                break


def _on_five(trend: Trend) -> bool:
    return trend.question.scale.type == "likert5"


def _trend(
    unit: UUID,
    asked: Instrument,
    question: Question,
    waves: Sequence[WaveOfUnit],
    found: UnitResults,
    around: Landscape,
    judged: Flags,
) -> Trend:
    here = around.of(question)
    error = known(here.error) or ChangeError(here.within_sd**2, 0)
    least = MIN_ANSWERS_FOR_MEAN if question.sensitive is None else MIN_ANSWERS_FOR_SHARE
    given = found.histograms.get(question.id, {})
    histograms = {
        place: counts
        for place, wave in enumerate(waves)
        if (counts := given.get(wave.id)) and sum(counts) >= least
    }
    lines = _levels(question, histograms, waves, here)
    means, sizes = [line.mean for line in lines.values()], [line.n for line in lines.values()]
    drifted = drift(means, [error.variance / n for n in sizes])
    last, missing = max(histograms, default=None), InsufficientData("answers", 0, least)
    return Trend(
        indicator=asked.indicator(question.indicator),
        question=question,
        levels=[lines.get(place, missing) for place in range(len(waves))],
        step=_step(unit, question, waves, histograms, around, judged),
        shares=shares(
            () if last is None else histograms[last],
            groups_of(question),
            None if last is None else waves[last].invited,
            MIN_ANSWERS_FOR_SHARE if last is None else found.waves[last].k_distribution,
        ),
        windows=windows(means, sizes, error),
        slope=slope(list(lines), means, sizes),
        drift=drifted,
        shifted_in=waves[list(lines)[drifted.index]] if isinstance(drifted, Shift) else None,
    )


def _levels(
    question: Question,
    histograms: Mapping[int, Sequence[int]],
    waves: Sequence[WaveOfUnit],
    here: Fluctuation,
) -> dict[int, Level]:
    counts = table(question, list(histograms.values()))
    invited = [waves[place].invited for place in histograms]
    found = levels(counts, values(question), invited, prior_sd=here.within_sd)
    lines = zip(histograms, found, strict=True)
    return {place: line for place, line in lines if not isinstance(line, InsufficientData)}


def _step(
    unit: UUID,
    question: Question,
    waves: Sequence[WaveOfUnit],
    histograms: Mapping[int, Sequence[int]],
    around: Landscape,
    judged: Flags,
) -> Step:
    """Judge the change between the two latest waves that have a level."""
    if len(histograms) < 2:
        return Step("first", None, None)
    before, last = list(histograms)[-2:]
    here = around.of(question)
    found = change(
        histograms[before],
        histograms[last],
        values(question),
        prior_sd=here.within_sd,
        error=known(here.error),
    )
    newest = (waves[before].id, waves[last].id) == (around.before, around.wave)
    return Step(
        judged.status(unit, question, found, newest=newest),
        found,
        waves[before],
        _unusual_response(waves[: last + 1]),
    )


def _unusual_response(waves: Sequence[WaveOfUnit]) -> bool:
    """Return whether the response in the last wave is far from the median of those before."""
    rates = [w.ballots / w.invited for w in waves if w.ballots is not None and w.invited]
    if len(rates) < 2:
        return False
    return abs(rates[-1] - statistics.median(rates[:-1])) > UNUSUAL_RESPONSE
