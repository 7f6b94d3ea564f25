"""Make a report: who may have it, what it consists of, and that it is noted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args
from uuid import UUID

from db.engine import reading as read_transaction
from db.engine import writing
from surveys import trail
from surveys.access import ANONYMOUS, NotAllowedError, Reader
from surveys.installation import Installation
from surveys.reading import Reading
from surveys.reading.sources import source
from surveys.reports.closing_sections import agreements, how_to_read
from surveys.reports.document import Report, Section, Topic
from surveys.reports.file_names import file_name
from surveys.reports.material import Material
from surveys.reports.organisation_sections import elsewhere, of_units
from surveys.reports.period import Period, PeriodError
from surveys.reports.question_sections import questions, together, topics
from surveys.reports.unit_sections import at_a_glance, participation, trends
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR

Format = Literal["pptx", "xlsx", "html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

SERVER = Reader(ANONYMOUS, "", None, frozenset({"hr"}), frozenset())
"""Whoever runs a command on the server: they reach everything that is published anyway.

The trail says that it was done on the server.
"""


@dataclass(frozen=True)
class Asked:
    """The report that somebody asks for; `unit` is None for the organisation with all its units."""

    unit: UUID | None = None
    period: Period = field(default_factory=Period)


def may_export(who: Reader) -> bool:
    """Return whether somebody may take reports away.

    Not whoever came by the link of a team: nobody knows who that is, and it could not be noted.
    """
    return who.reads_everything or bool(who.managed_units)


def make_report(reading: Reading, asked: Asked, language: str, today: date) -> Report:
    """Return a report, of the transaction of a reading and with the rights of its reader.

    Raises NotAllowedError where the unit, or without one the organisation, is not open to the
    reader, and PeriodError where nothing was counted in the period.
    """
    if not may_export(reading.who):
        raise NotAllowedError("results")
    is_whole = asked.unit is None
    if is_whole and not reading.who.reads_everything:
        raise NotAllowedError("results")
    unit = _root(reading) if asked.unit is None else asked.unit
    reading.check_may_read(unit)
    of = Material(reading, unit, asked.period, Texts(language), today)
    return _laid_out(of, is_whole=is_whole)


def export_report(
    installation: Installation,
    who: Reader,
    asked: Asked,
    language: str,
    today: date,
    file_format: Format,
) -> Report:
    """Return a report to be written to a file, and note in the trail who takes it away.

    Raises as `make_report` does; then nothing is noted.
    """
    with read_transaction(installation.engine) as session:
        report = make_report(Reading(installation, session, who), asked, language, today)
    with writing(installation.engine) as session:
        subject = f"{report.name}, {report.period_key}, {file_format}"
        trail.note(session, "results exported", subject, who.known_as)
    return report


def _root(reading: Reading) -> UUID:
    """Return the unit that is the organisation, in the newest wave."""
    baseline = reading.baseline
    for unit in baseline.units:
        if not baseline.above(unit):
            return unit
    raise PeriodError("none")


def _laid_out(of: Material, *, is_whole: bool) -> Report:
    texts = of.texts
    _, report, last = texts.gettext, of.report, of.last
    name = next((unit.name for unit in of.reading.units if unit.id == of.unit), report.name)
    above = next((unit.above for unit in of.reading.units if unit.id == of.unit), ())
    sections: list[Section] = [
        at_a_glance(of),
        *(of_units(of) if is_whole else ()),
        *trends(of),
        *questions(of),
        *topics(of),
        *together(of),
        participation(of),
        *agreements(of),
        *how_to_read(of),
        *([elsewhere(of)] if is_whole else ()),
    ]
    period = of.period.in_words(of.waves, texts)
    key = of.period.key if of.period.year else str(last.closes_on)
    facts = source(name, last, of.needed, texts).split(" · ")
    return Report(
        language=texts.language,
        name=name,
        above=PAGE_SEPARATOR.join(above),
        period=period,
        period_key=key,
        file_name=file_name(name, key),
        made_on=of.today,
        facts=[*facts, _("intervals hold the level 19 times in 20")],
        not_shown=_(
            "Not shown, so that nobody's answer can be worked out: groups of {k} people or fewer, "
            "and what fewer than {k} answered."
        ).format(k=of.needed.k),
        sections=sections,
        topics=_topics(texts),
        words=_words(texts, of),
    )


def _topics(texts: Texts) -> dict[Topic, str]:
    _ = texts.gettext
    return {
        "overview": _("At a glance"),
        "where_to_look": _("Where to look first"),
        "trends": _("Trends"),
        "questions": _("Questions"),
        "topics": _("Topics"),
        "together": _("What goes together"),
        "units": _("All units"),
        "participation": _("Who answers"),
        "agreements": _("What we agreed"),
        "reading": _("How to read this"),
    }


def _words(texts: Texts, of: Material) -> dict[str, str]:
    """Return the labels that files need besides what the sections tell."""
    _ = texts.gettext
    return {
        "report": _("Report of results"),
        "made_on": _("Made on {day}").format(day=texts.date(of.today)),
        "ask": _("Two questions to ask"),
        "notes": _("For whoever presents this"),
        "more": _("How do we know?"),
        "indicator": _("Indicator"),
        "question": _("Question"),
        "wave": _("Wave"),
        "closed_on": _("Closed on"),
        "average": _("Average"),
        "average_of_wave": _("Average of a wave"),
        "level": _("Likely level"),
        "low": _("Low"),
        "high": _("High"),
        "answers": _("Answers"),
        "answer": _("Answer"),
        "part": _("Part"),
        "in_words": _("In words"),
        "in_few_words": _("In a few words"),
        "subject": _("Subject"),
        "about": _("About"),
        "not_shown": _("not shown"),
        "continued": _("continued"),
        "all_in_workbook": _("All rows are in the workbook and on the page."),
        "charts": _("Charts"),
        "contents": _("Contents"),
        "page": _("Page"),
        "dotted": _("Dotted"),
        "drawn": _(
            "Dots: averages of waves. Line: the likely level. Band: it lies in it about 19 times "
            "in 20."
        ),
    }
