"""What others found, with source, year and caveat: to know, never as a norm."""

import functools
from pathlib import Path
from typing import Any

import yaml

from surveys.instrument.scales import Frozen, Text

_FILE = Path(__file__).with_name("reference_values.yaml")


class StudyOfResponse(Frozen):
    """How many people answered each weekly wave of a large study."""

    source: str
    year: int
    organisations: int
    invited: int
    respondents: tuple[int, ...]

    @property
    def parts(self) -> list[float]:
        """The part of the invited who answered, wave by wave: 0 to 1."""
        return [answered / self.invited for answered in self.respondents]


class ReferenceValue(Frozen):
    """A number that others found about something that an indicator is about."""

    indicator: str
    value: str
    source: str
    year: int
    text: Text
    caveat: Text


@functools.cache
def study_of_response() -> StudyOfResponse:
    """Return the study; read once."""
    return StudyOfResponse.model_validate(_read()["study_of_response"])


@functools.cache
def reference_values() -> tuple[ReferenceValue, ...]:
    """Return what others found; read once."""
    return tuple(ReferenceValue.model_validate(value) for value in _read()["values"])


def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
