"""One or two tips for somebody who has just answered. Pure: nothing is stored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.answering.ballot import Answers, applying
from surveys.instrument import Indicator, Instrument, Question
from surveys.instrument.scales import Text
from surveys.measures.catalogue import shipped
from surveys.measures.choosing import tip_of

MAX_TIPS = 2
GOOD_ENOUGH = 4.0
"""Mean score (1 to 5, 5 = good) from which an indicator needs no second tip."""


@dataclass(frozen=True)
class Tip:
    """Advice about an indicator."""

    indicator: Indicator
    text: Text


def tips_for(
    answers: Answers, questions: Sequence[Question], instrument: Instrument, wave: int
) -> list[Tip]:
    """Return a tip for the lowest indicator, and one for the next if its mean is below 4 of 5.

    Only index questions with values count, each mapped to 1 to 5 (5 = good); without an answer to
    any there is no tip. Which tip of an indicator it is follows from the number of the wave, so
    that nobody gets the same one twice in a row and nothing is remembered about anybody.
    """
    scores: dict[str, list[float]] = defaultdict(list)
    given = applying(answers, questions)
    for question in questions:
        if question.in_index and question.id in given and question.scale.values is not None:
            (option,) = given[question.id]
            part = question.oriented(option) / (question.scale.size - 1)
            scores[question.indicator].append(1 + 4 * part)
    means = {
        indicator: sum(values) / len(values)
        for indicator, values in scores.items()
        if _text(instrument.indicator(indicator), wave) is not None
    }
    lowest = sorted(means, key=lambda indicator: means[indicator])[:MAX_TIPS]
    chosen = [i for rank, i in enumerate(lowest) if rank == 0 or means[i] < GOOD_ENOUGH]
    indicators = [instrument.indicator(indicator) for indicator in chosen]
    return [Tip(one, text) for one in indicators if (text := _text(one, wave)) is not None]


def _text(indicator: Indicator, wave: int) -> Text | None:
    """Return the tip whose turn it is: of the catalogue, or of an indicator of the organisation."""
    tip = tip_of(shipped().tips, indicator.id, wave)
    if tip is not None:
        return tip.text
    return indicator.tips[wave % len(indicator.tips)] if indicator.tips else None
