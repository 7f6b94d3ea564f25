"""Merging own questions: new ones are added to those stored, none ever changes. Pure.

What an indicator is called in headings, and the words for a change of it, may come later or change:
they alter nothing that was asked.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, ClassVar

import yaml

from surveys import yaml_documents
from surveys.errors import N_, PeilError
from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Indicator, InstrumentError, OwnQuestions
from surveys.instrument.question import Question

_WORDS = ("heading", "better", "worse")


class AskedTwiceError(PeilError):
    """A wave that asks the same question twice, under two ids."""

    texts: ClassVar = {
        "asked_twice": N_(
            "{one} and {other} ask the same question. Two charts of the same answers can undo the "
            "blur that protects a small team. Ask it once, or word it differently."
        ),
        "nearly_twice": N_(
            "This is nearly what is asked already: {other} Two charts of the same answers can undo "
            "the blur that protects a small team."
        ),
    }


NEARLY = 0.8
"""From this share of words in common, in order, two questions ask nearly the same."""


def refuse_asked_twice(questions: Sequence[Question]) -> None:
    """Raise AskedTwiceError when two questions of a wave have the same text in any language.

    It is the one way in which own questions could undo the blur. A question belongs to exactly one
    indicator and so to at most one scale, whose answers are blurred together with it; the fixed
    rule of each response scale can be tested on its own. But a copy with reversed labels, or with
    other options, has another rule: an agreement of 1 or 2 by everybody loses one answer to the
    middle, while its mirror image, 4 or 5 by everybody, is published as it is.
    """
    asked: dict[tuple[str, str], str] = {}
    for question in questions:
        for language, text in question.text.items():
            wording = " ".join(_words_of(text))
            other = asked.setdefault((language, wording), question.id)
            if other != question.id:
                raise AskedTwiceError("asked_twice", one=other, other=question.id)


def refuse_nearly_the_same(question: Question, others: Sequence[Question]) -> None:
    """Raise AskedTwiceError for a question with nearly the words of another one, in any language.

    A copy with a word more would undo the blur as well as one without (`refuse_asked_twice`).
    """
    for other in others:
        for language in question.text.keys() & other.text.keys():
            words, known = _words_of(question.text[language]), _words_of(other.text[language])
            if SequenceMatcher(None, words, known, autojunk=False).ratio() >= NEARLY:
                raise AskedTwiceError("nearly_twice", other=other.text[language])


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def merge_own_questions(stored: str | None, added: str) -> str:
    """Return the YAML text of the stored own questions merged with those of another text.

    Questions are added to the indicator of the same id, whose heading and words for a change are
    those of the newer text where it has any. Raises InstrumentError for a text that is not a valid
    file of own questions, lacks a language of Peil, or would change a stored question.
    """
    new = load_own(added)
    shipped().extended_by(new)
    if stored is None or stored == added:
        return added
    old = load_own(stored)
    _refuse_changes(old, new)
    if _by_id(new).keys() <= _by_id(old).keys() and not _new_words(old, new):
        return stored
    text = _merged_document(yaml_documents.load(stored), yaml_documents.load(added))
    for part in (old, new):
        # A scale of the same name may still differ between the two files.
        _refuse_changes(load_own(text), part)
    return text


def _merged_document(old: dict[str, Any], new: dict[str, Any]) -> str:
    indicators = {indicator["id"]: indicator for indicator in old["indicators"]}
    for indicator in new["indicators"]:
        stored = indicators.setdefault(indicator["id"], {**indicator, "questions": []})
        known = [question["id"] for question in stored["questions"]]
        added = [question for question in indicator["questions"] if question["id"] not in known]
        words = {field: indicator[field] for field in _WORDS if field in indicator}
        questions = [*stored["questions"], *added]
        indicators[indicator["id"]] = {**stored, **words, "questions": questions}
    scales = {**(new.get("response_scales") or {}), **(old.get("response_scales") or {})}
    document = {
        "version": new["version"],
        "languages": [code for code in old["languages"] if code in new["languages"]],
        "response_scales": scales,
        "indicators": list(indicators.values()),
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def _refuse_changes(stored: OwnQuestions, part: OwnQuestions) -> None:
    """Raise InstrumentError if a question or an indicator differs between the two."""
    questions, indicators = _by_id(stored), _descriptions(stored)
    faults = [
        f"question {question}: is there already with another wording, scale or indicator. "
        "What changes is a new question: give it (and a scale of its own) another id."
        for question, described in _by_id(part).items()
        if questions.get(question, described) != described
    ]
    faults += [
        f"indicator {indicator}: is there already with another description. Keep it as it is, "
        "or give the new one another id."
        for indicator, described in _descriptions(part).items()
        if indicators.get(indicator, described) != described
    ]
    if faults:
        raise InstrumentError(*faults)


def _by_id(own: OwnQuestions) -> dict[str, Question]:
    return {question.id: question for question in own.questions()}


def _descriptions(own: OwnQuestions) -> dict[str, Indicator]:
    """Return the indicators by id, without their questions, heading and words for a change."""
    without = {"questions": (), **dict.fromkeys(_WORDS)}
    return {i.id: i.model_copy(update=without) for i in own.indicators}


def _new_words(old: OwnQuestions, new: OwnQuestions) -> bool:
    """Return whether a heading or a word for a change comes in, or is another one."""
    stored = {indicator.id: indicator for indicator in old.indicators}
    return any(
        getattr(indicator, field) not in (None, getattr(stored[indicator.id], field))
        for indicator in new.indicators
        for field in _WORDS
    )
