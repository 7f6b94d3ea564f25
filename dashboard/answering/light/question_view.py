"""How a question looks on the light page: row, list, grid, boxes or a list to choose from. Pure.

Both languages get the same layout: with other distances between options an answer would mean
something else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from dashboard.answering import outcome_texts
from dashboard.answering.light.posted import field_of
from dashboard.answering.sheet_texts import question_text
from surveys.answering import Answers
from surveys.instrument import Question
from surveys.texts import Texts

MOST_CELLS = 11
"""Maximum number of options that are all in sight; more are a list to choose from."""

_MOST_IN_A_ROW = 5
_LONGEST_WORD = 9
"""Number of letters of the longest word that fits a cell on the smallest screen."""

_FACE = '<svg class="face" viewBox="0 0 36 36" aria-hidden="true">{}</svg>'
_HEAD = '<circle cx="18" cy="18" r="16"/>'
_EYES = '<path d="M12 13v.1M24 13v.1"/>'
FACES = tuple(
    Markup(_FACE.format(_HEAD + drawn))  # noqa: S704 - our own drawings
    for drawn in (
        '<path d="M9.5 12.5l4-2M26.5 12.5l-4-2M12.5 15v.1M23.5 15v.1M11 26q7-8 14 0"/>',
        _EYES + '<path d="M11.5 25q6.5-5 13 0"/>',
        _EYES + '<path d="M11.5 23h13"/>',
        _EYES + '<path d="M11.5 22q6.5 5 13 0"/>',
        '<path d="M10.5 13.5q1.7-2.5 3.4 0M22 13.5q1.7-2.5 3.4 0M10 20h16q-1 8-8 8t-8-8z"/>',
    )
)
"""Five faces in the colour of the text, from very bad to very good."""


@dataclass(frozen=True)
class OptionView:
    """An option: its words, what they mean on a scale of figures, and a face."""

    label: str
    note: str = ""
    face: Markup | None = None


@dataclass(frozen=True)
class QuestionView:
    """A question with its options, and what somebody has chosen so far."""

    number: int
    position: str
    name: str
    text: str
    kind: str
    type: Literal["radio", "checkbox"]
    options: Sequence[OptionView]
    most: int
    none: str
    hint: str = ""
    chosen: Sequence[int] = ()
    does_not_apply: str = ""
    """The words of the choice below the options, where there is one; it has the last place."""

    too_many: str = ""
    """What is wrong where more options are chosen than the question takes."""

    @property
    def wrong(self) -> bool:
        """Whether more options are chosen than the question takes."""
        return len(self.chosen) > self.most

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return f"q{self.number}"


def question_views(
    questions: Sequence[Question], texts: Texts, chosen: Answers
) -> list[QuestionView]:
    """Return the questions of a sheet with what was chosen, in one language."""
    return [
        _view(question, number, len(questions), texts, chosen.get(question.id, ()))
        for number, question in enumerate(questions, start=1)
    ]


def _view(
    question: Question, number: int, last: int, texts: Texts, chosen: Sequence[int]
) -> QuestionView:
    shown, scale = question_text(question, number, last, texts), question.scale
    notes = _end_notes(question, texts.language)
    faces = FACES if shown.has_faces else [None] * len(shown.options)
    return QuestionView(
        number=number,
        position=shown.position,
        name=field_of(question),
        text=shown.text,
        kind=_kind(question, has_faces=shown.has_faces),
        type="checkbox" if scale.max_choices > 1 else "radio",
        options=[
            OptionView(label, notes.get(place, ""), face)
            for place, (label, face) in enumerate(zip(shown.options, faces, strict=True))
        ],
        most=scale.max_choices,
        none=texts.gettext("Choose, or leave it empty"),
        # The ends of a row of marks are named inside it.
        hint="" if notes else shown.hint,
        chosen=tuple(chosen),
        does_not_apply=shown.does_not_apply,
        too_many=outcome_texts.too_many(question, texts) if scale.max_choices > 1 else "",
    )


def _kind(question: Question, *, has_faces: bool) -> str:
    """Return the classes of the style sheet that lay the options out."""
    scale = question.scale
    if scale.max_choices > 1:
        return "boxes"
    if scale.size > MOST_CELLS:
        return "select"
    if scale.type in {"grade", "number"}:
        columns = _MOST_IN_A_ROW if scale.size <= 2 * _MOST_IN_A_ROW else _MOST_IN_A_ROW + 1
        if scale.size <= _MOST_IN_A_ROW:
            return f"row digits n{scale.size}"
        return f"row digits two n{columns}"
    longest = _longest_word(question)
    if scale.size > _MOST_IN_A_ROW or scale.type == "choice" or longest > _LONGEST_WORD:
        return "list"
    faces = "faces " if has_faces else ""
    return f"row {faces}{'long ' if longest == _LONGEST_WORD else ''}n{scale.size}"


def _longest_word(question: Question) -> int:
    """Return the number of letters of the longest word of any option in any language."""
    words = (
        word
        for language in question.text
        for option in question.scale.options(language)
        for word in re.split(r"[\s/-]+", option)
    )
    return max(len(word.strip(".,;:()")) for word in words)


def _end_notes(question: Question, language: str) -> dict[int, str]:
    """Return the meaning of the lowest and the highest mark, without the marks themselves."""
    scale = question.scale
    if scale.type != "grade" or scale.size > MOST_CELLS:
        return {}
    labels = scale.labels[language]
    if len(labels) != 2:
        return {}
    low, high = (re.sub(r"^\s*-?\d+\s*=\s*", "", label) for label in labels)
    return {0: low, scale.size - 1: high}
