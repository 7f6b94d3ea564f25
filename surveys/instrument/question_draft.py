"""A question as HR writes it in a form, and the file of own questions that it becomes. Pure.

A draft is a mapping: texts by language ("text_en", "options_nl" with one answer a line), the kind
of answers, which end is good, and two switches. `Question` and `Indicator` are what it makes.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import yaml

from surveys import yaml_documents
from surveys.errors import N_, FieldsError, PeilError
from surveys.instrument.file import load_own, shipped
from surveys.instrument.instrument import Indicator, InstrumentError
from surveys.instrument.question import Question
from surveys.instrument.question_cautions import speaks_of_health
from surveys.instrument.scales import Choice

_ID = re.compile("own_[0-9a-f]{12}")
"""The ids of questions that HR wrote here; those of imported ones are as in their file."""

SHIPPED_KINDS = ("agree5", "freq5", "feel5", "amount5", "compare5", "grade10", "days")
"""Response scales of the instrument that a question can take."""

KINDS = (*SHIPPED_KINDS, "levels", "choice")
"""Kinds of answers: those of the instrument, own answers from least to most, and a choice."""

BIPOLAR = ("amount5", "compare5")
WITH_OPTIONS = ("levels", "choice")

MOST_LETTERS: Mapping[str, int] = {
    "name": 40,
    "text": 200,
    "options": 700,
    "good": 40,
    "bad": 40,
}
"""Maximum number of characters of each text."""

MOST_LETTERS_OF_OPTION = 60
FEWEST_OPTIONS, MOST_OPTIONS = 2, 11

LANGUAGES = shipped().languages


class DraftError(PeilError):
    """What is wrong with a field of a question, or with the whole of it."""

    texts: ClassVar = {
        "missing": N_("Please fill this in."),
        "too_long": N_("Please use at most {n} characters."),
        "options": N_("Write {least} to {most} answers, one a line, each at most {n} characters."),
        "not_as_many": N_("Write as many answers as in the other language."),
        "twice": N_("Two answers are the same."),
        "too_few_for_two": N_("Two answers may be chosen from four answers on."),
        "unusable": N_("This question cannot be saved: {why}"),
    }


def new_id() -> str:
    """Return an id for a question, which says nothing."""
    return f"own_{secrets.token_hex(6)}"


def is_written_here(question: Question) -> bool:
    """Return whether HR wrote a question in the form; others came with imported answers."""
    return _ID.fullmatch(question.id) is not None


def empty_draft() -> dict[str, Any]:
    """Return what a form about a new question is filled with."""
    texts = {f"{field}_{language}": "" for field in MOST_LETTERS for language in LANGUAGES}
    return {
        **texts,
        "kind": "agree5",
        "good_end": "last",
        "most": 1,
        "may_not_apply": False,
        "health": False,
    }


def draft_of(question: Question, indicator: Indicator) -> dict[str, Any]:
    """Return what a form about a question is filled with."""
    draft, scale = empty_draft(), question.scale
    kind = scale.id if scale.id in SHIPPED_KINDS else "levels"
    if isinstance(scale, Choice):
        kind = "choice"
    for language in LANGUAGES:
        draft[f"name_{language}"] = indicator.name[language]
        draft[f"text_{language}"] = question.text[language]
        if kind in WITH_OPTIONS:
            draft[f"options_{language}"] = "\n".join(scale.options(language))
        if is_rated(kind):
            draft[f"good_{language}"] = indicator.high[language]
            draft[f"bad_{language}"] = indicator.low[language]
    return {
        **draft,
        "kind": kind,
        "good_end": "first" if question.reverse else "last",
        "most": scale.max_choices,
        "may_not_apply": question.may_not_apply,
        "health": question.sensitive == "health",
    }


def is_rated(kind: str) -> bool:
    """Return whether the answers of a kind have a good and a bad end."""
    return kind not in BIPOLAR and kind not in {"choice", "days"}


def tidy(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft without needless spaces and lines, and without what its kind does not use."""
    clean = dict(draft)
    for field in MOST_LETTERS:
        for language in LANGUAGES:
            name = f"{field}_{language}"
            lines = [" ".join(line.split()) for line in str(draft[name]).splitlines()]
            joined = "\n" if field == "options" else " "
            clean[name] = joined.join(line for line in lines if line)
            unused = field == "options" and draft["kind"] not in WITH_OPTIONS
            unused |= field in {"good", "bad"} and not is_rated(draft["kind"])
            if unused:
                clean[name] = ""
    if draft["kind"] != "choice":
        clean["most"] = 1
    if clean["most"] > 1:
        clean["may_not_apply"] = False
    if not is_rated(draft["kind"]):
        clean["good_end"] = "last"
    clean["health"] = bool(draft["health"]) or speaks_of_health(all_words(clean))
    return clean


def all_words(draft: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the texts that people read of a draft, by language."""
    return {
        language: [str(draft[f"{field}_{language}"]) for field in ("text", "options")]
        for language in LANGUAGES
    }


def check_filled_in(draft: Mapping[str, Any]) -> None:
    """Raise FieldsError for what is wrong with the fields of a tidy draft."""
    faults: dict[str, PeilError] = {}
    wanted = ["name", "text"]
    wanted += ["good", "bad"] if is_rated(draft["kind"]) else []
    for field in wanted:
        for language in LANGUAGES:
            name, most = f"{field}_{language}", MOST_LETTERS[field]
            if not draft[name]:
                faults[name] = DraftError("missing")
            elif len(draft[name]) > most:
                faults[name] = DraftError("too_long", n=most)
    if draft["kind"] in WITH_OPTIONS:
        faults |= _faults_of_options(draft)
    if faults:
        raise FieldsError(faults)


def _faults_of_options(draft: Mapping[str, Any]) -> dict[str, PeilError]:
    faults: dict[str, PeilError] = {}
    options = {language: _options(draft, language) for language in LANGUAGES}
    for language, lines in options.items():
        name = f"options_{language}"
        if not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS or any(
            len(line) > MOST_LETTERS_OF_OPTION for line in lines
        ):
            faults[name] = DraftError(
                "options", least=FEWEST_OPTIONS, most=MOST_OPTIONS, n=MOST_LETTERS_OF_OPTION
            )
        elif len({line.casefold() for line in lines}) < len(lines):
            faults[name] = DraftError("twice")
        elif draft["most"] > 1 and len(lines) < 2 * draft["most"]:
            faults[name] = DraftError("too_few_for_two")
    if not faults and len({len(lines) for lines in options.values()}) > 1:
        faults = {f"options_{language}": DraftError("not_as_many") for language in LANGUAGES}
    return faults


def _options(draft: Mapping[str, Any], language: str) -> list[str]:
    return str(draft[f"options_{language}"]).splitlines()


def file_of(draft: Mapping[str, Any], question: str) -> str:
    """Return the YAML text of own questions that holds one question, checked.

    Raises FieldsError with what is wrong by field, and DraftError for what the instrument refuses.
    """
    clean = tidy(draft)
    check_filled_in(clean)
    text = _by_language(clean, "text")
    rated = is_rated(clean["kind"])
    ends = {"high": "good", "low": "bad"} if rated else {"high": "text", "low": "text"}
    sensitive = {"sensitive": "health"} if clean["health"] else {}
    asked = {
        "id": question,
        "role": "own",
        "scale": _scale_name(clean, question),
        "text": text,
        "reverse": clean["good_end"] == "first",
        "may_not_apply": bool(clean["may_not_apply"]),
        **sensitive,
    }
    indicator = {
        "id": question,
        "kind": "own",
        "name": _by_language(clean, "name"),
        "definition": text,
        **{end: _by_language(clean, field) for end, field in ends.items()},
        **sensitive,
        "questions": [asked],
    }
    document = {
        "version": "1",
        "languages": list(LANGUAGES),
        "response_scales": _scales(clean, question),
        "indicators": [indicator],
    }
    written = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    try:
        load_own(written)
    except InstrumentError as error:
        raise DraftError("unusable", why="; ".join(error.faults)) from error
    return written


def question_in(text: str, question: str) -> tuple[Question, Indicator]:
    """Return a question and its indicator from the YAML text of own questions."""
    own = load_own(text)
    found = next(q for q in own.questions() if q.id == question)
    return found, next(i for i in own.indicators if i.id == found.indicator)


def without(stored: str, question: str) -> str | None:
    """Return the YAML text of own questions without a question; None when none is left."""
    document = yaml_documents.load(stored)
    kept = []
    for indicator in document["indicators"]:
        questions = [one for one in indicator["questions"] if one["id"] != question]
        if questions:
            kept.append({**indicator, "questions": questions})
    if not kept:
        return None
    scales = document.get("response_scales") or {}
    left = {name: scale for name, scale in scales.items() if name != _own_scale(question)}
    changed = {**document, "response_scales": left, "indicators": kept}
    return yaml.safe_dump(changed, sort_keys=False, allow_unicode=True)


def _by_language(draft: Mapping[str, Any], field: str) -> dict[str, str]:
    return {language: str(draft[f"{field}_{language}"]) for language in LANGUAGES}


def _own_scale(question: str) -> str:
    return f"{question}_scale"


def _scale_name(draft: Mapping[str, Any], question: str) -> str:
    kind = str(draft["kind"])
    return kind if kind in SHIPPED_KINDS else _own_scale(question)


def _scales(draft: Mapping[str, Any], question: str) -> dict[str, Any]:
    kind, labels = draft["kind"], {code: _options(draft, code) for code in LANGUAGES}
    if kind == "levels":
        return {_own_scale(question): {"type": "likert", "labels": labels}}
    if kind == "choice":
        options: Sequence[dict[str, Any]] = [
            {"id": f"o{number}", "text": dict(zip(labels, texts, strict=True))}
            for number, texts in enumerate(zip(*labels.values(), strict=True), start=1)
        ]
        return {
            _own_scale(question): {
                "type": "choice",
                "max_choices": int(draft["most"]),
                "options": options,
            }
        }
    return {}
