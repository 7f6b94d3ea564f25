"""The map of all units: their indicators side by side, each cell with a way to the unit's page."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence

import streamlit as st

from dashboard.components.unit_map import NO_VALUE, tenths, unit_map
from dashboard.navigation import switch_to
from dashboard.page_registry import PAGES
from surveys.reading import WAVES_IN_SHORT
from surveys.reading.organisation import Cell, QuestionInReport, UnitInReport
from surveys.reading.verdicts.sentences import outstanding_sentences
from surveys.reading.verdicts.verdict import Verdict
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR

_NO_MARK = "."


def show_map(rows: bytes, texts: Texts) -> None:
    """Show the map; a click or Enter goes to the page of a unit, and to the indicator of a cell."""
    st.subheader(texts.gettext("Map of all units"), anchor=False)
    chosen = unit_map(rows, key="unit_map")
    if chosen is not None:
        indicator = {} if chosen.question is None else {"indicator": chosen.question}
        switch_to("team", unit=chosen.unit, **indicator)


def map_rows(
    questions: Sequence[QuestionInReport], units: Sequence[UnitInReport], texts: Texts
) -> bytes:
    """Return the map as the browser reads it, units in the order of the tree, never by value."""
    depths = _depths(units)
    bands: dict[str, int] = {}
    sentences: dict[str, int] = {}
    told, old, rows = {}, [], []
    for place, unit in enumerate(units):
        cells = [unit.cells.get(question.question.id) for question in questions]
        for column, (question, cell) in enumerate(zip(questions, cells, strict=True)):
            if cell is None or cell.value is None:
                continue
            if cell.is_old:
                old.append(f"{place}:{column}")
            if cell.verdict is not None and cell.verdict.stands_out:
                said = outstanding_sentences(cell.verdict, question.indicator, texts)
                told[f"{place}:{column}"] = sentences.setdefault(said, len(sentences))
        rows.append(
            [
                unit.name,
                depths[place],
                urlsafe_b64encode(unit.id.bytes).decode().rstrip("="),
                _band(unit, bands, texts),
                "".join(_line(cell) for cell in cells) if any(cells) else "",
                "".join(_mark(cell) for cell in cells),
            ]
        )
    read = json.dumps(
        {
            "words": _words(texts),
            "decimal": texts.number(0.5)[1],
            "page": PAGES["team"].address,
            "waves": WAVES_IN_SHORT,
            "heads": [_head(question, texts) for question in questions],
            "units": rows,
            "bands": list(bands),
            "told": told,
            "sentences": list(sentences),
            "old": old,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return read.encode()


def map_table(
    questions: Sequence[QuestionInReport], units: Sequence[UnitInReport], texts: Texts
) -> dict[str, list[str]]:
    """Return the map as a table: cells by column, with the marks of a unit in words."""
    _ = texts.gettext
    unknown = "\N{EN DASH}"
    words = _words(texts)
    table = {
        _("Unit"): [PAGE_SEPARATOR.join((*unit.above, unit.name)) for unit in units],
        _("Answers"): [
            words["not_shown"]
            if unit.participation is None
            else unit.participation.answers_in_words(texts)
            for unit in units
        ],
    }
    for question in questions:
        cells = [unit.cells.get(question.question.id) for unit in units]
        levels = [None if cell is None else _level(cell) for cell in cells]
        name = question.name(texts.language)
        table[name] = [unknown if level is None else texts.number(level) for level in levels]
        marks = [_mark(cell) for cell in cells]
        mark = _("mark")
        table[f"{name}: {mark}"] = ["" if m == _NO_MARK else words[m] for m in marks]
    return table


def _level(cell: Cell) -> float | None:
    """Return the number that the map shows in a cell."""
    return None if cell.value is None else (list(cell.line) or [cell.value])[-1]


def _depths(units: Sequence[UnitInReport]) -> list[int]:
    """Return how many of the units above each one are in the map as well."""
    listed = {unit.id for unit in units}
    return [sum(above in listed for above in unit.path[1:]) for unit in units]


def _band(unit: UnitInReport, bands: dict[str, int], texts: Texts) -> int:
    """Return the place of the number of answers in a list of words; -1 for a hidden unit."""
    if unit.participation is None:
        return -1
    answers = unit.participation.answers_in_words(texts)
    return bands.setdefault(texts.gettext("{n} answers").format(n=answers), len(bands))


def _line(cell: Cell | None) -> str:
    """Return a sign for each of the newest waves; the last one is the number to show."""
    if cell is None or cell.value is None:
        return NO_VALUE * WAVES_IN_SHORT
    values = list(cell.line[-WAVES_IN_SHORT:]) or [cell.value]
    missing: list[float | None] = [None] * (WAVES_IN_SHORT - len(values))
    return "".join(tenths(value) for value in [*missing, *values])


def _mark(cell: Cell | None) -> str:
    verdict = None if cell is None or cell.value is None else cell.verdict
    return _NO_MARK if verdict is None else mark_of(verdict)


def mark_of(verdict: Verdict) -> str:
    """Return the sign of what a unit's own page tells: a capital where the level is low as well."""
    change = {"worse": "w", "better": "b"}.get(verdict.change, "")
    if verdict.needs_attention:
        return change.upper() or "a"
    return change or _NO_MARK


def _head(shown: QuestionInReport, texts: Texts) -> tuple[str, str, str]:
    """Return the name of a column, both ends of its scale, and its question."""
    language = texts.language
    ends = [shown.indicator.end_in(language, good=good) for good in (False, True)]
    lowest, *_, highest = shown.question.scale.values or (1.0, 5.0)
    scale = "" if (lowest, highest) == (1, 5) else f" ({lowest:g}–{highest:g})"
    return shown.name(language), " – ".join(ends) + scale, shown.question.id


def _words(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    worse, attention, better = _("has become worse"), _("needs attention"), _("has become better")
    return {
        "title": _("Map of all units"),
        "unit": _("Unit"),
        "find": _("Find a unit"),
        "only": _("only marked"),
        "open_all": _("Open all"),
        "close_all": _("Close all"),
        "count": _("{shown} of {all} units"),
        "inside": _("{n} marks inside"),
        "w": worse,
        "W": f"{worse}, {attention}",
        "a": attention,
        "b": better,
        "B": f"{better}, {attention}",
        "few": _("too few answers to this question"),
        "not_shown": _("not shown"),
        "hidden": _("not shown to protect anonymity"),
        "hidden_in": _("not shown to protect anonymity; counts in {unit}"),
        "legend": _(
            "No colour: no verdict. Number: the likely level, from 1 to 5, 5 is good. Line: the "
            "last six waves."
        ),
    }
