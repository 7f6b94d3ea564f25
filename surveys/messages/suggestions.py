"""One small thing a wave for a leader to do, from `suggestions.yaml`. Pure.

Which one depends on the number of the wave and on nothing but published results.
"""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pydantic import model_validator

from surveys import yaml_documents
from surveys.instrument.scales import Frozen, Text
from surveys.texts import LANGUAGES

_FILE = Path(__file__).with_name("suggestions.yaml")

LEAST = 13
"""Fewest suggestions: one for each wave of a cycle."""

TURNS = 2
"""Waves take turns between the places of the list, so that no suggestion comes twice in a row."""


class Suggestion(Frozen):
    """Something a leader can do, the indicators that it may help, and where it is described."""

    id: str
    about: tuple[str, ...]
    source: str
    text: Text


class Suggestions(Frozen):
    """All suggestions in their order, with the names of their sources."""

    sources: dict[str, Text]
    suggestions: tuple[Suggestion, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Raise ValueError, which says what is missing."""
        ids = [one.id for one in self.suggestions]
        faults = [f"fewer than {LEAST} suggestions"] * (len(ids) < LEAST)
        faults += [f"{name}: twice" for name in {name for name in ids if ids.count(name) > 1}]
        faults += [
            f"{one.id}: source {one.source} is not among the sources"
            for one in self.suggestions
            if one.source not in self.sources
        ]
        faults += [
            f"{indicator}: none for turn {turn + 1} of {TURNS}"
            for indicator in {name for one in self.suggestions for name in one.about}
            for turn in range(TURNS)
            if not self._of_turn(turn, indicator)
        ]
        texts = [one.text for one in self.suggestions] + [*self.sources.values()]
        faults += [
            f"not in {' and '.join(LANGUAGES)}: {text}"
            for text in texts
            if set(text) != set(LANGUAGES) or not all(words.strip() for words in text.values())
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _of_turn(self, turn: int, indicator: str | None) -> Sequence[Suggestion]:
        return [
            one
            for one in self.suggestions[turn::TURNS]
            if indicator is None or indicator in one.about
        ]

    def for_wave(self, number: int, weakest: str | None = None) -> Suggestion:
        """Return the suggestion of a wave: one about the weakest indicator, if there are any.

        `weakest` is None where nothing is published. Two waves in a row never share one, whatever
        was weakest in them.
        """
        turn, round_ = number % TURNS, number // TURNS
        found = self._of_turn(turn, weakest) or self._of_turn(turn, None)
        return found[round_ % len(found)]


@functools.cache
def load_suggestions() -> Suggestions:
    """Return the suggestions, read once per process."""
    return Suggestions.model_validate(yaml_documents.load_shipped(_FILE))
