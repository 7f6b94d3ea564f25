"""Indicators, questions, answer scales and the rotation of blocks. Pure.

The data is `instrument.yaml`. Also public: `scales`, whose types own questions and answers use, and
how HR writes own questions: `question_draft` and `question_cautions`.
"""

from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Indicator, Instrument, InstrumentError
from surveys.instrument.own_questions import (
    AskedTwiceError,
    merge_own_questions,
    refuse_asked_twice,
    refuse_nearly_the_same,
)
from surveys.instrument.parts import COMMENT, OpenQuestion
from surveys.instrument.question import Question
from surveys.instrument.reference_values import load_reference_values, load_response_study
from surveys.instrument.rotation import (
    START_MEASUREMENT,
    closes_round,
    compared_questions,
    open_questions_of_wave,
    questions_of_wave,
    turn_of,
)

__all__ = [
    "COMMENT",
    "START_MEASUREMENT",
    "AskedTwiceError",
    "Indicator",
    "Instrument",
    "InstrumentError",
    "OpenQuestion",
    "Question",
    "closes_round",
    "compared_questions",
    "load_own",
    "load_reference_values",
    "load_response_study",
    "merge_own_questions",
    "open_questions_of_wave",
    "questions_of_wave",
    "refuse_asked_twice",
    "refuse_nearly_the_same",
    "shipped",
    "turn_of",
]
