"""A report on paper: a tagged PDF, laid out by Typst from data alone.

Typst is one wheel without a library of the system, and knows headings, tables and alternative
texts; a browser or Pango would have to be installed beside Peil.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from dashboard.reports import look
from dashboard.reports.drawings import bar_drawing, counts_drawing, trend_drawing
from dashboard.reports.web_page import said, stopped
from surveys.reports.document import (
    Block,
    Counts,
    Divided,
    Figure,
    Report,
    Section,
    Statements,
    Table,
    Topic,
    TrendChart,
)
from surveys.texts import Texts

_FOLDER = Path(__file__).parent
_LAYOUT = _FOLDER / "report.typ"
_FONTS = _FOLDER / "fonts"

_NARROWEST, _WIDEST = 7, 30
"""Widths of columns in characters, which are taken as parts of the whole."""

_NEW_PAGE = frozenset[Topic]({"trends", "questions", "reading"})
"""The topics that begin on a page of their own."""

_MOST_UPRIGHT = 9
"""The most columns of a table on an upright page."""


def paper(report: Report) -> bytes:
    """Return a report as a PDF."""
    data = json.dumps(_data(report), ensure_ascii=False)
    made = datetime.combine(report.made_on, time(), UTC)
    compiler = typst.Compiler(font_paths=[str(_FONTS)], sys_inputs={"report": data})
    written = compiler.compile(_LAYOUT.read_bytes(), format="pdf", timestamp=int(made.timestamp()))
    if not isinstance(written, bytes):
        msg = "a report is one file"
        raise TypeError(msg)
    return written


def _data(report: Report) -> Mapping[str, Any]:
    """Return what the layout reads: plain texts, numbers, and drawings as SVG."""
    texts = Texts(report.language)
    return {
        "language": report.language,
        "title": report.title,
        "name": report.name,
        "above": report.above,
        "period": report.period,
        "foot": report.foot,
        "not_shown": report.not_shown,
        "year": report.made_on.year,
        "month": report.made_on.month,
        "day": report.made_on.day,
        "words": report.words,
        "look": {
            "ink": look.INK,
            "team": look.TEAM,
            "attention": look.ATTENTION,
            "lines": look.LINES,
            "ground": look.GROUND,
        },
        "topics": [
            {
                "title": title,
                "breaks": topic in _NEW_PAGE,
                "wide": any(_is_wide(block) for section in sections for block in section.blocks),
                "sections": [_section(section, texts) for section in sections],
            }
            for topic, title, sections in report.by_topic()
        ],
    }


def _is_wide(block: Block) -> bool:
    return isinstance(block, Table) and len(block.columns) > _MOST_UPRIGHT


def _section(section: Section, texts: Texts) -> Mapping[str, Any]:
    return {
        "title": section.title,
        "blocks": [_block(block, texts) for block in section.blocks],
        "opening": section.opening,
        "titled": [(stopped(name), sentence) for name, sentence in section.titled],
        "ask": section.ask,
        "more": [(stopped(name), sentence) for name, sentence in section.more],
    }


def _block(block: Block, texts: Texts) -> Mapping[str, Any]:
    if isinstance(block, Statements):
        rows = [
            {"name": r.name, "word": r.word, "tone": r.tone, "told": r.told, "under": r.under}
            for r in block.rows
        ]
        return {"kind": "statements", "rows": rows}
    if isinstance(block, TrendChart):
        return {
            "kind": "trend",
            "question": block.question,
            "beside": block.beside,
            "described": block.described,
            "svg": trend_drawing(block, texts),
        }
    if isinstance(block, Divided):
        return _divided(block)
    if isinstance(block, Counts):
        return {
            "kind": "counts",
            "told": block.told,
            "described": block.described,
            "svg": counts_drawing(block),
        }
    return _table(block, texts)


def _divided(block: Divided) -> Mapping[str, Any]:
    parts = [
        {
            "name": part.name,
            "said": part.share.said,
            "between": part.between,
            "colour": look.GROUPS[part.group],
        }
        for part in block.parts
    ]
    return {
        "kind": "divided",
        "question": block.question,
        "about": block.about,
        "wave": block.wave,
        "told": block.told,
        "parts": parts,
        "svg": bar_drawing(block) if block.adds_up else "",
    }


def _table(table: Table, texts: Texts) -> Mapping[str, Any]:
    rows = [[said(cell, texts) for cell in row] for row in table.rows]
    return {
        "kind": "table",
        "title": table.title,
        "note": table.note,
        "columns": table.columns,
        "rows": rows,
        "widths": [_width(place, table.columns, rows) for place in range(len(table.columns))],
        "numbers": [
            any(isinstance(row[place], Figure) for row in table.rows)
            for place in range(len(table.columns))
        ],
    }


def _width(place: int, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the width of a column: its longest word, or its longest cell within bounds."""
    # Letters of a head are bold, and no word of it is broken.
    words = [len(word) + 2 for word in columns[place].split()]
    words += [len(word) for row in rows for word in row[place].split()]
    cells = [min(len(row[place]), _WIDEST) for row in rows]
    return max(_NARROWEST, *words, *cells)
