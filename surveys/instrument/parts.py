"""What an instrument has besides scored questions: rotation, open questions, time budget, support.

Pure.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from surveys.instrument.scales import Frozen, Text

COMMENT = "comment"
"""The id of the open question that is the last one of an ordinary wave."""

_MOST_CHARACTERS = 90
"""Maximum length of an open question: more would not fit on a telephone, three of them less so."""


class CycleBlocks(Frozen):
    """A position in the cycle whose block differs between odd and even cycles."""

    odd_cycle: tuple[str, ...]
    even_cycle: tuple[str, ...]


class Rotation(Frozen):
    """The rotation schedule: the anchors in every wave, plus one block per wave."""

    cycle: int = Field(ge=1)
    anchors: tuple[str, ...]
    blocks: dict[int, tuple[str, ...] | CycleBlocks]

    def every_block(self) -> Iterator[tuple[str, ...]]:
        """Yield the question ids of each block, including both variants where there are two."""
        for block in self.blocks.values():
            if isinstance(block, CycleBlocks):
                yield from (block.odd_cycle, block.even_cycle)
            else:
                yield block


class OpenQuestion(Frozen):
    """A question that is answered in words; `name` is a heading for what was written."""

    id: str = Field(pattern=r"^(comment|open_[a-z_]{1,20})$")
    name: Text
    text: dict[str, Annotated[str, Field(max_length=_MOST_CHARACTERS)]]


class Comment(OpenQuestion):
    """The open question of an ordinary wave; its id is what older waves are stored with."""

    id: Literal["comment"]


class EndOfRound(Frozen):
    """The open questions that take the place of the comment in a wave that closes a round.

    That is the one that asks about the indicator `with`. `caveat` is shown with the answers.
    """

    with_indicator: str = Field(alias="with")
    questions: tuple[OpenQuestion, ...] = Field(min_length=1, max_length=3)
    caveat: Text


class OpenQuestions(Frozen):
    """What is asked in words: the comment of every wave, or the questions at the end of a round."""

    comment: Comment
    end_of_round: EndOfRound
    former: tuple[OpenQuestion, ...] = ()
    """Those of earlier versions: not asked any more, but shown with what was written to them."""

    def all(self) -> tuple[OpenQuestion, ...]:
        """Return every open question, also former ones."""
        return (self.comment, *self.end_of_round.questions, *self.former)

    def question(self, question_id: str) -> OpenQuestion:
        """Return an open question by id; raise KeyError for an unknown id."""
        return {question.id: question for question in self.all()}[question_id]

    def faults(self, questions: Collection[str], indicators: Collection[str]) -> Iterator[str]:
        """Yield what does not fit the ids of an instrument's other questions and indicators."""
        for question, times in Counter(q.id for q in self.all()).items():
            if times > 1:
                yield f"open question {question}: this id is used {times} times"
            if question in questions:
                yield f"open question {question}: this id belongs to another question"
        if self.end_of_round.with_indicator not in indicators:
            missing = f"there is no indicator {self.end_of_round.with_indicator!r}"
            yield f"open_questions.end_of_round, field with: {missing}"


class TimeBudget(Frozen):
    """Planned answering times in seconds; `most` is the maximum for a wave."""

    most: int
    overhead: int
    per_question: dict[str, int]


class SupportLine(Frozen):
    """A person to turn to; `{name}`, `{phone}` and `{booking}` come from the organisation."""

    id: str
    who: Text
    more: Text
    """What it costs and whom it is for; may hold links as [words](address)."""

    short: Text | None = None
    """Stands for both where there is little room; a line without it is left out there."""

    contact: str = ""
