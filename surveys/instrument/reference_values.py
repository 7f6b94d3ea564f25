"""Published reference values with source, year and caveat: context, never a norm."""

import functools
from pathlib import Path
from typing import Any

from surveys import yaml_documents
from surveys.instrument.scales import Frozen, Text
from surveys.texts import Texts

_FILE = Path(__file__).with_name("reference_values.yaml")


class ResponseStudy(Frozen):
    """Response to each weekly wave of a large published study."""

    source: str
    year: int
    organisations: int
    invited: int
    respondents: tuple[int, ...]

    @property
    def response_rates(self) -> list[float]:
        """The response rate of each wave, 0 to 1."""
        return [answered / self.invited for answered in self.respondents]


class ReferenceValue(Frozen):
    """A published number about the topic of an indicator."""

    indicator: str
    low: float
    high: float | None = None
    """The other end, where it is a range."""

    is_share: bool = False
    """Whether it is a part of 1, not a number."""

    source: Text
    year: int
    text: Text
    caveat: Text

    def in_words(self, texts: Texts) -> str:
        """Return the number or the range as its reader writes it: 7.4–7.9, or 30 %."""
        ends = (self.low,) if self.high is None else (self.low, self.high)
        if self.is_share:
            return "–".join(texts.percent(end) for end in ends)
        return "–".join(texts.number(end, 0 if end == int(end) else 1) for end in ends)


@functools.cache
def load_response_study() -> ResponseStudy:
    """Return the response study, read once per process."""
    return ResponseStudy.model_validate(_read()["study_of_response"])


@functools.cache
def load_reference_values() -> tuple[ReferenceValue, ...]:
    """Return the reference values, read once per process."""
    return tuple(ReferenceValue.model_validate(value) for value in _read()["values"])


def _read() -> dict[str, Any]:
    document: dict[str, Any] = yaml_documents.load_shipped(_FILE)
    return document
