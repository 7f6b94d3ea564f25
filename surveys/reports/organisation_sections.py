"""What the organisation's report has besides its own results: its units, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from surveys.instrument import load_reference_values
from surveys.reading import highlights_of, read_organisation
from surveys.reading.beside_others import beside_others as beside
from surveys.reading.beside_others import not_a_norm, read_own_shares
from surveys.reading.highlights import Highlight, Highlights
from surveys.reading.organisation import OrganisationReport, UnitInReport
from surveys.reading.verdicts.summary import summary_of
from surveys.reports.document import Cell, Section, Statement, Statements, Table
from surveys.reports.material import Material
from surveys.settings import current_settings
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR


def of_units(of: Material) -> Iterator[Section]:
    """Yield where to look first and all units; none about an earlier time than the newest wave."""
    if not of.is_newest:
        return
    report = read_organisation(of.reading)
    found = highlights_of(of.reading, report)
    yield _where_to_look(of, report, found)
    yield _all_units(of, report, found.days)


def side_by_side(of: Material) -> Iterator[Section]:
    """Yield all units in what the report is about, of the newest wave."""
    if of.is_newest:
        report = read_organisation(of.reading)
        kept = [question for question in report.questions if of.has(question.indicator.id)]
        found = highlights_of(of.reading, report)
        yield _all_units(of, replace(report, questions=kept), found.days)


def _where_to_look(of: Material, report: OrganisationReport, found: Highlights) -> Section:
    texts = of.texts
    _, language = texts.gettext, texts.language
    if found.pending:
        message = _("What the newest wave tells is being worked out; look again in some minutes.")
        return Section("where_to_look", _("Where to look first"), told=[("", message)])
    listed = [*([found.whole] if found.whole is not None else []), *found.listed]
    rows = [row for one in listed for row in _rows(found, one, language)]
    how = f"{found.how_listed_in_words(language)} {found.by_chance_in_words(language)}"
    told = [("", how)]
    if not found.listed:
        told.insert(0, ("", found.nothing_in_words(report, language)))
    blocks = [Statements(rows)] if rows else []
    return Section("where_to_look", _("Where to look first"), blocks, told)


def _rows(found: Highlights, one: Highlight, language: str) -> Iterator[Statement]:
    for named, verdict in one.verdicts:
        summary = found.summary((named, verdict), language)
        under = " · ".join([named.name(language), *one.above[-1:]])
        yield Statement(one.name, summary.word, summary.tone, summary.in_words, under)


def _all_units(of: Material, report: OrganisationReport, days: Mapping[UUID, date]) -> Section:
    texts = of.texts
    _, language = texts.gettext, texts.language
    names = [question.name(language) for question in report.questions]
    columns = [_("Unit"), _("In"), _("Who answered"), *names, _("What stands out")]
    rows: list[list[Cell]] = []
    hidden = _("not shown")
    for unit in report.units:
        cells = [unit.cells.get(question.question.id) for question in report.questions]
        part = unit.participation
        rows.append(
            [
                unit.name,
                PAGE_SEPARATOR.join(unit.above),
                hidden if part is None else part.in_short(texts),
                *(
                    None if cell is None or cell.value is None else of.number(cell.value)
                    for cell in cells
                ),
                _marks(report, unit, days, texts),
            ]
        )
    listed = {unit.id for unit in report.units}
    depths = [sum(above in listed for above in unit.path[1:]) for unit in report.units]
    shown = sum(unit.participation is not None for unit in report.units)
    note = _("{shown} of {all} units can be shown.").format(shown=shown, all=len(report.units))
    likely = _(
        "The likely level, on the scale of each question; its interval is in the report of the "
        "unit. No order among units follows from it: most differences are chance."
    )
    real: list[list[Cell]] = [
        [question.name(language), question.in_words(language)] for question in report.questions
    ]
    return Section(
        topic="units",
        title=_("All units"),
        blocks=[
            Table(columns, rows, note=f"{note} {likely}", depths=depths),
            Table([_("Indicator"), _("In words")], real, _("How much of the differences is real?")),
        ],
    )


def _marks(
    report: OrganisationReport, unit: UnitInReport, days: Mapping[UUID, date], texts: Texts
) -> str:
    told = []
    for named in report.questions:
        cell = unit.cells.get(named.question.id)
        verdict = None if cell is None or cell.value is None else cell.verdict
        if verdict is None or not verdict.stands_out:
            continue
        summary = summary_of(verdict, named.question, named.indicator, days, texts)
        if summary is not None:
            told.append(f"{named.name(texts.language)}: {summary.word}")
    return "; ".join(told)


def beside_others(of: Material) -> Iterator[Section]:
    """Yield what the organisation answered beside figures of open data, of the newest wave."""
    if not of.is_newest:
        return
    texts = of.texts
    _ = texts.gettext
    own_file, shares = current_settings().reference_figures, read_own_shares(of.reading)
    found = beside(of.reading.instrument, shares, own_file)
    rows: list[list[Cell]] = [
        [
            one.own_in_words(texts),
            one.figure_in_words(texts),
            one.figure.sectors_in_words(texts),
            f"{one.difference_in_words(texts)} {one.figure.source_in_words(texts)}",
        ]
        for one in found.figures
        if of.has(one.question.indicator)
    ]
    if not rows:
        return
    told = [("", not_a_norm(texts))]
    if found.fault is not None:
        told.append(("", found.fault.in_words(texts)))
    sectors, differs = _("Sectors and occupations"), _("How it differs, and the source")
    columns = [_("Here"), _("Elsewhere"), sectors, differs]
    yield Section("reading", _("Beside figures of the country"), [Table(columns, rows)], told)


def elsewhere(of: Material) -> Section:
    """Return figures from other studies with source, year and caveat."""
    texts = of.texts
    _, language = texts.gettext, texts.language
    rows: list[list[Cell]] = [
        [
            value.in_words(texts),
            value.text[language],
            f"{value.source[language]}, {value.year}",
            value.caveat[language],
        ]
        for value in load_reference_values()
    ]
    columns = [_("Number"), _("What it is"), _("Source"), _("Caveat")]
    context = _("For context only; these figures are not comparable with yours.")
    return Section("reading", _("What others found"), [Table(columns, rows)], [("", context)])
