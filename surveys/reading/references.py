"""Reference series: what another tool said of a unit before, and words for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from surveys.reading.participation import Participation
from surveys.texts import Texts

Measure = Literal["mean", "favourable"]


@dataclass(frozen=True)
class ReferencePoint:
    """One number of another tool: a mean on the scale of the question, or a share from 0 to 1.

    `answers` and `sd`, the standard deviation, are None where they are not known.
    """

    measured_on: date
    value: float
    answers: Participation | None = None
    sd: float | None = None


@dataclass(frozen=True)
class ReferenceSeries:
    """The numbers of one source about one question in one unit, from old to new.

    Shown for reference only: no verdict, level or comparison is made of them.
    """

    source: str
    measure: Measure
    points: Sequence[ReferencePoint]

    def name(self, texts: Texts) -> str:
        """Return the name of the series, which says that it is imported."""
        if self.measure == "favourable":
            name = texts.gettext("Imported: {source}, favourable")
        else:
            name = texts.gettext("Imported: {source}")
        return name.format(source=self.source)

    def value_in_words(self, point: ReferencePoint, texts: Texts) -> str:
        """Return a number of this series: "3.6", or "72 %" for a share."""
        if self.measure == "favourable":
            return texts.percent(point.value)
        return texts.number(point.value)

    def point_in_words(self, point: ReferencePoint, texts: Texts) -> str:
        """Return a number with what is known of it: "3.6 (about 20 answers, SD 0.9)"."""
        _ = texts.gettext
        details = []
        if point.answers is not None:
            answers = point.answers.answers_in_words(texts)
            details.append(_("{answers} answers").format(answers=answers))
        if point.sd is not None:
            details.append(_("SD {sd}").format(sd=texts.number(point.sd)))
        value = self.value_in_words(point, texts)
        return f"{value} ({', '.join(details)})" if details else value

    def in_words(self, texts: Texts) -> str:
        """Return the newest number, and that it is not comparable to the decimal."""
        newest = self.points[-1]
        return texts.gettext(
            "{name}: {value} on {date}. Asked and counted by another tool, so not comparable to "
            "the decimal."
        ).format(
            name=self.name(texts),
            value=self.value_in_words(newest, texts),
            date=texts.date(newest.measured_on),
        )
