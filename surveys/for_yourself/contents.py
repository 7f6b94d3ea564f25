"""The contents of the page "For yourself": read from YAML, with every fault named by its place."""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError, model_validator

from surveys import yaml_documents
from surveys.instrument import shipped
from surveys.instrument.scales import Frozen, Text
from surveys.texts import LANGUAGES

_FILE = Path(__file__).with_name("contents.yaml")
_FIELDS = re.compile(r"{(\w*)}")

EARLIEST, LATEST = 1990, 2100
"""Years that a source can be of."""


class ContentsError(ValueError):
    """Contents that cannot be used; the message names each fault by its place in the file."""


class Fact(Frozen):
    """A statement of the quiz, what its source says, and the anchor question it can stand beside.

    A verdict of "both" is for what the source calls neither a fact nor a fable.
    """

    id: str
    verdict: Literal["fact", "fable", "both"]
    statement: Text
    told: Text
    source: Text
    year: int
    own: str | None = None


class WorkplaceThing(Frozen):
    """Something about one's own workplace, between two ends in words; the tip is for the first."""

    id: str
    name: Text
    low: Text
    high: Text
    tip: Text


class Named(Frozen):
    """Something to choose, such as a place to work."""

    id: str
    text: Text


class Activity(Named):
    """A kind of work, and where it goes well."""

    advice: Text


class Agreement(Named):
    """A question that a team agrees on, and an answer as an example."""

    example: Text


class Part(Frozen):
    """A part of the toolkit."""

    title: Text
    why: Text


class Week(Part):
    """The plan of a week."""

    for_what: Text


class Activities(Part):
    """What goes well where."""

    rows: tuple[Activity, ...]


class Agreements(Part):
    """What to propose to the team."""

    rows: tuple[Agreement, ...]


class Tell(Part):
    """The plan as a message."""

    opening: Text


class Limits(Part):
    """Limits, and the line that tells them; `line` is filled in by the browser."""

    start: Text
    end: Text
    urgent: Text
    urgent_example: Text
    line: Text


class Toolkit(Frozen):
    """The toolkit for working partly at home, in five parts."""

    places: tuple[Named, ...]
    week: Week
    activities: Activities
    agreements: Agreements
    tell: Tell
    limits: Limits


class Contents(Frozen):
    """All that the page holds."""

    facts: tuple[Fact, ...]
    workplace: tuple[WorkplaceThing, ...]
    toolkit: Toolkit

    @model_validator(mode="after")
    def _complete(self) -> "Contents":
        faults = sorted({*self._of_facts(), *self._repeated(), *_untranslated(self.model_dump())})
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _of_facts(self) -> Iterator[str]:
        anchors = shipped().rotation.anchors
        for fact in self.facts:
            if fact.own is not None and fact.own not in anchors:
                yield f"facts, {fact.id}, own: {fact.own} is not an anchor question"
            if not EARLIEST <= fact.year <= LATEST:
                yield f"facts, {fact.id}, year: {fact.year} is not a year of a source"
        fields = {"start", "end", "urgent"}
        for language, line in self.toolkit.limits.line.items():
            if set(_FIELDS.findall(line)) != fields:
                yield f"toolkit, limits, line, {language}: needs {{start}}, {{end}} and {{urgent}}"

    def _repeated(self) -> Iterator[str]:
        kit = self.toolkit
        lists: dict[str, list[str]] = {
            "facts": [one.id for one in self.facts],
            "workplace": [one.id for one in self.workplace],
            "toolkit, places": [one.id for one in kit.places],
            "toolkit, activities": [one.id for one in kit.activities.rows],
            "toolkit, agreements": [one.id for one in kit.agreements.rows],
        }
        for name, ids in lists.items():
            if not ids:
                yield f"{name}: nothing is there"
            yield from (f"{name}, {i}: this id is used {n} times" for i, n in _several(ids))


def load(text: str) -> Contents:
    """Return the contents in a YAML text. Raises ContentsError."""
    try:
        return Contents.model_validate(yaml_documents.load(text))
    except yaml.YAMLError as fault:
        raise ContentsError(str(fault)) from fault
    except ValidationError as fault:
        told = (
            f"{', '.join(map(str, one['loc']))}: {one['msg']}".lstrip(": ")
            for one in fault.errors()
        )
        raise ContentsError("\n".join(told)) from fault


@functools.cache
def contents() -> Contents:
    """Return the contents that come with Peil, read once per process."""
    return load(_FILE.read_text(encoding="utf-8"))


def _several(ids: list[str]) -> list[tuple[str, int]]:
    return [(name, number) for name, number in Counter(ids).items() if number > 1]


def _untranslated(node: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a fault for every text that lacks a language of ours."""
    if isinstance(node, list | tuple):
        for place, one in enumerate(node):
            named = one.get("id", str(place)) if isinstance(one, dict) else str(place)
            yield from _untranslated(one, (*path, named))
    elif isinstance(node, dict):
        if set(node) & set(LANGUAGES):
            for language in LANGUAGES:
                if not str(node.get(language, "")).strip():
                    yield f"{', '.join(path)}: no text in {language!r}"
        else:
            for name, one in node.items():
                yield from _untranslated(one, (*path, name))
