"""What a browser sends from the light page: fields, and the answers in them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from surveys.answering import MAX_COMMENT_LENGTH, Answers, Comments
from surveys.answering.ballot import tidied
from surveys.instrument import COMMENT, Question

MAX_BYTES = 64_000
"""Maximum size of what is sent; a full sheet with three of the longest texts is a third of it."""

_MAX_FIELDS = 500
_PREFIX = "q-"

Then = Literal["", "back", "anyway"]
"""What a button asks for: to send, to change something first, to send after a warning."""


class PostedError(ValueError):
    """Fields that no form of ours sends."""


def field_of(question: Question) -> str:
    """Return the name of the field of a question; its values are the places of the options."""
    return _PREFIX + question.id


def _is_text(field: str) -> bool:
    """Return whether a field is that of an open question, which is its id."""
    return field == COMMENT or field.startswith("open_")


@dataclass(frozen=True)
class Posted:
    """The fields of a form as they came, in order."""

    fields: Sequence[tuple[str, str]]

    @property
    def then(self) -> Then:
        """What is asked for."""
        match self._last("then"):
            case "back":
                return "back"
            case "anyway":
                return "anyway"
        return ""

    @property
    def again(self) -> bool:
        """Whether the browser sends once more because no answer reached it."""
        return self._last("again") == "1"

    @property
    def comments(self) -> Comments:
        """What was written to each open question, as it will be stored; no empty text."""
        written = {name: tidied(value) for name, value in self.fields if _is_text(name)}
        return {name: text for name, text in written.items() if text}

    @property
    def too_long(self) -> Comments:
        """What is longer than it may be."""
        return {q: text for q, text in self.comments.items() if len(text) > MAX_COMMENT_LENGTH}

    @property
    def kept(self) -> Sequence[tuple[str, str]]:
        """The fields that a second page has to hold: what was chosen and written."""
        return [
            (name, value)
            for name, value in self.fields
            if value and (_is_text(name) or name.startswith(_PREFIX))
        ]

    def chosen(self, questions: Iterable[Question]) -> Answers:
        """Return the chosen options by question, also where they are more than allowed.

        Raises PostedError for a question that is not asked or an option that it does not have.
        """
        asked = {field_of(question): question for question in questions}
        chosen: dict[str, tuple[int, ...]] = {}
        for name, value in self.kept:
            if _is_text(name):
                continue
            question = asked.get(name)
            if question is None or not value.isdecimal() or int(value) >= question.choices:
                msg = f"{name} is not a field of this form, or {value!r} not one of its options"
                raise PostedError(msg)
            chosen[question.id] = tuple(sorted({*chosen.get(question.id, ()), int(value)}))
        return chosen

    def _last(self, name: str) -> str:
        return next((value for field, value in reversed(self.fields) if field == name), "")


def posted(body: bytes) -> Posted:
    """Return the fields of an encoded form. Raises PostedError for what cannot be read."""
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError as error:
        msg = "this is not an encoded form"
        raise PostedError(msg) from error
    return Posted(fields)


def too_many(chosen: Answers, questions: Iterable[Question]) -> list[Question]:
    """Return the questions with more options chosen than they take."""
    return [q for q in questions if len(chosen.get(q.id, ())) > q.scale.max_choices]
