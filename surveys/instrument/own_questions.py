"""An organisation's own questions: further ones join those it has, none of them changes. Pure."""

from typing import Any

import yaml

from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Indicator, InstrumentError, OwnQuestions, Question


def merged(stored: str | None, added: str) -> str:
    """Return the YAML text of the stored own questions with those of another text added.

    Questions join an indicator of the same id. Raises InstrumentError for a text that is no valid
    file of own questions, lacks a language of Peil, or would change a question that is there.
    """
    new = load_own(added)
    shipped().extended_by(new)
    if stored is None or stored == added:
        return added
    old = load_own(stored)
    _refuse_changes(old, new)
    if _by_id(new).keys() <= _by_id(old).keys():
        return stored
    text = _joined(yaml.safe_load(stored), yaml.safe_load(added))
    for part in (old, new):
        # A scale of the same name in both files can still mean something else.
        _refuse_changes(load_own(text), part)
    return text


def _joined(old: dict[str, Any], new: dict[str, Any]) -> str:
    indicators = {indicator["id"]: indicator for indicator in old["indicators"]}
    for indicator in new["indicators"]:
        there = indicators.setdefault(indicator["id"], {**indicator, "questions": []})
        known = [question["id"] for question in there["questions"]]
        added = [question for question in indicator["questions"] if question["id"] not in known]
        indicators[indicator["id"]] = {**there, "questions": [*there["questions"], *added]}
    scales = {**(new.get("response_scales") or {}), **(old.get("response_scales") or {})}
    document = {
        "version": new["version"],
        "languages": [code for code in old["languages"] if code in new["languages"]],
        "response_scales": scales,
        "indicators": list(indicators.values()),
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def _refuse_changes(there: OwnQuestions, part: OwnQuestions) -> None:
    """Raise InstrumentError if a question or an indicator of both means something else in each."""
    questions, indicators = _by_id(there), _described(there)
    faults = [
        f"question {question}: is there already with another wording, scale or indicator. "
        "What changes is a new question: give it (and a scale of its own) another id."
        for question, meant in _by_id(part).items()
        if questions.get(question, meant) != meant
    ]
    faults += [
        f"indicator {indicator}: is there already with another description. Keep it as it is, "
        "or give the new one another id."
        for indicator, meant in _described(part).items()
        if indicators.get(indicator, meant) != meant
    ]
    if faults:
        raise InstrumentError(*faults)


def _by_id(own: OwnQuestions) -> dict[str, Question]:
    return {question.id: question for question in own.questions()}


def _described(own: OwnQuestions) -> dict[str, Indicator]:
    """Return each indicator by id, as it is but for its questions."""
    return {i.id: i.model_copy(update={"questions": ()}) for i in own.indicators}
