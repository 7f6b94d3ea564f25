"""Heat map of units by questions in the newest wave, marked where a unit's own page tells one."""

from collections.abc import Collection, Sequence
from uuid import UUID

import plotly.graph_objects as go

from dashboard.charts.chart import ABOVE, BELOW, PALE, TEXT, Chart, escape_html, figure
from surveys.reading.organisation import Cell, QuestionInReport, UnitInReport
from surveys.reading.verdicts.verdict import Verdict
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR

ROW, HEAD = 38, 64
"""Height of a row and of the head, in pixels."""

HIDDEN, NOT_ASKED = "", "–"
"""Cells of a unit that is not shown, and of a question without answers."""

_COLOURS = [
    [0.0, BELOW],
    [0.33, BELOW],
    [0.33, PALE],
    [0.67, PALE],
    [0.67, ABOVE],
    [1.0, ABOVE],
]
WORSE, BETTER, ATTENTION = "▼", "▲", "●"
"""What a unit's page tells: a change that stands, a level that needs attention."""


def heatmap(
    questions: Sequence[QuestionInReport], units: Sequence[UnitInReport], texts: Texts
) -> Chart:
    """Draw units (down, in the order of `units`) by questions (across), means on their own scales.

    A cell has a colour and a mark where the unit's own page tells a change, or a level that needs
    attention. Units are never ordered by value, because this is not a ranking.
    """
    rows, parents = list(range(len(units))), {unit.parent for unit in units}
    columns = [q.question.id for q in questions]
    heads = [_with_breaks(q.indicator.heading_in(texts.language) + _ends(q)) for q in questions]
    drawn = figure(
        [
            go.Heatmap(
                x=columns,
                y=rows,
                z=[[_colour_level(unit.cells.get(name)) for name in columns] for unit in units],
                text=[[_cell_text(unit, name, texts) for name in columns] for unit in units],
                texttemplate="%{text}",
                textfont={"size": 13, "color": TEXT},
                customdata=[[_hover_text(unit, q, texts) for q in questions] for unit in units],
                hovertemplate="%{customdata}<extra></extra>",
                zmin=-1,
                zmax=1,
                colorscale=_COLOURS,
                showscale=False,
                xgap=3,
                ygap=3,
            )
        ],
        height=HEAD + ROW * len(units),
        margin={"l": 8, "r": 8, "t": HEAD - 8, "b": 8},
        xaxis={
            "side": "top",
            "tickvals": columns,
            "ticktext": heads,
            # Upright on a phone, where the columns are narrow.
            "autotickangles": [0, 90],
            "automargin": True,
            "ticks": "",
            "range": [-0.5, len(columns) - 0.5],
        },
        yaxis={
            "range": [len(units) - 0.5, -0.5],
            "tickvals": rows,
            "ticktext": [_row_name(unit, parents) for unit in units],
            "automargin": True,
            "showgrid": False,
            "ticks": "",
        },
    )
    for row, unit in enumerate(units):
        if unit.participation is None:
            drawn.add_annotation(
                xref="paper",
                x=0.5,
                y=row,
                text=texts.gettext("not shown"),
                showarrow=False,
                font={"size": 12, "color": TEXT},
            )
    return Chart(drawn, _in_words(units, texts), _table(questions, units, texts))


def _colour_level(cell: Cell | None) -> int | None:
    if cell is None or known(cell.level) is None:
        return None
    if cell.verdict is None or not cell.verdict.stands_out:
        return 0
    return -1 if cell.verdict.is_reason_to_look else 1


def _marks(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    change = {"worse": WORSE, "better": BETTER}.get(verdict.change, "")
    return f"{change}{ATTENTION if verdict.needs_attention else ''}"


def _cell_text(unit: UnitInReport, question: str, texts: Texts) -> str:
    """Return the text of a cell; empty for a hidden unit."""
    if unit.participation is None:
        return HIDDEN
    # Two marks stand above the number: on a phone a cell is narrow.
    both = tuple(f"{change}{ATTENTION}" for change in (WORSE, BETTER))
    text = _value(unit.cells.get(question), texts)
    return f"{text[:2]}<br>{text[2:]}" if text.startswith(both) else text


def _value(cell: Cell | None, texts: Texts) -> str:
    level: Level | None = None if cell is None else known(cell.level)
    if cell is None or level is None:
        return NOT_ASKED
    return f"{_marks(cell.verdict)}{texts.number(level.mean)}"


def _hover_text(unit: UnitInReport, question: QuestionInReport, texts: Texts) -> str:
    cell = unit.cells.get(question.question.id)
    text = texts.gettext("Too few answers to this question.")
    if unit.participation is None:
        text = unit.in_words(texts.language)
    if cell is not None:
        text = question.cell_in_words(cell, texts.language)
    words = "<br>".join(text.split(". "))
    return f"<b>{escape_html(unit.name)}</b><br>{words}"


def _in_words(units: Sequence[UnitInReport], texts: Texts) -> str:
    shown = sum(unit.participation is not None for unit in units)
    return texts.gettext(
        "Averages of {shown} of {all} units on each question, from 1 to 5 unless its name says "
        "otherwise; the last number is good. ▼ has become worse, ▲ has become better, ● needs "
        "attention; the same stands in the table."
    ).format(shown=shown, all=len(units))


def _table(
    questions: Sequence[QuestionInReport], units: Sequence[UnitInReport], texts: Texts
) -> dict[str, list[str]]:
    table = {
        texts.gettext("Unit"): [PAGE_SEPARATOR.join((*unit.above, unit.name)) for unit in units]
    }
    for question in questions:
        table[question.name(texts.language) + _ends(question)] = [
            texts.gettext("not shown")
            if unit.participation is None
            else _value(unit.cells.get(question.question.id), texts)
            for unit in units
        ]
    return table


def _ends(shown: QuestionInReport) -> str:
    """Return the ends of a scale in brackets; empty for one from 1 to 5."""
    lowest, *_, highest = shown.question.scale.values or (1.0, 5.0)
    return "" if (lowest, highest) == (1, 5) else f" ({lowest:g}–{highest:g})"


def _with_breaks(name: str) -> str:
    """Return a column name with line breaks where it may break."""
    return name.replace(": ", ":<br>").replace(" (", "<br>(")


def _row_name(unit: UnitInReport, parents: Collection[UUID | None], most: int = 24) -> str:
    """Return the name of a row, cut to `most` characters; bold for a unit with units below it."""
    name = escape_html(unit.name if len(unit.name) <= most else f"{unit.name[: most - 1]}…")
    return f"<b>{name}</b>" if unit.id in parents else name
