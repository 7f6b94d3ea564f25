"""A question of the instrument, and the one that tells leaders and others apart. Pure."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from surveys.instrument.ratings import Scale
from surveys.instrument.scales import Choice, Frozen, Text


class Question(Frozen):
    """One question with its response scale and its indicator."""

    id: str
    indicator: str
    role: Literal["anchor", "depth", "theme", "context", "own", "leading"]
    scale: Scale
    text: Text
    reverse: bool = False
    in_index: bool = True
    sensitive: Literal["health"] | None = None
    may_not_apply: bool = False
    """Whether "does not apply to me" is a choice of its own beside the options and skipping."""

    @model_validator(mode="after")
    def _applies_to_everybody(self) -> "Question":
        if self.may_not_apply and (self.role == "anchor" or self.scale.max_choices > 1):
            msg = "may_not_apply: not for an anchor, nor where several options may be chosen"
            raise ValueError(msg)
        return self

    @property
    def choices(self) -> int:
        """The number of choices: the options and, after them, "does not apply" where it is one."""
        return self.scale.size + self.may_not_apply

    def applies_in(self, chosen: Sequence[int]) -> bool:
        """Return whether what was chosen is something else than "does not apply"."""
        return tuple(chosen) != (self.scale.size,)

    def oriented(self, answer: int) -> int:
        """Return the oriented index (last = good) of an answer (0 = first option shown)."""
        return self.scale.size - 1 - answer if self.reverse else answer


class Leading(Frozen):
    """The question whether somebody leads people, and the indicators on which both are compared.

    It belongs to no indicator and nothing is shown of it: it only tells two groups apart.
    """

    question: Question
    leads: str
    compared: tuple[str, ...] = Field(min_length=1)

    @property
    def option(self) -> int:
        """The index of the answer of those who lead; raises ValueError if it is not an option."""
        scale = self.question.scale
        names = [choice.id for choice in scale.choices] if isinstance(scale, Choice) else []
        return names.index(self.leads)
