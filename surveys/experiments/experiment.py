"""An experiment: what is tried, by whom, from when; what makes a plan impossible. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, get_args
from uuid import UUID

from surveys.errors import N_, PeilError
from surveys.experiments.draw import Draw, is_possible
from surveys.statistics.experiment import WAVES_PER_SIDE

MAX_NAME_LENGTH = 80
MAX_BODY_LENGTH = 200

MIN_LENGTH = WAVES_PER_SIDE
"""Minimum number of waves of a step: as many as an effect takes."""

MAX_LENGTH = 26
MAX_STEPS = 4

Found = Literal["asked", "volunteered", "stood out", "otherwise"]
"""How the units that take part were found, before the lot decides who of them starts first."""

FOUND: tuple[Found, ...] = get_args(Found)

Outcome = Literal["keep", "change", "stop"]
"""What is decided on the measure at the end."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

State = Literal["planned", "closed", "drawn", "running", "measured", "ended"]
"""Planned: all of it can be corrected. Closed: the list is fixed, the lot not yet drawn."""


class ExperimentError(PeilError):
    """An experiment that cannot be planned, drawn, changed or ended as it is."""

    texts: ClassVar = {
        "name": N_("Please name it in one to {n} characters; nothing was saved yet."),
        "text": N_("Please say in one to {n} characters what is tried; nothing was saved yet."),
        "indicator": N_("Please choose a topic that every wave asks about; nothing was saved yet."),
        "no_units": N_("Please choose the units that take part; nothing was saved yet."),
        "unknown_units": N_("A unit that was chosen is not there any more; nothing was saved."),
        "nested_units": N_(
            "{unit} contains another unit that was chosen: the same answers would count twice. "
            "Nothing was saved yet."
        ),
        "starting": N_(
            "At least one unit starts in each step, and together no more than take part; nothing "
            "was saved yet."
        ),
        "length": N_("A step takes {least} to {most} waves; nothing was saved yet."),
        "first_wave": N_(
            "Wave {n} has been opened already. Choose wave {next} or a later one; nothing was "
            "saved yet."
        ),
        "begun": N_("It has begun, so nothing of its plan can be changed any more."),
        "list_closed": N_(
            "The list is closed, so who takes part and how many start cannot be changed any more."
        ),
        "not_closed": N_("The list has to be closed before the lot is drawn."),
        "not_drawn": N_("There is nothing to end yet: the lot has not been drawn."),
        "gone": N_("This experiment is not there any more."),
    }


@dataclass(frozen=True)
class Plan:
    """An experiment as somebody plans it: `starting` has the number that start in each step.

    `units` are in the order of their ids, once it is checked.
    """

    name: str
    text: str
    indicator: str
    found: Found
    units: tuple[UUID, ...]
    starting: tuple[int, ...]
    first_wave: int
    length: int

    def checked(self, indicators: Sequence[str], parent_of: Mapping[UUID, UUID | None]) -> "Plan":
        """Return the plan with its texts on one line; raise ExperimentError if it is impossible.

        `indicators` can be chosen; `parent_of` has all units.
        """
        name, text = _line(self.name), _line(self.text)
        units = tuple(sorted(set(self.units)))
        if not 1 <= len(name) <= MAX_NAME_LENGTH:
            raise ExperimentError("name", n=MAX_NAME_LENGTH)
        if not 1 <= len(text) <= MAX_BODY_LENGTH:
            raise ExperimentError("text", n=MAX_BODY_LENGTH)
        if self.indicator not in indicators:
            raise ExperimentError("indicator")
        if not units:
            raise ExperimentError("no_units")
        if not set(units) <= parent_of.keys():
            raise ExperimentError("unknown_units")
        if len(self.starting) > MAX_STEPS or not is_possible(len(units), self.starting):
            raise ExperimentError("starting")
        if not MIN_LENGTH <= self.length <= MAX_LENGTH:
            raise ExperimentError("length", least=MIN_LENGTH, most=MAX_LENGTH)
        return replace(self, name=name, text=text, units=units)

    def unit_above_another(self, parent_of: Mapping[UUID, UUID | None]) -> UUID | None:
        """Return a unit that takes part and contains another one that does, or None."""
        for unit in self.units:
            above = parent_of.get(unit)
            while above is not None:
                if above in self.units:
                    return above
                above = parent_of.get(above)
        return None


@dataclass(frozen=True)
class Experiment:
    """A stored experiment; `steps` has the step of each unit, None while undrawn or waiting."""

    id: UUID
    plan: Plan
    made_on: date
    nonce: str | None
    drawn_on: date | None
    ended_on: date | None
    outcome: Outcome | None
    steps: Mapping[UUID, int | None]

    @property
    def draw(self) -> Draw | None:
        """The draw, from the moment on which its number is known; None before that."""
        if self.nonce is None:
            return None
        return Draw(frozenset(self.plan.units), self.plan.starting, self.nonce)

    @property
    def last_wave(self) -> int:
        """The number of the last wave of the last step."""
        return self.first_wave_of(len(self.plan.starting)) - 1

    def first_wave_of(self, step: int) -> int:
        """Return the number of the first wave of a step, from 0."""
        return self.plan.first_wave + step * self.plan.length

    def started_in(self, step: int) -> list[UUID]:
        """Return the units that start in a step, in the order of ids."""
        return sorted(unit for unit, own in self.steps.items() if own == step)

    def still_wait_in(self, step: int) -> list[UUID]:
        """Return the units that have not started by a step, in the order of ids."""
        waiting = (unit for unit, own in self.steps.items() if own is None or own > step)
        return sorted(waiting) if self.drawn_on is not None else []

    def state(self, last_opened: int, last_counted: int) -> State:
        """Return how far it is, from the numbers of the last opened and last counted wave."""
        if self.ended_on is not None:
            return "ended"
        if self.drawn_on is None:
            return "planned" if self.nonce is None else "closed"
        if last_opened < self.plan.first_wave:
            return "drawn"
        return "measured" if last_counted >= self.last_wave else "running"


def _line(text: str) -> str:
    return " ".join(text.split())
