"""One or two tips for somebody who has just answered. Pure: nothing of it is kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.answering.ballot import Answers
from surveys.instrument.instrument import Indicator, Instrument, Question
from surveys.instrument.scales import Text

MOST_TIPS = 2
GOOD_ENOUGH = 4.0
"""From this mean on (5 = good) an indicator needs no second tip."""


@dataclass(frozen=True)
class Tip:
    """What may help with an indicator."""

    indicator: Indicator
    text: Text


def tips_for(answers: Answers, questions: Sequence[Question], instrument: Instrument) -> list[Tip]:
    """Return a tip for the lowest indicator, and one for the next if it is lower than 4 of 5.

    Only questions on one to five count; somebody who skipped all of them gets no tip.
    """
    scores: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        values = question.scale.values
        if question.in_index and question.id in answers and values is not None:
            (option,) = answers[question.id]
            scores[question.indicator].append(values[question.oriented(option)])
    means = {
        indicator: sum(found) / len(found)
        for indicator, found in scores.items()
        if instrument.indicator(indicator).tips
    }
    lowest = sorted(means, key=lambda indicator: means[indicator])[:MOST_TIPS]
    chosen = [i for place, i in enumerate(lowest) if place == 0 or means[i] < GOOD_ENOUGH]
    return [Tip(instrument.indicator(i), instrument.indicator(i).tips[0]) for i in chosen]
