"""Scales with a good and a bad part: options from least to most, and grades. Pure."""

import functools
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from surveys.instrument.scales import (
    Bipolar,
    Choice,
    Labels,
    Number,
    OneAnswer,
    check_min_below_max,
    check_number_of_labels,
    check_number_of_values,
)

FEWEST_OPTIONS, MOST_OPTIONS = 2, 11
"""How many options a Likert scale may have."""


class _Rating(OneAnswer):
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
            check_number_of_labels(labels, 5)
        return {**fields, "type": "likert"}

    @model_validator(mode="after")
    def _complete(self) -> "Likert":
        if not self.labels:
            msg = "labels has no language"
            raise ValueError(msg)
        if not FEWEST_OPTIONS <= self.size <= MOST_OPTIONS:
            msg = f"labels name {self.size} options, not {FEWEST_OPTIONS} to {MOST_OPTIONS}"
            raise ValueError(msg)
        check_number_of_labels(self.labels, self.size)
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
        check_min_below_max(self.min, self.max)
        check_number_of_values(self.size)
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


Scale = Annotated[Likert | Bipolar | Grade | Number | Choice, Field(discriminator="type")]
