"""Response scales: the options of a question and their values; those with parts are in `ratings`.

Everything here is pure. An *answer* is an index into the options as they are shown (0 = first).
An *oriented* index runs from least to most favourable, so that the last option is good.
"""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = dict[str, str]
"""A text in every language of the instrument, by language code."""

Labels = dict[str, list[str]]
"""The labels of the options, or of the two ends of the scale, by language code."""

MOST_VALUES = 101
"""Maximum number of marks or quantities, as from 0 to 100."""


class Frozen(BaseModel):
    """An immutable part of an instrument file; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Scale(Frozen):
    id: str

    @property
    def values(self) -> tuple[float, ...] | None:
        """The values of the oriented options, or None where an average makes no sense."""
        return None

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """Groups of oriented options, none of which may ever hold all answers of a group."""
        return ()

    @property
    def favourable(self) -> tuple[int, ...]:
        """The favourable oriented options; none where the scale has no good and bad part."""
        return ()

    @property
    def unfavourable(self) -> tuple[int, ...]:
        """The unfavourable oriented options; none where the scale has no good and bad part."""
        return ()


class OneAnswer(_Scale):
    """A scale of which a person chooses one option."""

    max_choices: ClassVar[int] = 1


class Bipolar(OneAnswer):
    """Five options around a best middle; shown as three shares, never averaged."""

    type: Literal["bipolar5"]
    labels: Labels
    size: ClassVar[int] = 5

    @model_validator(mode="after")
    def _complete(self) -> "Bipolar":
        check_number_of_labels(self.labels, self.size)
        return self

    def options(self, language: str) -> tuple[str, ...]:
        """Return the labels of the options, in the order in which they are shown."""
        return tuple(self.labels[language])

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """Both sides of the best middle: neither may hold all answers."""
        return (frozenset({0, 1}), frozenset({3, 4}))


class Number(OneAnswer):
    """A quantity in fixed steps, such as days a week."""

    type: Literal["number"]
    min: float
    max: float
    step: float = Field(gt=0)
    labels: Labels

    @model_validator(mode="after")
    def _min_below_max(self) -> "Number":
        check_min_below_max(self.min, self.max)
        steps = (self.max - self.min) / self.step
        if abs(steps - round(steps)) > 1e-9 or steps < 1:
            msg = f"step {self.step:g} does not divide {self.min:g} to {self.max:g}"
            raise ValueError(msg)
        check_number_of_values(self.size)
        return self

    @property
    def size(self) -> int:
        """The number of steps, both ends included."""
        return round((self.max - self.min) / self.step) + 1

    def options(self, language: str) -> tuple[str, ...]:
        """Return the quantities in figures, with the decimal separator of the language."""
        separator = "," if language == "nl" else "."
        return tuple(f"{value:g}".replace(".", separator) for value in self.values)

    @property
    def values(self) -> tuple[float, ...]:
        """The quantities themselves."""
        return tuple(self.min + step * self.step for step in range(self.size))


class ChoiceOption(Frozen):
    """One option of a choice question."""

    id: str
    text: Text


class Choice(_Scale):
    """Unordered options, of which a person may choose up to `max_choices`."""

    type: Literal["choice"]
    max_choices: int = Field(ge=1)
    choices: tuple[ChoiceOption, ...] = Field(alias="options", min_length=2)

    @model_validator(mode="after")
    def _can_be_coarsened(self) -> "Choice":
        # With fewer options, unanimous answers of a group of five could not be coarsened.
        if self.size < 2 * self.max_choices:
            msg = f"max_choices {self.max_choices} needs {2 * self.max_choices} options or more"
            raise ValueError(msg)
        return self

    @property
    def size(self) -> int:
        """The number of options."""
        return len(self.choices)

    def options(self, language: str) -> tuple[str, ...]:
        """Return the labels of the options, in the order in which they are shown."""
        return tuple(choice.text[language] for choice in self.choices)


def check_min_below_max(lowest: float, highest: float) -> None:
    """Raise ValueError unless the lowest value is lower than the highest."""
    if lowest >= highest:
        msg = f"min {lowest:g} must lie under max {highest:g}"
        raise ValueError(msg)


def check_number_of_values(size: int) -> None:
    """Raise ValueError for more values than a scale may have."""
    if size > MOST_VALUES:
        msg = f"has {size} values, more than {MOST_VALUES}"
        raise ValueError(msg)


def check_number_of_labels(labels: Labels, size: int) -> None:
    """Raise ValueError unless every language names all options."""
    for language, names in labels.items():
        if len(names) != size:
            msg = f"labels.{language} names {len(names)} options, not {size}"
            raise ValueError(msg)
