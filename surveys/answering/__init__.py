"""From the questions of an open wave to a sealed ballot in the box.

Also public: `ballot`, which the count opens sealed ballots with, and `comment_check`, by which it
masks comments.
"""

from surveys.answering.ballot import MAX_COMMENT_LENGTH, Answers, Comments
from surveys.answering.casting import (
    AnswerSheet,
    CastingUnavailableError,
    LinkError,
    answer_sheet,
    cast,
    traces_in,
)
from surveys.answering.preview import preview_sheet
from surveys.answering.tips import tips_for

__all__ = [
    "MAX_COMMENT_LENGTH",
    "AnswerSheet",
    "Answers",
    "CastingUnavailableError",
    "Comments",
    "LinkError",
    "answer_sheet",
    "cast",
    "preview_sheet",
    "tips_for",
    "traces_in",
]
