"""Response scales: which answers a question takes and what they are worth.

Everything here is pure. An *answer* is an index into the options as they are shown (0 = first).
An *oriented* index runs from least to most favourable, so that the last option is good.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = dict[str, str]
"""The same sentence in every language of the instrument, by language code."""

Labels = dict[str, list[str]]
"""The names of the options, or of the two ends, by language code."""


class Frozen(BaseModel):
    """What is read from an instrument file: unknown fields are errors, nothing can be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Scale(Frozen):
    id: str

    @property
    def values(self) -> tuple[float, ...] | None:
        """What the oriented options are worth, or None where no average makes sense."""
        return None

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """Groups of oriented options of which none may ever hold everybody."""
        return ()


class _OneAnswer(_Scale):
    max_choices: ClassVar[int] = 1


class _FiveOptions(_OneAnswer):
    labels: Labels
    size: ClassVar[int] = 5

    @model_validator(mode="after")
    def _complete(self) -> "_FiveOptions":
        for language, names in self.labels.items():
            if len(names) != self.size:
                msg = f"labels.{language} names {len(names)} options, not {self.size}"
                raise ValueError(msg)
        return self

    def options(self, language: str) -> tuple[str, ...]:
        """Return what the options are called, in the order in which they are shown."""
        return tuple(self.labels[language])


class Likert(_FiveOptions):
    """Five options from least to most; worth 1 to 5 once oriented, 5 = good."""

    type: Literal["likert5"]

    @property
    def values(self) -> tuple[float, ...]:
        """1 (least favourable) to 5 (most favourable)."""
        return (1.0, 2.0, 3.0, 4.0, 5.0)

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """The two unfavourable options."""
        return (frozenset({0, 1}),)


class Bipolar(_FiveOptions):
    """Five options around a best middle; shown as three shares, never averaged."""

    type: Literal["bipolar5"]

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """Both sides lie away from the best middle, so neither may hold everybody."""
        return (frozenset({0, 1}), frozenset({3, 4}))


class Grade(_OneAnswer):
    """A school mark; worth itself, never mixed with scores on 1 to 5."""

    type: Literal["grade"]
    min: int
    max: int
    labels: Labels

    @model_validator(mode="after")
    def _has_room(self) -> "Grade":
        _refuse_no_room(self.min, self.max)
        return self

    @property
    def size(self) -> int:
        """How many marks can be given."""
        return self.max - self.min + 1

    def options(self, language: str) -> tuple[str, ...]:
        """Return the marks in figures; they are the same in every language."""
        del language
        return tuple(f"{mark:g}" for mark in self.values)

    @property
    def values(self) -> tuple[float, ...]:
        """The marks themselves."""
        return tuple(float(mark) for mark in range(self.min, self.max + 1))

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """The lower half of the marks."""
        return (frozenset(range(self.size // 2)),)


class Number(_OneAnswer):
    """A quantity in fixed steps, such as days a week."""

    type: Literal["number"]
    min: float
    max: float
    step: float = Field(gt=0)
    labels: Labels

    @model_validator(mode="after")
    def _has_room(self) -> "Number":
        _refuse_no_room(self.min, self.max)
        steps = (self.max - self.min) / self.step
        if abs(steps - round(steps)) > 1e-9 or steps < 1:
            msg = f"step {self.step:g} does not divide {self.min:g} to {self.max:g}"
            raise ValueError(msg)
        return self

    @property
    def size(self) -> int:
        """How many steps there are, both ends included."""
        return round((self.max - self.min) / self.step) + 1

    def options(self, language: str) -> tuple[str, ...]:
        """Return the quantities in figures, with the decimal sign of the language."""
        sign = "," if language == "nl" else "."
        return tuple(f"{value:g}".replace(".", sign) for value in self.values)

    @property
    def values(self) -> tuple[float, ...]:
        """The quantities themselves."""
        return tuple(self.min + step * self.step for step in range(self.size))


class ChoiceOption(Frozen):
    """One thing to choose."""

    id: str
    text: Text


class Choice(_Scale):
    """Options without order, of which a person may choose up to `max_choices`."""

    type: Literal["choice"]
    max_choices: int = Field(ge=1)
    choices: tuple[ChoiceOption, ...] = Field(alias="options", min_length=2)

    @model_validator(mode="after")
    def _can_be_blurred(self) -> "Choice":
        # With fewer options, what everybody chose could not be blurred in a group of five.
        if self.size < 2 * self.max_choices:
            msg = f"max_choices {self.max_choices} needs {2 * self.max_choices} options or more"
            raise ValueError(msg)
        return self

    @property
    def size(self) -> int:
        """How many options there are."""
        return len(self.choices)

    def options(self, language: str) -> tuple[str, ...]:
        """Return what the options are called, in the order in which they are shown."""
        return tuple(choice.text[language] for choice in self.choices)


def _refuse_no_room(lowest: float, highest: float) -> None:
    if lowest >= highest:
        msg = f"min {lowest:g} must lie under max {highest:g}"
        raise ValueError(msg)


Scale = Annotated[Likert | Bipolar | Grade | Number | Choice, Field(discriminator="type")]
