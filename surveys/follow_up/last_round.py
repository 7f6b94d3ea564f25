"""Follow-up on the last round, for everybody about to answer or thanked for it.

Read with the rights of the answer pages: only what is published, verdicts on it, and what was
agreed.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db import published, replies, verdicts, wave_units
from db.engine import reading
from surveys.follow_up.follow_up import agreements_of
from surveys.installation import Installation
from surveys.instrument import Indicator
from surveys.organisation import load_instrument_in
from surveys.reading import shown
from surveys.reading.baseline import values
from surveys.reading.verdicts.keeping import kept_of_unit
from surveys.reading.verdicts.sentences import change_badge, level_badge
from surveys.reading.verdicts.verdict import Verdict
from surveys.statistics.histogram import moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN
from surveys.texts import Texts

MOST_TOLD = 1
"""Maximum number of indicators that the last round is summed up with: questions come first."""


@dataclass(frozen=True)
class UnitLine:
    """The published averages of an indicator's anchor in one unit, oldest first.

    They are on the scale of the question, from `lowest` to `highest`, which is good.
    """

    indicator: Indicator
    lowest: float
    highest: float
    points: Sequence[tuple[date, float]]


@dataclass(frozen=True, eq=False)
class LastRound:
    """The newest counted wave, in the nearest published unit.

    `told` are verdicts that stand out, the most urgent first; None before verdicts were worked out.
    `agreed` holds the agreements of the unit and those above it that have not ended. Everybody in a
    unit gets the same object for a minute, so that sentences about it can be cached.
    """

    unit: str | None
    """The unit above whose results these are; None for the own unit."""

    told: Sequence[tuple[Indicator, Verdict]] | None
    agreed: Sequence[str]
    lines: Sequence[UnitLine]
    reply: tuple[str, str] | None = None
    """What people said, and what was done, in the words of the leader: of the unit, or of the
    nearest above it that replied."""

    def in_words(self, language: str) -> str:
        """Return what stood out in one sentence, in words of meaning; where, if in a unit above."""
        texts = Texts(language)
        _ = texts.gettext
        if self.told:
            what = "; ".join(_told(indicator, verdict, texts) for indicator, verdict in self.told)
        elif self.told is None:
            what = _("the results of the last round are published")
        else:
            what = _("nothing stood out in the last round")
        if self.unit is not None:
            return _("In {unit}: {what}.").format(unit=self.unit, what=what)
        return f"{what[:1].upper()}{what[1:]}."


def _told(indicator: Indicator, verdict: Verdict, texts: Texts) -> str:
    """Return what stands out of an indicator: "Workload probably heavier since May"."""
    badge = change_badge if verdict.found is not None else level_badge
    words = badge(verdict, indicator, texts)
    name = indicator.name[texts.language]
    return f"{name} {words[:1].lower()}{words[1:]}"


def read_last_round(
    installation: Installation, unit: UUID, wave_number: int, now: datetime
) -> LastRound | None:
    """Return the round before an open wave, or None where nothing was published.

    Agreements are looked up once a minute, because a whole organisation may open this at the same
    time; the numbers are cached while the wave is open.
    """
    return _in_minute(installation, unit, wave_number, now.replace(second=0, microsecond=0))


@functools.lru_cache(maxsize=5_000)
def _in_minute(
    installation: Installation, unit: UUID, wave_number: int, minute: datetime
) -> LastRound | None:
    del minute
    published_round = _published(installation, unit, wave_number)
    if published_round is None:
        return None
    agreed = [
        agreement.text
        for agreement in agreements_of(installation, published_round.path)
        if agreement.ended_on is None
    ]
    with reading(installation.engine) as session:
        replied = replies.replies_to(session, published_round.wave)
    reply = next((replied[unit] for unit in published_round.path if unit in replied), None)
    return LastRound(
        published_round.unit, published_round.told, agreed, published_round.lines, reply
    )


@dataclass(frozen=True)
class _PublishedRound:
    """What the count of a wave has published, which stays the same while the next one is open."""

    wave: UUID
    path: tuple[UUID, ...]
    unit: str | None
    told: Sequence[tuple[Indicator, Verdict]] | None
    lines: Sequence[UnitLine]


@functools.lru_cache(maxsize=5_000)
def _published(installation: Installation, unit: UUID, wave_number: int) -> _PublishedRound | None:
    del wave_number
    with reading(installation.engine) as session:
        instrument = load_instrument_in(session)
        waves = published.closed_waves(session)
        path = wave_units.path_in_wave(session, waves[0][0], unit) if waves else []
        units = tuple(row.unit_id for row in path)
        rows = ((above, shown.wave_of_unit(session, above, waves[0][0])) for above in units)
        nearest = next(((u, row) for u, row in rows if row and row.wave.participation), None)
        if nearest is None:
            return None
        above, row = nearest
        counted = shown.of_unit(session, above)
        edition = verdicts.edition(session)
        # Verdicts that are not worked out yet would be those of the round before.
        is_judged = edition is not None and edition[1] >= row.wave.closes_on
        kept = kept_of_unit(session, above) if is_judged else None
    lines = []
    anchors = [instrument.question(name) for name in instrument.rotation.anchors]
    for question in anchors:
        scores = values(question)
        histograms = counted.histograms.get(question.id, {})
        points = [
            (one.wave.closes_on, moments(histograms[one.wave.id], scores).mean)
            for one in counted.waves
            if sum(histograms.get(one.wave.id, ())) >= MIN_ANSWERS_FOR_MEAN
        ]
        indicator = instrument.indicator(question.indicator)
        lines.append(UnitLine(indicator, scores[0], scores[-1], points))
    told = None
    if kept is not None:
        outstanding = [
            (line.indicator, kept[question.id])
            for question, line in zip(anchors, lines, strict=True)
            if question.id in kept and kept[question.id].stands_out
        ]
        outstanding.sort(key=lambda one: one[1].urgency)
        told = outstanding[:MOST_TOLD]
    return _PublishedRound(waves[0][0], units, None if above == unit else row.name, told, lines)
