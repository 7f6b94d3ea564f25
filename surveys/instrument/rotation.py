"""The questions of a wave: the anchors, then the block whose turn it is. Pure."""

from collections.abc import Sequence

from surveys.instrument.instrument import Instrument
from surveys.instrument.parts import CycleBlocks
from surveys.instrument.question import Question

START_MEASUREMENT = 0
"""The number of an optional first wave that asks every depth question at once."""


def questions_of_wave(
    instrument: Instrument,
    number: int,
    *,
    health_question: bool = False,
    leading_question: bool = False,
) -> tuple[Question, ...]:
    """Return the questions of wave `number`, in the order in which they are asked.

    Wave 1 is the first; after `rotation.cycle` waves the blocks start again. Wave 0 is the start
    measurement: the anchors and all depth questions. The one question on health complaints is
    asked only with `health_question`; whether somebody leads people, last of all and only with
    `leading_question`, in waves whose block is about what leaders and others are compared on.
    Raises ValueError for a negative number.
    """
    anchors = [instrument.question(q) for q in instrument.rotation.anchors]
    block = [instrument.question(q) for q in _block(instrument, number)]
    asked = [q for q in block if health_question or q.sensitive != "health"]
    if leading_question and any(q.indicator in instrument.leading.compared for q in asked):
        asked.append(instrument.leading.question)
    return (*anchors, *asked)


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
        msg = f"waves are numbered from 0, not {number}"
        raise ValueError(msg)
    if number == START_MEASUREMENT:
        return tuple(q.id for q in instrument.questions() if q.role == "depth")
    cycle, position = divmod(number - 1, instrument.rotation.cycle)
    block = instrument.rotation.blocks[position + 1]
    if isinstance(block, CycleBlocks):
        return block.odd_cycle if cycle % 2 == 0 else block.even_cycle
    return block
