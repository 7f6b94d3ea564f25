"""The plan of upcoming waves: their times, their questions, and swapped blocks. Pure."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from surveys.instrument import (
    COMMENT,
    START_MEASUREMENT,
    Instrument,
    OpenQuestion,
    Question,
    closes_round,
    open_questions_of_wave,
    questions_of_wave,
    turn_of,
)
from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import Frequency
from surveys.programme.rhythm import Slot
from surveys.programme.working_days import Obstacle


@dataclass(frozen=True)
class PlannedWave:
    """An upcoming wave: number, times, questions, and what is answered in words.

    `block` is the turn in the rotation whose questions it asks, and `minutes` is about how long
    they take.
    """

    number: int
    opens_at: datetime
    closes_on: date
    closes_at: datetime
    moved_because: Obstacle | None
    block: int
    period: Frequency
    questions: tuple[Question, ...]
    minutes: int
    open_questions: tuple[OpenQuestion, ...] = ()

    @property
    def is_start_measurement(self) -> bool:
        """Whether this is the optional first wave with every question on the core indicators."""
        return self.block == START_MEASUREMENT

    @property
    def ends_round(self) -> bool:
        """Whether it asks the open questions at the end of a round, in place of a comment."""
        return any(question.id != COMMENT for question in self.open_questions)

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
    chosen: Mapping[int, bool] = MappingProxyType({}),
    *,
    first_turn: int = 1,
    health_question: bool = False,
    leading_question: bool = False,
    own: Iterator[tuple[Question, ...]] | None = None,
) -> tuple[PlannedWave, ...]:
    """Assign wave numbers and questions to slots, in order; `turns` as in `swap_blocks`.

    `first_turn` is the turn of wave 1: 0 where the programme begins with a start measurement.
    `chosen` has the waves that ask the open questions at the end of a round whatever their block,
    or do not. The question on health complaints is planned only with `health_question`, the one on
    who leads only with `leading_question`. `own` yields the own questions of each
    wave, the first one's first.
    """
    own = own or itertools.repeat(())
    waves = []
    for number, slot in enumerate(slots, start=first_number):
        block = turn_of(number, turns, first_turn)
        questions = questions_of_wave(
            instrument, block, health_question=health_question, leading_question=leading_question
        )
        at_end = chosen.get(number, closes_round(instrument, questions))
        questions = (*questions, *next(own))
        waves.append(
            PlannedWave(
                number=number,
                opens_at=slot.opens_at,
                closes_on=slot.closes_on,
                closes_at=slot.closes_at,
                moved_because=slot.moved,
                block=block,
                period=period,
                questions=questions,
                minutes=instrument.minutes(questions),
                open_questions=open_questions_of_wave(instrument, at_end=at_end),
            )
        )
    return tuple(waves)


def theme_of_block(instrument: Instrument, block: int, language: str) -> str:
    """Return the names of the indicators of a block, without the anchors."""
    anchors = instrument.rotation.anchors
    asked = {q.id for q in questions_of_wave(instrument, block)} - set(anchors)
    topics = [i for i in instrument.indicators if asked & {q.id for q in i.questions}]
    return " · ".join(indicator.name[language] for indicator in topics)


def cycle_of(number: int, length: int, first_turn: int = 1) -> range:
    """Return the wave numbers of the cycle that a wave belongs to.

    A start measurement comes before the first cycle and belongs to none: no wave is returned.
    """
    turn = turn_of(number, {}, first_turn)
    if turn == START_MEASUREMENT:
        return range(0)
    first = number - (turn - 1) % length
    return range(first, first + length)


def swap_blocks(
    turns: Mapping[int, int], wave: int, block: int, *, held: int, cycle: int, first_turn: int = 1
) -> dict[int, int]:
    """Bring a block forward to a wave by swapping it with the block of that wave.

    Each block is still asked once per cycle. `turns` has the block of each wave that does not ask
    its own, and so has the result; `held` is the number of the last wave, `first_turn` the turn of
    wave 1. Raises ProgrammeError.
    """
    if wave <= held:
        raise ProgrammeError("wave_held", wave=wave)
    waves = [n for n in cycle_of(wave, cycle, first_turn) if n > held]
    asked_in = {turn_of(n, turns, first_turn): n for n in waves}
    if block not in asked_in:
        raise ProgrammeError("not_in_cycle", cycle=cycle, wave=wave)
    other, before = asked_in[block], turn_of(wave, turns, first_turn)
    changed = {**turns, wave: block, other: before}
    return {n: asked for n, asked in changed.items() if asked != turn_of(n, {}, first_turn)}


def blocks_to_choose(
    turns: Mapping[int, int], wave: int, *, held: int, cycle: int, first_turn: int = 1
) -> tuple[int, ...]:
    """Return the blocks that can be swapped with that of an upcoming wave, in order of waves."""
    others = (n for n in cycle_of(wave, cycle, first_turn) if n > held and n != wave)
    return tuple(turn_of(number, turns, first_turn) for number in others)
