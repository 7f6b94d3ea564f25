"""Merging own questions: new ones are added to those stored, none ever changes. Pure."""

from typing import Any

import yaml

from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Indicator, InstrumentError, OwnQuestions, Question


def merge_own_questions(stored: str | None, added: str) -> str:
    """Return the YAML text of the stored own questions merged with those of another text.

    Questions are added to the indicator of the same id. Raises InstrumentError for a text that is
    not a valid file of own questions, lacks a language of Peil, or would change a stored question.
    """
    new = load_own(added)
    shipped().extended_by(new)
    if stored is None or stored == added:
        return added
    old = load_own(stored)
    _refuse_changes(old, new)
    if _by_id(new).keys() <= _by_id(old).keys():
        return stored
    text = _merged_document(yaml.safe_load(stored), yaml.safe_load(added))
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
        indicators[indicator["id"]] = {**stored, "questions": [*stored["questions"], *added]}
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
    """Return the indicators by id, without their questions."""
    return {i.id: i.model_copy(update={"questions": ()}) for i in own.indicators}
