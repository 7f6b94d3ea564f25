"""Reading an instrument, or own questions, from YAML with an error message per field."""

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from surveys import yaml_documents
from surveys.instrument.instrument import Instrument, InstrumentError, OwnQuestions

Kind = TypeVar("Kind", bound=OwnQuestions)

_SHIPPED = Path(__file__).with_name("instrument.yaml")


@functools.cache
def shipped() -> Instrument:
    """Return the instrument that comes with Peil, read once per process."""
    return _validated(Instrument, yaml_documents.load_shipped(_SHIPPED))


def load(text: str) -> Instrument:
    """Return the instrument in a YAML text; raise InstrumentError if it is invalid."""
    return _validated(Instrument, _document(text))


@functools.cache
def load_own(text: str) -> OwnQuestions:
    """Return the own questions in a YAML text; raise InstrumentError if they are invalid.

    The file has `version`, `languages`, `response_scales` (scales of the shipped instrument
    can be referred to by name) and `indicators` of kind `own` with questions of role `own`.
    """
    document = _document(text)
    scales = yaml_documents.load_shipped(_SHIPPED)["response_scales"]
    own_scales = document.get("response_scales") or {}
    if not isinstance(own_scales, dict):
        msg = "field response_scales: expected each scale under its name"
        raise InstrumentError(msg)
    document["response_scales"] = {**scales, **own_scales}
    own = _validated(OwnQuestions, document)
    unknown = set(shipped().languages) - set(own.languages)
    faults = [
        f"languages: own questions are shown in {language!r} too" for language in sorted(unknown)
    ]
    faults += [
        f"question {q.id}, field role: must be 'own'" for q in own.questions() if q.role != "own"
    ]
    faults += [
        f"indicator {i.id}, field kind: must be 'own'" for i in own.indicators if i.kind != "own"
    ]
    if faults:
        raise InstrumentError(*faults)
    return own


def _document(text: str) -> dict[str, Any]:
    try:
        document = yaml_documents.load(text)
    except yaml.YAMLError as error:
        msg = f"This is not valid YAML: {error}"
        raise InstrumentError(msg) from error
    if not isinstance(document, dict):
        msg = "The file holds no fields; expected `version`, `languages` and `indicators`."
        raise InstrumentError(msg)
    return document


def _validated(kind: type[Kind], document: dict[str, Any]) -> Kind:
    try:
        return kind.model_validate(_with_scales(document))
    except ValidationError as error:
        faults = [_location(fault["loc"], document) + fault["msg"] for fault in error.errors()]
        # A scale is in each of its questions, and so is what is wrong with it.
        once = dict.fromkeys(fault.replace("Value error, ", "") for fault in faults)
        raise InstrumentError(*once) from error


def _with_scales(document: dict[str, Any]) -> dict[str, Any]:
    """Replace the names of scales and indicators in questions by what they refer to."""
    if not isinstance(document.get("response_scales"), dict):
        msg = "field response_scales: expected the scales by name"
        raise InstrumentError(msg)
    scales = {}
    for name, scale in document["response_scales"].items():
        if not isinstance(scale, dict):
            msg = f"field response_scales.{name}: holds no fields"
            raise InstrumentError(msg)
        scales[name] = {**scale, "id": name}
    indicators = []
    for indicator in _entries(document, "indicators", "the file"):
        questions = []
        for question in _entries(indicator, "questions", f"indicator {indicator.get('id')}"):
            scale = _scale_of(question, scales)
            questions.append({**question, "scale": scale, "indicator": indicator.get("id")})
        indicators.append({**indicator, "questions": questions})
    rest = {k: v for k, v in document.items() if k not in {"response_scales", "indicators"}}
    if "former" in document:
        rest["former"] = list(_with_questions(document, indicators))
    leading = document.get("leading")
    if isinstance(leading, dict) and isinstance(asked := leading.get("question"), dict):
        asked = {**asked, "scale": _scale_of(asked, scales), "indicator": ""}
        rest["leading"] = {**leading, "question": asked}
    return {**rest, "indicators": indicators}


def _scale_of(question: dict[str, Any], scales: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if str(question.get("scale")) not in scales:
        fault = f"{question.get('scale')!r} is not among the response scales"
        msg = f"question {question.get('id')}, field scale: {fault}"
        raise InstrumentError(msg)
    return scales[str(question["scale"])]


def _with_questions(
    document: dict[str, Any], indicators: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the former indicators with the questions in place of their ids."""
    by_id = {question.get("id"): question for i in indicators for question in i["questions"]}
    for former in _entries(document, "former", "the file"):
        names = former.get("questions") or []
        if unknown := [name for name in names if name not in by_id]:
            msg = f"former indicator {former.get('id')}: question {unknown[0]} does not exist"
            raise InstrumentError(msg)
        yield {**former, "questions": [by_id[name] for name in names]}


def _entries(owner: dict[str, Any], field: str, owner_name: str) -> list[dict[str, Any]]:
    """Return a list of mappings in a field; raise InstrumentError if it holds anything else."""
    entries = owner.get(field) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        msg = f"{owner_name}, field {field}: expected a list, each entry with its fields"
        raise InstrumentError(msg)
    return entries


def _location(loc: tuple[int | str, ...], document: Any) -> str:
    """Return where a fault is: the innermost element with an id, then the field."""
    owner, field = "", ""
    node = document
    for depth, step in enumerate(loc):
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        if step == "scale" and isinstance(node, str):
            # What follows is the kind of the scale, then the field in it.
            owner, field = f"scale {node}", ".".join(map(str, loc[depth + 2 :]))
            break
        if isinstance(node, dict) and "id" in node:
            kind = str(loc[depth - 1]).removesuffix("s") if isinstance(step, int) else step
            owner, field = f"{kind} {node['id']}", ""
        else:
            field = f"{field}.{step}".strip(".")
    return "".join(
        (
            owner,
            ", " if owner and field else "",
            f"field {field}" if field else "",
            ": " if loc else "",
        )
    )
