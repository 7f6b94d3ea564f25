"""A report as one page that opens without a network: styles and drawings inside, no script."""

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from dashboard.reports import look
from dashboard.reports.drawings import bar_drawing, counts_drawing, trend_drawing
from surveys.reports.document import (
    Cell,
    Counts,
    Divided,
    Figure,
    Report,
    Statements,
    Table,
    TrendChart,
)
from surveys.texts import Texts

_TEMPLATE = "report.html.jinja"


def web_page(report: Report) -> bytes:
    """Return a report as a page (.html); every text is escaped."""
    texts = Texts(report.language)
    page = _template().render(
        report=report,
        look=look,
        trend=lambda chart: Markup(trend_drawing(chart, texts)),  # noqa: S704
        bar=lambda divided: Markup(bar_drawing(divided)),  # noqa: S704
        counts=lambda counts: Markup(counts_drawing(counts)),  # noqa: S704
        said=lambda cell: said(cell, texts),
        kind=kind_of,
        is_number=lambda cell: isinstance(cell, Figure),
        stopped=stopped,
    )
    return page.encode()


def stopped(name: str) -> str:
    """Return a title that stands before its sentence, with a full stop if it has none."""
    return name if not name or name.endswith((".", "?", ":")) else f"{name}."


def said(cell: Cell, texts: Texts) -> str:
    """Return a cell as text."""
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return cell.said
    return cell if isinstance(cell, str) else texts.date(cell)


def kind_of(block: object) -> str:
    """Return the name of the kind of a block, by which the template lays it out."""
    kinds: dict[type, str] = {
        Statements: "statements",
        TrendChart: "trend",
        Divided: "divided",
        Counts: "counts",
        Table: "table",
    }
    return kinds[type(block)]


@functools.cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(
        loader=folder,
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(_TEMPLATE)
