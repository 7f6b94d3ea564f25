"""The quarter of a small unit: shares over three waves, where one wave alone shows none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from surveys.instrument import Question
from surveys.reading import sentences, shown
from surveys.reading.bands import Counts
from surveys.reading.baseline import shown_as_trend
from surveys.reading.quarter_disclosure import shares_told
from surveys.reading.reading import Reading
from surveys.reading.shares import Shares, groups_of, names_of
from surveys.reading.shown import CountedWave
from surveys.reading.wave_conclusions import MOST_OPTIONS, Asked
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.share import MIN_ANSWERS_FOR_SHARE, Share
from surveys.statistics.verdict.around import quarter_of
from surveys.statistics.verdict.hull import Scale
from surveys.texts import Texts

SIDES = ("unfavourable", "neutral", "favourable")


@dataclass(frozen=True)
class QuarterShares(Shares):
    """The shares of a unit on one question over the waves of a quarter, in tenths."""

    waves: Sequence[WaveOfUnit] = ()

    def said(self, part: float, texts: Texts) -> str:
        """Return a part of 1 in tenths."""
        return sentences.tenths(round(10 * part), texts)

    def between(self, share: Share, texts: Texts) -> str:
        """Return the bounds of a share in tenths."""
        low, high = round(10 * share.low), round(10 * share.high)
        return texts.gettext("{low} to {high} in 10").format(low=low, high=high)

    def in_words(self, language: str) -> str:
        """Return when it was asked, the shares, and that few people stand behind them."""
        texts = Texts(language)
        if isinstance(self.parts, InsufficientData):
            return sentences.not_enough(self.parts, texts)
        listed = [(f"“{self.name(side, language)}”", self.parts[side]) for side in reversed(SIDES)]
        days = self.waves[0].opens_on, self.waves[-1].closes_on
        answered = [wave.participation for wave in self.waves if wave.participation]
        people = max(answered, key=lambda of: of.most).answers_in_words(texts)
        return sentences.quarter(listed, *days, people, texts)


@dataclass(frozen=True)
class QuarterReport:
    """A unit's newest complete quarter: shares by question; none for what is shown by wave."""

    shares: Mapping[str, QuarterShares] = field(default_factory=dict)


def read_quarter(reading: Reading, unit: UUID) -> QuarterReport:
    """Return the shares of a unit over its newest complete quarter, of questions with a trend.

    A quarter is a fixed block of three waves by their numbers, which no import or deletion changes;
    imported waves have none and take no part. The unit has to be published in all three, and a
    question to have five to nine answers in each: with more, a wave shows its own shares, and
    those of the others would follow by subtraction. A unit with others below it has none: how far
    its numbers are blurred depends on theirs. Raises NotAllowedError when the unit is not open to
    the reader.
    """
    reading.check_may_read(unit)
    rows = shown.of_unit(reading.published, unit)
    block = _newest_block(rows.waves)
    hidden = any(counted.wave.participation is None for counted in block)
    if not block or hidden or unit in reading.baseline.composed:
        return QuarterReport()
    shares = {
        question.id: told
        for question in shown_as_trend(reading.instrument)
        if (told := _shares(reading, question, block, rows.histograms.get(question.id, {})))
    }
    return QuarterReport(shares)


def _newest_block(waves: Sequence[CountedWave]) -> Sequence[CountedWave]:
    """Return the newest three waves that are a whole block; none without one."""
    by_number = {row.wave.number - 1: row for row in waves if row.wave.number is not None}
    blocks = {quarter_of(number) for number in by_number}
    whole = [block for block in blocks if by_number.keys() >= {*block}]
    newest = max(whole, key=lambda block: block.start, default=range(0))
    return [by_number[number] for number in newest]


def _shares(
    reading: Reading,
    question: Question,
    block: Sequence[CountedWave],
    by_wave: Mapping[UUID, Counts],
) -> QuarterShares | None:
    groups, scale = groups_of(question), question.scale
    tables = [by_wave.get(row.wave.id, ()) for row in block]
    three_sides = groups.keys() == {*SIDES} and scale.size <= MOST_OPTIONS
    if not three_sides or not scale.values or question.sensitive is not None:
        return None
    sides = tuple(tuple(groups[side]) for side in SIDES)
    values = Scale(tuple(scale.values), scale.one_sided)
    asked = []
    for row, table in zip(block, tables, strict=True):
        band = row.bands.of(n := sum(table), row.invited)
        if band is None or not row.bands.least <= n < MIN_ANSWERS_FOR_SHARE:
            return None
        asked.append(
            Asked(
                values,
                sides,
                band.fewest,
                band.most,
                reading.baseline.prior_sd(question),
                row.bands.reissued,
            )
        )
    answered = [row.wave.participation for row in block]
    lowest = min((of.lowest_share or 0.0) if of else 0.0 for of in answered)
    told = shares_told(asked, tables, lowest)
    if told is None:
        return None
    n = sum(map(sum, tables))
    parts = {
        side: Share(n, share.part / 10, share.low / 10, share.high / 10)
        for side, share in zip(SIDES, told, strict=True)
    }
    return QuarterShares(parts, names_of(question), waves=[row.wave for row in block])
