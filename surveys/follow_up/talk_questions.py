"""The questions of team talks and what to avoid in them, from `talk_questions.yaml`. Pure."""

import functools
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import model_validator

from surveys import yaml_documents
from surveys.instrument.scales import Frozen, Text
from surveys.reading.seen_by_both import GapSide
from surveys.texts import LANGUAGES

_FILE = Path(__file__).with_name("talk_questions.yaml")

ANY = "any"
"""Stands for every indicator that has nothing of its own in a list."""

Direction = Literal["good", "better", "worse", "unclear"]
"""What is told of an indicator: a good level, a change for the better or worse, or none."""

STEPS = 4


class TalkQuestions(Frozen):
    """All questions, with the minutes of each step by the minutes of a talk.

    Of a list of questions a short talk takes the first, a long one all.
    """

    minutes: Mapping[int, tuple[int, ...]]
    questions: Mapping[str, Mapping[Direction, tuple[Text, ...]]]
    to_try: tuple[Text, ...]
    agree: tuple[Text, ...]
    gap: Mapping[GapSide, Text]
    avoid: Mapping[str, tuple[Text, ...]]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Raise ValueError, which says what is missing."""
        faults = [
            f"minutes of {whole}: {STEPS} steps that add up to it"
            for whole, steps in self.minutes.items()
            if len(steps) != STEPS or sum(steps) != whole or min(steps) < 1
        ]
        faults += [
            f"questions of {indicator}: {direction} has none"
            for indicator, lists in self.questions.items()
            for direction in get_args(Direction)
            if not lists.get(direction)
        ]
        faults += [
            f"{name}: nothing for {ANY}"
            for name, lists in (("questions", self.questions), ("avoid", self.avoid))
            if ANY not in lists
        ]
        faults += [f"gap: {side} is missing" for side in get_args(GapSide) if side not in self.gap]
        faults += [
            f"gap: {side} does not name {{subject}}"
            for side, text in self.gap.items()
            if any("{subject}" not in words for words in text.values())
        ]
        faults += [
            f"not in {' and '.join(LANGUAGES)}: {text}"
            for text in self.texts()
            if set(text) != set(LANGUAGES) or not all(words.strip() for words in text.values())
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def texts(self) -> Sequence[Text]:
        """Return every text."""
        lists = chain.from_iterable(of.values() for of in self.questions.values())
        return [
            *chain.from_iterable(lists),
            *self.to_try,
            *self.agree,
            *self.gap.values(),
            *chain.from_iterable(self.avoid.values()),
        ]

    def about(self, indicator: str, direction: Direction) -> Sequence[Text]:
        """Return the questions about an indicator; those for any where it has none of its own."""
        return self.questions.get(indicator, self.questions[ANY])[direction]

    def to_avoid(self, indicators: Sequence[str]) -> Sequence[Text]:
        """Return what to avoid in a talk that is about some indicators: of each once, then all."""
        own = chain.from_iterable(
            self.avoid.get(indicator, ()) for indicator in dict.fromkeys(indicators)
        )
        return [*self.avoid[ANY], *own]


@functools.cache
def load_talk_questions() -> TalkQuestions:
    """Return the questions, read once per process."""
    return TalkQuestions.model_validate(yaml_documents.load_shipped(_FILE))
