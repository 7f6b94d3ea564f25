"""The questions of a wave: the anchors, then the block whose turn it is. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from surveys.instrument.instrument import Instrument
from surveys.instrument.parts import CycleBlocks, OpenQuestion
from surveys.instrument.question import Question

START_MEASUREMENT = 0
"""The turn of an optional first wave, which asks every question on the core indicators."""


def questions_of_wave(
    instrument: Instrument,
    number: int,
    *,
    health_question: bool = False,
    leading_question: bool = False,
) -> tuple[Question, ...]:
    """Return the questions of turn `number` of the rotation, in the order in which they are asked.

    Turn 1 is the first; after `rotation.cycle` turns the blocks start again. Turn 0 is the start
    measurement: the anchors and all other questions on the core indicators. A wave has the turn of
    its own number, unless the programme began with a start measurement or blocks changed places.
    The one question on health complaints is asked only with `health_question`; whether somebody
    leads people, last of all and only with `leading_question`, in turns whose block is about what
    leaders and others are compared on. Raises ValueError for a negative number.
    """
    anchors = [instrument.question(q) for q in instrument.rotation.anchors]
    block = [instrument.question(q) for q in _block(instrument, number)]
    asked = [q for q in block if health_question or q.sensitive != "health"]
    is_start = number == START_MEASUREMENT
    compared = any(q.indicator in instrument.leading.compared for q in asked)
    # The start measurement is long enough.
    if leading_question and compared and not is_start:
        asked.append(instrument.leading.question)
    return (*anchors, *asked)


def turn_of(number: int, turns: Mapping[int, int], first_turn: int = 1) -> int:
    """Return the turn in the rotation of a wave, where wave 1 has turn `first_turn`.

    `turns` has the turns of the waves whose blocks changed places with others.
    """
    return turns.get(number, number - 1 + first_turn)


def closes_round(instrument: Instrument, questions: Iterable[Question]) -> bool:
    """Return whether a wave with these questions closes a round, by the turns of the rotation."""
    at_the_end = instrument.open_questions.end_of_round
    return any(question.indicator == at_the_end.with_indicator for question in questions)


def open_questions_of_wave(instrument: Instrument, *, at_end: bool) -> tuple[OpenQuestion, ...]:
    """Return what a wave asks in words: those at the end of a round, or for a comment."""
    asked = instrument.open_questions
    return asked.end_of_round.questions if at_end else (asked.comment,)


def compared_questions(
    questions: Sequence[Question], instrument: Instrument
) -> tuple[Question, ...]:
    """Return the questions of a wave on which leaders and others are compared, as asked.

    They are the anchors and those about what is compared; none unless the wave asked who leads.
    Questions without an average and those about health are never among them.
    """
    if instrument.leading.question not in questions:
        return ()
    return tuple(
        question
        for question in questions
        if question.scale.type == "likert"
        and question.sensitive is None
        and (question.role == "anchor" or question.indicator in instrument.leading.compared)
    )


def _block(instrument: Instrument, number: int) -> tuple[str, ...]:
    if number < 0:
        msg = f"turns are numbered from 0, not {number}"
        raise ValueError(msg)
    if number == START_MEASUREMENT:
        core = (i for i in instrument.indicators if i.kind == "core")
        return tuple(q.id for i in core for q in i.questions if q.role != "anchor")
    cycle, position = divmod(number - 1, instrument.rotation.cycle)
    block = instrument.rotation.blocks[position + 1]
    if isinstance(block, CycleBlocks):
        return block.odd_cycle if cycle % 2 == 0 else block.even_cycle
    return block
