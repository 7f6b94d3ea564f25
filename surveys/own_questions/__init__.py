"""Questions of the organisation's own, as HR writes, asks, changes and ends them."""

from surveys.own_questions.editor import (
    Asking,
    OwnQuestion,
    OwnQuestionError,
    ask_question,
    delete_question,
    end_question,
    may_read,
    may_write,
    read_own_questions,
    save_question,
)
from surveys.own_questions.second_look import SecondLook, look_at

__all__ = [
    "Asking",
    "OwnQuestion",
    "OwnQuestionError",
    "SecondLook",
    "ask_question",
    "delete_question",
    "end_question",
    "look_at",
    "may_read",
    "may_write",
    "read_own_questions",
    "save_question",
]
