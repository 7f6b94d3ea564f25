"""A second look at a question while it is written: what to think of, and how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.access import Reader
from surveys.answering import traces_in
from surveys.installation import Installation
from surveys.instrument import Question, shipped
from surveys.instrument.question_cautions import Caution, cautions
from surveys.instrument.question_draft import all_words, file_of, question_in, tidy
from surveys.own_questions.editor import check_may_write


@dataclass(frozen=True)
class SecondLook:
    """A draft that can be saved: its question, what to look at again, and the planned seconds."""

    question: Question
    cautions: tuple[Caution, ...]
    seconds: int


def look_at(installation: Installation, who: Reader, draft: Mapping[str, Any]) -> SecondLook:
    """Return what there is to say about a draft; store nothing.

    The directory is searched for its words. Raises NotAllowedError, and FieldsError or DraftError
    for a draft that could not be saved.
    """
    check_may_write(who)
    clean = tidy(draft)
    question, _ = question_in(file_of(clean, "own_draft"), "own_draft")
    texts = all_words(clean)
    names = traces_in(installation, [line for lines in texts.values() for line in lines]).names
    told = cautions(texts, question.scale.size, tuple(dict.fromkeys(names)))
    seconds = shipped().time_budget.per_question[question.scale.type]
    return SecondLook(question, tuple(told), seconds)
