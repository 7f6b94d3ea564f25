"""The slot of a wave for the organisation's own questions: at most two, after all others.

Questions asked once come first, then those asked in the rhythm, the one that waited longest before
the others. So any number of them take turns, and nobody's wave grows by more than two.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from db import asked_questions as stored
from surveys.instrument import Instrument, Question

MOST_A_WAVE = 2
"""Maximum number of own questions in a wave."""


@dataclass(frozen=True)
class Waiting:
    """An own question that waves ask: in which order, and whether only once."""

    question: str
    once: bool


def next_in_slot(waiting: Sequence[Waiting], waves: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the own questions of the wave after `waves`, which have the questions of each. Pure.

    `waiting` is in the order in which equal turns are asked.
    """
    last = {question: turn for turn, asked in enumerate(waves) for question in asked}
    once = [one.question for one in waiting if one.once and one.question not in last]
    rhythm = [one.question for one in waiting if not one.once]
    times = Counter(question for asked in waves for question in asked)
    # Of two that waited as long, the one that was asked less often comes first: turns stay even.
    in_turn = sorted(rhythm, key=lambda question: (last.get(question, -1), times[question]))
    return tuple([*once, *in_turn][:MOST_A_WAVE])


def own_of_coming_waves(session: Session, instrument: Instrument) -> Iterator[tuple[Question, ...]]:
    """Yield, without end, the own questions of each coming wave, the next one first.

    What is stored is read at once, so that later waves can be planned outside of the transaction.
    """
    known = {question.id for question in instrument.questions()}
    waiting = [
        Waiting(one.question, one.asking == "once")
        for one in stored.asked_questions(session)
        if one.asking != "never" and one.question in known
    ]
    waves = [asked for number, asked in stored.questions_of_waves(session) if number is not None]
    return _turns(waiting, waves, instrument)


def _turns(
    waiting: Sequence[Waiting], waves: list[Sequence[str]], instrument: Instrument
) -> Iterator[tuple[Question, ...]]:
    while True:
        chosen = next_in_slot(waiting, waves)
        waves.append(chosen)
        yield tuple(instrument.question(question) for question in chosen)
