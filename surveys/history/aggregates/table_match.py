"""What a mapping says of a table of numbers of units: read from its YAML, and written. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from surveys.history.mapping import read_fields
from surveys.history.matching_by_hand import Survey, below, day_in
from surveys.waves import Thresholds

Kind = Literal["mean", "favourable", "counts"]
KINDS: tuple[Kind, ...] = ("mean", "favourable", "counts")
NO_SURVEY = Survey("", None, None)

_FIRST = ("source", "organisation", "file", "unit", "own_questions", "wave", "waves", "questions")
_NUMBERS = ("counts", "mean", "favourable", "answers", "least", "sd", "invited")


@dataclass(frozen=True)
class TableMatch:
    """What a mapping says of a table; a column that it does not name is "".

    Without a column of `waves` all rows are of one `survey`; `surveys` are by cell of that column,
    none where its cells are days. `asked` has the question of Peil by cell of the column of the
    question, or by column of a wide table; those `turned` are asked the other way round. Without a
    column of `answers`, `least` is the smallest number of answers that the other tool shows.
    """

    source: str = ""
    unit: str = ""
    waves: str = ""
    survey: Survey = NO_SURVEY
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    kind: Kind = "mean"
    wide: bool = False
    question: str = ""
    number: str = ""
    options: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    turned: Collection[str] = frozenset()
    worst: float | None = None
    best: float | None = None
    whole: float = 100
    answers: str = ""
    least: int | None = None
    invited: str = ""

    @property
    def fewest(self) -> int:
        """The smallest number that `least` may be."""
        return Thresholds().k_distribution if self.kind == "favourable" else Thresholds().k


def match_in(text: str) -> TableMatch:
    """Return what a mapping says so far. Raises MappingError."""
    fields = _fields(text)
    kind: Kind = next((kind for kind in KINDS if kind in fields), "mean")
    numbers, questions = below(fields, kind), below(fields, "questions")
    waves, ends = below(fields, "waves"), (_number(numbers, "worst"), _number(numbers, "best"))
    wide = "columns" in questions and kind != "counts"
    listed = below(questions, "columns" if wide else "ids")
    counts = fields.get("counts")
    least = _number(fields, "least")
    return TableMatch(
        source=_text(fields, "source"),
        unit=_text(below(fields, "unit"), "column"),
        waves=_text(waves, "column"),
        survey=_survey(below(fields, "wave")),
        surveys={c: _survey(below(below(waves, "dates"), c)) for c in below(waves, "dates")},
        kind=kind,
        wide=wide,
        question=_text(questions, "column"),
        number=_text(numbers, "column"),
        options=tuple(map(str, counts)) if isinstance(counts, list) else (),
        asked={cell: id_ for cell, one in listed.items() if (id_ := _id(one))},
        turned=frozenset(c for c, one in listed.items() if _is_turned(one, ends)),
        worst=ends[0],
        best=ends[1],
        whole=_number(numbers, "whole") or 100,
        answers=_text(fields, "answers"),
        least=None if least is None else int(least),
        invited=_text(fields, "invited"),
    )


def with_match(text: str, match: TableMatch) -> str:
    """Return a mapping that says of its table what is matched, and of all else what it said.

    Raises MappingError.
    """
    fields = _fields(text)
    before = {name: below(fields, name) for name in ("unit", "wave", "waves", "questions")}
    known = below(before["questions"], "columns") | below(before["questions"], "ids")
    spread = fields.get("sd")
    for name in ("wave", "waves", *_NUMBERS):
        fields.pop(name, None)
    fields |= {"source": match.source, "unit": before["unit"] | {"column": match.unit}}
    if match.waves:
        dates = below(before["waves"], "dates")
        days = {cell: below(dates, cell) | _days(one) for cell, one in match.surveys.items()}
        fields["waves"] = {"column": match.waves} | ({"dates": days} if days else {})
    else:
        fields["wave"] = before["wave"] | _days(match.survey)
    asked = {cell: _asked(match, cell, id_, known.get(cell)) for cell, id_ in match.asked.items()}
    if match.wide:
        fields["questions"] = {"columns": asked}
    else:
        fields["questions"] = {"column": match.question, "ids": asked}
    column = {} if match.wide else {"column": match.number}
    ends = {"worst": _plain(match.worst), "best": _plain(match.best)}
    numbers: dict[Kind, Any] = {
        "counts": list(match.options),
        "mean": column | ends,
        "favourable": column | {"whole": _plain(match.whole)},
    }
    fields[match.kind] = numbers[match.kind]
    if match.kind != "counts":
        people = {"answers": match.answers} if match.answers else {"least": match.least or ""}
        fields |= people
        if spread and match.kind == "mean" and not match.wide and match.answers:
            fields["sd"] = spread
    if match.invited:
        fields["invited"] = match.invited
    order = [*_FIRST, *_NUMBERS, *fields]
    written = {name: fields[name] for name in dict.fromkeys(order) if name in fields}
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=100)


def _fields(text: str) -> dict[str, Any]:
    return read_fields(text.encode(), "mapping.yaml", "source, unit, questions and counts or mean")


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _number(fields: Mapping[str, Any], name: str) -> float | None:
    try:
        number = float(_text(fields, name))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _plain(number: float | None) -> float | int | str:
    """Return a number as somebody would write it, "" for none."""
    if number is None:
        return ""
    return int(number) if number == int(number) else number


def _survey(fields: Mapping[str, Any]) -> Survey:
    opens, closes = (day_in(fields.get(name)) for name in ("opens_on", "closes_on"))
    return Survey(_text(fields, "title"), opens, closes)


def _days(survey: Survey) -> dict[str, str]:
    opens, closes = ("" if day is None else day.isoformat() for day in survey[1:])
    return {"title": survey.title, "opens_on": opens, "closes_on": closes}


def _id(asked: Any) -> str:
    return asked if isinstance(asked, str) else _text(asked, "id") if _has_fields(asked) else ""


def _has_fields(value: Any) -> bool:
    return isinstance(value, dict)


def _is_turned(asked: Any, ends: tuple[float | None, float | None]) -> bool:
    if not _has_fields(asked) or None in ends:
        return False
    return (_number(asked, "best"), _number(asked, "worst")) == ends


def _asked(match: TableMatch, cell: str, id_: str, known: Any) -> Any:
    """Return what a mapping says of a question: its id, and ends of its own if it has them."""
    if match.kind != "mean":
        return id_
    if cell in match.turned:
        return {"id": id_, "worst": _plain(match.best), "best": _plain(match.worst)}
    if _has_fields(known) and not _is_turned(known, (match.worst, match.best)):
        ends = {name: _plain(_number(known, name)) for name in ("worst", "best") if name in known}
        return {"id": id_} | ends if _id(known) == id_ and ends else id_
    return id_
