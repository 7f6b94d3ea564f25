"""Which wave opens when, and asks which questions; blocks that change places. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.instrument.instrument import Instrument, Question
from surveys.instrument.rotation import questions_of_wave
from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import Every
from surveys.programme.rhythm import Slot
from surveys.programme.working_days import Obstacle


@dataclass(frozen=True)
class Planned:
    """A wave that is to come: number, times, and what it asks.

    `block` is the number of the wave whose turn these questions have in the rotation: the own
    number, unless blocks changed places.
    """

    number: int
    opens_at: datetime
    closes_at: datetime
    moved_because: Obstacle | None
    block: int
    period: Every
    questions: tuple[Question, ...]

    def theme(self, instrument: Instrument, language: str) -> str:
        """Name what the block is about, the anchors left out."""
        return theme(instrument, self.block, language)


def planned(
    slots: Iterable[Slot],
    first_number: int,
    turns: Mapping[int, int],
    instrument: Instrument,
    period: Every,
) -> tuple[Planned, ...]:
    """Give slots their wave numbers and questions, in order; `turns` as in `changed_places`."""
    found = []
    for number, slot in enumerate(slots, start=first_number):
        block = turns.get(number, number)
        found.append(
            Planned(
                number=number,
                opens_at=slot.opens_at,
                closes_at=slot.closes_at,
                moved_because=slot.moved,
                block=block,
                period=period,
                questions=questions_of_wave(instrument, block),
            )
        )
    return tuple(found)


def theme(instrument: Instrument, block: int, language: str) -> str:
    """Name the indicators that a block is about, the anchors left out."""
    anchors = instrument.rotation.anchors
    asked = {q.id for q in questions_of_wave(instrument, block)} - set(anchors)
    about = [i for i in instrument.indicators if asked & {q.id for q in i.questions}]
    return " · ".join(indicator.name[language] for indicator in about)


def cycle_of(number: int, length: int) -> range:
    """Return the wave numbers of the cycle that a wave belongs to."""
    first = (number - 1) // length * length + 1
    return range(first, first + length)


def changed_places(
    turns: Mapping[int, int], wave: int, block: int, *, held: int, cycle: int
) -> dict[int, int]:
    """Bring a block forward to a wave: it changes places with the one whose turn it was.

    So each is still asked once a cycle. `turns` has the block of each wave that does not ask its
    own, and the same is returned; `held` is the number of the last wave. Raises ProgrammeError.
    """
    if wave <= held:
        raise ProgrammeError("wave_held", wave=wave)
    asked_in = {turns.get(n, n): n for n in cycle_of(wave, cycle) if n > held}
    if block not in asked_in:
        raise ProgrammeError("not_in_cycle", cycle=cycle, wave=wave)
    other, before = asked_in[block], turns.get(wave, wave)
    changed = {**turns, wave: block, other: before}
    return {number: asked for number, asked in changed.items() if number != asked}


def blocks_to_choose(
    turns: Mapping[int, int], wave: int, *, held: int, cycle: int
) -> tuple[int, ...]:
    """Return the blocks that can change places with that of a wave to come, in order of turns."""
    others = (n for n in cycle_of(wave, cycle) if n > held and n != wave)
    return tuple(turns.get(number, number) for number in others)
