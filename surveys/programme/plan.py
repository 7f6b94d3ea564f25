"""The plan of upcoming waves: their times, their questions, and swapped blocks. Pure."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from surveys.instrument import Instrument, Question, questions_of_wave
from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import Frequency
from surveys.programme.rhythm import Slot
from surveys.programme.working_days import Obstacle


@dataclass(frozen=True)
class PlannedWave:
    """An upcoming wave: number, times and questions.

    `block` is the number of the wave that asks these questions in the regular rotation: its own
    number, unless blocks were swapped.
    """

    number: int
    opens_at: datetime
    closes_on: date
    closes_at: datetime
    moved_because: Obstacle | None
    block: int
    period: Frequency
    questions: tuple[Question, ...]

    def theme(self, instrument: Instrument, language: str) -> str:
        """Return the topics of the block and of own questions, without the anchors."""
        own = [q.indicator for q in self.questions if q.role == "own"]
        names = [instrument.indicator(indicator).name[language] for indicator in own]
        return " · ".join([theme_of_block(instrument, self.block, language), *names])

    def seconds(self, instrument: Instrument) -> int:
        """Return the planned time for answering, in seconds."""
        return instrument.seconds(self.questions)


def plan_waves(
    slots: Iterable[Slot],
    first_number: int,
    turns: Mapping[int, int],
    instrument: Instrument,
    period: Frequency,
    *,
    health_question: bool = False,
    own: Iterator[tuple[Question, ...]] | None = None,
) -> tuple[PlannedWave, ...]:
    """Assign wave numbers and questions to slots, in order; `turns` as in `swap_blocks`.

    The question on health complaints is planned only with `health_question`. `own` yields the own
    questions of each wave, the first one's first.
    """
    own = own or itertools.repeat(())
    waves = []
    for number, slot in enumerate(slots, start=first_number):
        block = turns.get(number, number)
        waves.append(
            PlannedWave(
                number=number,
                opens_at=slot.opens_at,
                closes_on=slot.closes_on,
                closes_at=slot.closes_at,
                moved_because=slot.moved,
                block=block,
                period=period,
                questions=(
                    *questions_of_wave(instrument, block, health_question=health_question),
                    *next(own),
                ),
            )
        )
    return tuple(waves)


def theme_of_block(instrument: Instrument, block: int, language: str) -> str:
    """Return the names of the indicators of a block, without the anchors."""
    anchors = instrument.rotation.anchors
    asked = {q.id for q in questions_of_wave(instrument, block)} - set(anchors)
    topics = [i for i in instrument.indicators if asked & {q.id for q in i.questions}]
    return " · ".join(indicator.name[language] for indicator in topics)


def cycle_of(number: int, length: int) -> range:
    """Return the wave numbers of the cycle that a wave belongs to."""
    first = (number - 1) // length * length + 1
    return range(first, first + length)


def swap_blocks(
    turns: Mapping[int, int], wave: int, block: int, *, held: int, cycle: int
) -> dict[int, int]:
    """Bring a block forward to a wave by swapping it with the block of that wave.

    Each block is still asked once per cycle. `turns` has the block of each wave that does not ask
    its own, and so has the result; `held` is the number of the last wave. Raises ProgrammeError.
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
    """Return the blocks that can be swapped with that of an upcoming wave, in order of waves."""
    others = (n for n in cycle_of(wave, cycle) if n > held and n != wave)
    return tuple(turns.get(number, number) for number in others)
