"""The instrument: indicators, questions and rotation as frozen objects that check themselves.

Pure. `file.py` reads them from YAML.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from surveys.errors import N_, PeilError
from surveys.instrument.change_words import ChangeWords
from surveys.instrument.parts import OpenQuestions, Rotation, SupportLine, TimeBudget
from surveys.instrument.question import Leading, Question
from surveys.instrument.scales import Choice, Frozen, Text


class InstrumentError(PeilError):
    """An instrument, or own questions, that cannot be used; each fault is a line of its own.

    Faults name fields of YAML files and stay English, as what the YAML parser says does.
    """

    texts: ClassVar = {"faults": N_("The questions cannot be used:\n{faults}")}

    def __init__(self, *faults: str) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("faults", faults="\n".join(faults))


class ValidatedScale(Frozen):
    """A published scale that inspired an indicator; cited, never copied."""

    name: str
    ref: str
    licence: str
    status: str


class Indicator(ChangeWords):
    """The topic of a group of questions; both ends of its scale have a name."""

    id: str
    kind: Literal["core", "theme", "own", "former"]
    definition: Text
    questions: tuple[Question, ...] = Field(min_length=1)
    validated: tuple[ValidatedScale, ...] = ()
    sensitive: Literal["health"] | None = None
    caveat: Text | None = None
    tips: tuple[Text, ...] = ()
    """Tips of an organisation's own indicator; those of the others are in the catalogue."""


class OwnQuestions(Frozen):
    """Questions that an organisation adds: an instrument without rotation and support lines."""

    version: str
    languages: tuple[str, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...]

    @model_validator(mode="after")
    def _unique_and_complete(self) -> "OwnQuestions":
        faults = [*_repeated("indicator", (i.id for i in self.indicators))]
        faults += _repeated("question", (q.id for q in self.questions()))
        faults += _untranslated(self.model_dump(by_alias=True), self.languages)
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def questions(self) -> Iterator[Question]:
        """Yield every question, indicator by indicator."""
        for indicator in self.indicators:
            yield from indicator.questions


class Instrument(OwnQuestions):
    """A complete instrument: questions, rotation, open questions, time budget and support lines."""

    does_not_apply: Text
    intro: Text
    period: dict[str, Text]
    time_budget: TimeBudget
    rotation: Rotation
    leading: Leading
    former: tuple[Indicator, ...] = ()
    """Indicators of earlier versions with the questions of their scale; not counted any more."""

    open_questions: OpenQuestions
    support: tuple[SupportLine, ...]
    support_elsewhere: Text
    not_monitored: Text

    @model_validator(mode="after")
    def _scheduled(self) -> "Instrument":
        asked = {q.id for q in self.questions() if q.role != "own"}
        anchors = set(self.rotation.anchors)
        scheduled = anchors.union(*self.rotation.every_block())
        faults = [f"question {q}: is in no block of the rotation" for q in asked - scheduled]
        faults += [f"rotation: question {q} does not exist" for q in scheduled - asked]
        faults += [
            f"question {q.id}: role anchor, but not among rotation.anchors"
            for q in self.questions()
            if (q.role == "anchor") != (q.id in anchors) and q.id in scheduled
        ]
        if set(self.rotation.blocks) != set(range(1, self.rotation.cycle + 1)):
            faults.append(f"rotation.blocks: waves 1 to {self.rotation.cycle} need one block each")
        faults += [
            f"indicator {i.id}: needs 'better' and 'worse', the words for a change"
            for i in self.indicators
            if i.better is None
        ]
        faults += self._of_leading()
        faults += [
            f"former indicator {i.id}: this id is in use"
            for i in self.former
            if i.id in {now.id for now in self.indicators}
        ]
        faults += [
            f"indicator {i.id}, field kind: 'former' belongs to former indicators, and only to them"
            for i in (*self.indicators, *self.former)
            if (i.kind == "former") != (i in self.former)
        ]
        faults += [
            f"time_budget, field per_question: {kind} is missing"
            for kind in {q.scale.type for q in self.questions()}
            - set(self.time_budget.per_question)
        ]
        faults += self.open_questions.faults(
            {q.id for q in self.questions()}, {i.id for i in self.indicators}
        )
        if not faults:
            faults += self._too_long()
        if faults:
            raise ValueError("\n".join(sorted(faults)))
        return self

    def _of_leading(self) -> Iterator[str]:
        question, names = self.leading.question, {indicator.id for indicator in self.indicators}
        for name in self.leading.compared:
            if name not in names:
                yield f"leading, field compared: indicator {name} does not exist"
        if question.id in {q.id for q in self.questions()}:
            yield f"question {question.id}: this id is used 2 times"
        scale = question.scale
        if not isinstance(scale, Choice) or self.leading.leads not in {c.id for c in scale.choices}:
            yield f"leading, field leads: {self.leading.leads} is not an option of {question.id}"

    def _too_long(self) -> Iterator[str]:
        for block in self.rotation.every_block():
            asked = [self.question(q) for q in (*self.rotation.anchors, *block)]
            if any(self.question(q).indicator in self.leading.compared for q in block):
                asked.append(self.leading.question)
            seconds = self.seconds(asked)
            if seconds > self.time_budget.most:
                yield f"rotation: the wave with {block[0]} takes {seconds} s, over the budget"

    def seconds(self, questions: Iterable[Question]) -> int:
        """Return the planned time for answering `questions`, in seconds."""
        budget = self.time_budget
        return budget.overhead + sum(budget.per_question[q.scale.type] for q in questions)

    def minutes(self, questions: Iterable[Question]) -> int:
        """Return about how many minutes `questions` take: the nearest whole number, 1 at least."""
        return max(1, (self.seconds(questions) + 30) // 60)

    @functools.cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {q.id: q for q in (*self.questions(), self.leading.question)}

    @functools.cached_property
    def _indicator_by_id(self) -> Mapping[str, Indicator]:
        return {i.id: i for i in (*self.former, *self.indicators)}

    def question(self, question_id: str) -> Question:
        """Return a question by id; raise KeyError for an unknown id."""
        return self._by_id[question_id]

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator by id, also a former one; raise KeyError for an unknown id."""
        return self._indicator_by_id[indicator_id]

    def extended_by(self, own: OwnQuestions) -> "Instrument":
        """Return this instrument with an organisation's own indicators added.

        Raises InstrumentError for an id that is already in use: own questions never replace others.
        """
        faults = [
            f"question {q.id}: this id belongs to another question"
            for q in own.questions()
            if q.id in self._by_id
        ]
        faults += [
            f"indicator {i.id}: this id belongs to another indicator"
            for i in own.indicators
            if i.id in self._indicator_by_id
        ]
        if faults:
            raise InstrumentError(*faults)
        indicators = (*self.indicators, *own.indicators)
        return type(self).model_construct(**{**dict(self), "indicators": indicators})


def _repeated(kind: str, ids: Iterable[str]) -> list[str]:
    counted = Counter(ids)
    return [f"{kind} {i}: this id is used {n} times" for i, n in counted.items() if n > 1]


def _untranslated(node: Any, languages: tuple[str, ...], path: str = "") -> list[str]:
    """Return a fault for every text that lacks a language, with its owner's id and field."""
    if isinstance(node, list | tuple):
        return [fault for item in node for fault in _untranslated(item, languages, path)]
    if not isinstance(node, dict):
        return []
    # A text, even without any language: only texts have keys of two letters each.
    if all(re.fullmatch("[a-z]{2}", str(key)) for key in node):
        missing = [language for language in languages if not node.get(language)]
        return [f"{path}: no text in {language!r}" for language in missing]
    owner = f"{'question' if 'scale' in node else 'entry'} {node['id']}" if "id" in node else path
    return [
        fault
        for field, value in node.items()
        for fault in _untranslated(value, languages, f"{owner}, field {field}".strip(", "))
    ]
