"""What the whole organisation answered, beside figures of open data; never a norm.

Only of the organisation: of a team the comparison would say little, and would be taken for a mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.instrument import Instrument, Question
from surveys.instrument.reference_figures import (
    ReferenceFigure,
    ReferenceFigureError,
    load_reference_figures,
)
from surveys.reading.reading import Reading
from surveys.reading.unit import read_unit
from surveys.reading.wave import read_wave
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics import InsufficientData
from surveys.statistics.share import Share
from surveys.texts import Texts

NEWEST_WAVES = 26
"""Two cycles of rotating questions: what was asked before that is no longer news."""

OwnShares = Mapping[str, tuple[Mapping[str, Share], WaveOfUnit]]
"""Shares by group of answers, and the wave that they are of, by question."""


@dataclass(frozen=True)
class BesideFigure:
    """A figure of others, and the organisation's own share in the newest wave that asked for it.

    `share` and `wave` are None where it was not asked yet, or is not shown.
    """

    figure: ReferenceFigure
    question: Question
    share: Share | None = None
    wave: WaveOfUnit | None = None

    @property
    def asks(self) -> tuple[str, str]:
        """The question and the group of answers, by which figures beside the same share meet."""
        return self.figure.question, self.figure.group

    def own_in_words(self, texts: Texts) -> str:
        """Return the own share with its bounds and its wave, or that there is none."""
        _ = texts.gettext
        question = self.question.text[texts.language]
        if self.share is None or self.wave is None:
            return _("“{question}” has not been asked yet, or cannot be shown.").format(
                question=question
            )
        if self.figure.group == "unfavourable":
            template = _(
                "In your organisation {share} ({low} – {high}) answered “{question}” unfavourably "
                "({wave})."
            )
        else:
            template = _(
                "In your organisation {share} ({low} – {high}) answered “{question}” favourably "
                "({wave})."
            )
        return template.format(
            share=texts.percent(self.share.part),
            low=texts.percent(self.share.low),
            high=texts.percent(self.share.high),
            question=question,
            wave=self.wave.short_name(texts),
        )

    def figure_in_words(self, texts: Texts) -> str:
        """Return the figure of others, of whom it is, and what was asked there."""
        figure, language = self.figure, texts.language
        return texts.gettext("{population}, {year}: {number}. {asked}").format(
            population=figure.population[language],
            year=figure.year,
            number=figure.number_in_words(texts),
            asked=figure.asked[language],
        )

    def difference_in_words(self, texts: Texts) -> str:
        """Return how the words differ, and how sure the figure is."""
        told = self.figure.difference[texts.language]
        return f"{told} {self.figure.margin_in_words(texts)}"


@dataclass(frozen=True)
class BesideOthers:
    """All figures with what the organisation answered; `fault`: its own file cannot be used."""

    figures: Sequence[BesideFigure]
    fault: ReferenceFigureError | None = None


def not_a_norm(texts: Texts) -> str:
    """Return what such a figure is good for, and what not."""
    return texts.gettext(
        "To know what is usual, not what is good: none of these figures is a norm. Other people "
        "answered other words, so a difference of a few percentage points means nothing."
    )


def read_own_shares(reading: Reading) -> OwnShares:
    """Return the shares of the organisation on each question, in the newest wave that has them.

    Of the newest two cycles of waves. Raises NotAllowedError for readers to whom the organisation
    is not open.
    """
    shown = reading.baseline.units
    root = next((unit for unit in shown if not reading.baseline.above(unit)), None)
    if root is None:
        return {}
    found: dict[str, tuple[Mapping[str, Share], WaveOfUnit]] = {}
    for wave in reversed(read_unit(reading, root).waves[-NEWEST_WAVES:]):
        report = read_wave(reading, root, wave.id) if wave.participation is not None else None
        for answered in report.questions if report is not None else ():
            parts = answered.shares.parts
            if answered.question is not None and not isinstance(parts, InsufficientData):
                found.setdefault(answered.question.id, (parts, wave))
    return found


def beside_others(
    instrument: Instrument, own_shares: OwnShares, own_file: Path | None
) -> BesideOthers:
    """Return the figures of open data and of an organisation's own file beside its own answers.

    Those beside the same share follow each other.
    """
    fault = None
    try:
        figures = load_reference_figures(instrument, own_file)
    except ReferenceFigureError as refused:
        figures, fault = load_reference_figures(instrument), refused
    rows = []
    for figure in figures:
        shares, wave = own_shares.get(figure.question, ({}, None))
        question = instrument.question(figure.question)
        rows.append(BesideFigure(figure, question, shares.get(figure.group), wave))
    first = {row.asks: place for place, row in reversed(list(enumerate(rows)))}
    return BesideOthers(sorted(rows, key=lambda row: first[row.asks]), fault)
