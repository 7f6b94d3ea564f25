"""Response scales: the options of a question and their values.

Everything here is pure. An *answer* is an index into the options as they are shown (0 = first).
An *oriented* index runs from least to most favourable, so that the last option is good.
"""

import functools
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = dict[str, str]
"""A text in every language of the instrument, by language code."""

Labels = dict[str, list[str]]
"""The labels of the options, or of the two ends of the scale, by language code."""

FEWEST_OPTIONS, MOST_OPTIONS = 2, 11
"""How many options a Likert scale may have."""

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


class _OneAnswer(_Scale):
    max_choices: ClassVar[int] = 1


class _Rating(_OneAnswer):
    """Options one point apart, with an average, a favourable and an unfavourable part.

    Both parts are in the values of the scale, the last one good: `favourable_from` is the lowest
    favourable value, `unfavourable_to` the highest unfavourable one. What is not set follows from
    the kind of scale.
    """

    labels: Labels
    favourable_from: int | None = None
    unfavourable_to: int | None = None

    @property
    def size(self) -> int:
        """The number of options."""
        raise NotImplementedError

    @property
    def lowest(self) -> int:
        """The value of the least favourable option."""
        raise NotImplementedError

    @functools.cached_property
    def values(self) -> tuple[float, ...]:
        """The values of the oriented options, one point apart."""
        return tuple(float(self.lowest + option) for option in range(self.size))

    @functools.cached_property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """The options below the middle of the scale, and the whole unfavourable part.

        Of two or three options that may be only one, which the cap of an option already keeps from
        holding all answers.
        """
        return (frozenset(range(max(self.size // 2, len(self.unfavourable)))),)

    @functools.cached_property
    def favourable(self) -> tuple[int, ...]:
        """The favourable options."""
        return tuple(range(self._first_favourable - self.lowest, self.size))

    @functools.cached_property
    def unfavourable(self) -> tuple[int, ...]:
        """The unfavourable options."""
        return tuple(range(self._last_unfavourable - self.lowest + 1))

    @property
    def _first_favourable(self) -> int:
        if self.favourable_from is not None:
            return self.favourable_from
        return self.lowest + self._usual_parts()[0]

    @property
    def _last_unfavourable(self) -> int:
        if self.unfavourable_to is not None:
            return self.unfavourable_to
        return self.lowest + self._usual_parts()[1]

    def _usual_parts(self) -> tuple[int, int]:
        """Return the first favourable and the last unfavourable option of this kind of scale."""
        raise NotImplementedError

    def _check_parts(self) -> None:
        """Raise ValueError unless both parts have an option and none is in both."""
        last = self.lowest + self.size - 1
        good, bad = self._first_favourable, self._last_unfavourable
        if not self.lowest < good <= last:
            msg = f"favourable_from {good} must be one of {self.lowest + 1} to {last}"
            raise ValueError(msg)
        if not self.lowest <= bad < last:
            msg = f"unfavourable_to {bad} must be one of {self.lowest} to {last - 1}"
            raise ValueError(msg)
        if bad >= good:
            msg = f"unfavourable_to {bad} must lie under favourable_from {good}; set both of them"
            raise ValueError(msg)


class Likert(_Rating):
    """2 to 11 options from least to most, with the oriented values 1 to m (m = good).

    Without parts of its own the upper third of the range is favourable and the lower third
    unfavourable, ends included: of five options 4 and 5, and 1 and 2. `likert5` is accepted for
    one with five options.
    """

    type: Literal["likert", "likert5"]

    @model_validator(mode="before")
    @classmethod
    def _of_five(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or fields.get("type") != "likert5":
            return fields
        labels = fields.get("labels")
        if isinstance(labels, dict):
            _check_number(labels, 5)
        return {**fields, "type": "likert"}

    @model_validator(mode="after")
    def _complete(self) -> "Likert":
        if not self.labels:
            msg = "labels has no language"
            raise ValueError(msg)
        if not FEWEST_OPTIONS <= self.size <= MOST_OPTIONS:
            msg = f"labels name {self.size} options, not {FEWEST_OPTIONS} to {MOST_OPTIONS}"
            raise ValueError(msg)
        _check_number(self.labels, self.size)
        self._check_parts()
        return self

    @property
    def size(self) -> int:
        """The number of options."""
        return len(next(iter(self.labels.values())))

    @property
    def lowest(self) -> int:
        """1, whatever the number of options."""
        return 1

    def options(self, language: str) -> tuple[str, ...]:
        """Return the labels of the options, in the order in which they are shown."""
        return tuple(self.labels[language])

    def _usual_parts(self) -> tuple[int, int]:
        third = (self.size - 1) // 3
        return self.size - 1 - third, third


class Bipolar(_OneAnswer):
    """Five options around a best middle; shown as three shares, never averaged."""

    type: Literal["bipolar5"]
    labels: Labels
    size: ClassVar[int] = 5

    @model_validator(mode="after")
    def _complete(self) -> "Bipolar":
        _check_number(self.labels, self.size)
        return self

    def options(self, language: str) -> tuple[str, ...]:
        """Return the labels of the options, in the order in which they are shown."""
        return tuple(self.labels[language])

    @property
    def one_sided(self) -> tuple[frozenset[int], ...]:
        """Both sides of the best middle: neither may hold all answers."""
        return (frozenset({0, 1}), frozenset({3, 4}))


class Grade(_Rating):
    """A mark from `min` to `max`; its value is the mark itself, never mixed with other scales.

    Without parts of its own the upper quarter of the range is favourable, its end included, and
    what lies below the middle unfavourable: from 1 to 10 that is 8 and up, and 5 and lower.
    """

    type: Literal["grade"]
    min: int
    max: int

    @model_validator(mode="after")
    def _complete(self) -> "Grade":
        _check_min_below_max(self.min, self.max)
        _check_number_of_values(self.size)
        self._check_parts()
        return self

    @property
    def size(self) -> int:
        """The number of marks."""
        return self.max - self.min + 1

    @property
    def lowest(self) -> int:
        """The lowest mark."""
        return self.min

    def options(self, language: str) -> tuple[str, ...]:
        """Return the marks in figures; they are the same in every language."""
        del language
        return tuple(f"{mark:g}" for mark in self.values)

    def _usual_parts(self) -> tuple[int, int]:
        return self.size - 1 - (self.size - 1) // 4, self.size // 2 - 1


class Number(_OneAnswer):
    """A quantity in fixed steps, such as days a week."""

    type: Literal["number"]
    min: float
    max: float
    step: float = Field(gt=0)
    labels: Labels

    @model_validator(mode="after")
    def _min_below_max(self) -> "Number":
        _check_min_below_max(self.min, self.max)
        steps = (self.max - self.min) / self.step
        if abs(steps - round(steps)) > 1e-9 or steps < 1:
            msg = f"step {self.step:g} does not divide {self.min:g} to {self.max:g}"
            raise ValueError(msg)
        _check_number_of_values(self.size)
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


def _check_min_below_max(lowest: float, highest: float) -> None:
    if lowest >= highest:
        msg = f"min {lowest:g} must lie under max {highest:g}"
        raise ValueError(msg)


def _check_number_of_values(size: int) -> None:
    if size > MOST_VALUES:
        msg = f"has {size} values, more than {MOST_VALUES}"
        raise ValueError(msg)


def _check_number(labels: Labels, size: int) -> None:
    for language, names in labels.items():
        if len(names) != size:
            msg = f"labels.{language} names {len(names)} options, not {size}"
            raise ValueError(msg)


Scale = Annotated[Likert | Bipolar | Grade | Number | Choice, Field(discriminator="type")]
