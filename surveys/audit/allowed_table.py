"""How the audit's list of what may be stored describes a table, and words it uses everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["people", "results", "follow_up", "box", "upkeep"]


def _(message: str) -> str:
    """Mark a text for translation; it stays English here."""
    return message


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


ID = _("a random number")
NAME = _("name")
ABOVE = _("the unit above it")
UNIT = _("the unit")
WAVE = _("the wave")
PERSON = _("the person")
