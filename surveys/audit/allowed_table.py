"""How the audit's list of what may be stored describes a table, and words it uses everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.errors import N_

Side = Literal["people", "results", "follow_up", "box", "upkeep"]


@dataclass(frozen=True)
class Allowed:
    """A table that may exist: what it is for, and what each of its columns holds."""

    side: Side
    purpose: str
    columns: Mapping[str, str]
    orderless: bool = False
    """Whether it must not keep the order in which rows came, although it is about people."""

    @property
    def about_answers(self) -> bool:
        """Whether it belongs to box or results, where nothing may lead to a person or a moment."""
        return self.side in {"box", "results"}


ID = N_("a random number")
NAME = N_("name")
ABOVE = N_("the unit above it")
UNIT = N_("the unit")
WAVE = N_("the wave")
PERSON = N_("the person")
