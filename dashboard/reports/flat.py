"""Sections as plain tables: what a spreadsheet holds, and what stands behind a chart. Pure."""

from collections.abc import Iterator, Sequence

from surveys.reports.document import (
    Block,
    Cell,
    Counts,
    Divided,
    Figure,
    Report,
    Statements,
    Table,
    TrendChart,
)


def tables_of(report: Report, blocks: Sequence[Block]) -> Iterator[Table]:
    """Yield blocks as tables: those of charts and of questions together, each other by itself."""
    charts = [block for block in blocks if isinstance(block, TrendChart)]
    divided = [block for block in blocks if isinstance(block, Divided)]
    told = [row for block in blocks if isinstance(block, Statements) for row in block.rows]
    words = report.words
    if told:
        columns = [words["subject"], words["about"], words["in_few_words"], words["in_words"]]
        rows = [[row.name, row.under, row.word, row.told] for row in told]
        has_about = any(row.under for row in told)
        yield Table(columns, rows) if has_about else _without(Table(columns, rows), 1)
    if charts:
        yield _waves(report, charts)
    if divided:
        yield _answers(report, divided)
    yield from (_counts(report, block) for block in blocks if isinstance(block, Counts))
    yield from (block for block in blocks if isinstance(block, Table))


def _without(table: Table, column: int) -> Table:
    rows = [[*row[:column], *row[column + 1 :]] for row in table.rows]
    return Table([*table.columns[:column], *table.columns[column + 1 :]], rows)


def _waves(report: Report, charts: Sequence[TrendChart]) -> Table:
    words = report.words
    beside = next((chart.beside for chart in charts if chart.beside), "")
    columns = [
        *(words[key] for key in ("indicator", "wave", "closed_on", "average_of_wave", "level")),
        *(words[key] for key in ("low", "high", "answers")),
        *([beside] if beside else []),
    ]
    rows: list[list[Cell]] = []
    for chart in charts:
        for point in chart.points:
            row: list[Cell] = [chart.name, point.wave, point.closed_on]
            row += map(_figure, (point.mean, point.level, point.low, point.high))
            row.append(point.answers or None)
            if beside:
                row.append(_figure(point.beside))
            rows.append(row)
    return Table(columns, rows)


def _counts(report: Report, block: Counts) -> Table:
    words = report.words
    rows: list[list[Cell]] = [
        [name, *(Figure(one, str(one), is_whole=True) for one in (number, block.of))]
        for name, number in block.rows
    ]
    columns = [words["theme"], words["comments"], words["of_comments"]]
    return Table(columns, rows, block.name, block.told)


def _figure(value: float | None) -> Figure | None:
    return None if value is None else Figure(value, f"{value:.1f}")


def _answers(report: Report, divided: Sequence[Divided]) -> Table:
    words = report.words
    columns = [
        *(words[key] for key in ("indicator", "question", "wave", "average", "low", "high")),
        *(words[key] for key in ("answer", "part")),
        f"{words['part']}: {words['low'].lower()}",
        f"{words['part']}: {words['high'].lower()}",
        words["in_words"],
    ]
    rows: list[list[Cell]] = []
    for one in divided:
        about: list[Cell] = [one.about, one.question, one.wave]
        numbers: list[Cell] = [one.mean, one.low, one.high]
        if not one.parts:
            rows.append([*about, *numbers, None, None, None, None, one.told])
        for place, part in enumerate(one.parts):
            bounds: list[Cell] = [
                Figure(round(bound, 2), "", is_part=True) for bound in (part.low, part.high)
            ]
            first = place == 0
            rows.append(
                [
                    *about,
                    *(numbers if first else (None, None, None)),
                    part.name,
                    part.share,
                    *bounds,
                    one.told if first else None,
                ]
            )
    return Table(columns, rows)
