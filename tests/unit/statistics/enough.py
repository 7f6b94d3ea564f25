"""What the tests of statistics share: the numbers published elsewhere, and typed results."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from surveys.statistics import InsufficientData
from surveys.statistics.experiment import Team

PUBLISHED: dict[str, Any] = json.loads(Path(__file__).with_name("published.json").read_text())
"""Results that others printed or computed; each entry says where it is from."""

Found = TypeVar("Found")


def enough(found: Found | InsufficientData) -> Found:
    """Return what was worked out, which has to be something."""
    assert not isinstance(found, InsufficientData), found
    return found


def counted(answers: list[int]) -> list[int]:
    """Return the histogram of answers from 1 to 5."""
    return [answers.count(value) for value in range(1, 6)]


def of(changes: Iterable[float]) -> list[Team]:
    """Return teams of equal size with these changes."""
    return [Team(float(change)) for change in changes]
