"""Make a report: who may have it, what it consists of, and that it is noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args
from uuid import UUID

from db.engine import writing
from surveys import trail
from surveys.access import ANONYMOUS, NotAllowedError, Reader
from surveys.installation import Installation
from surveys.reading import Reading, open_reading
from surveys.reading.sources import source
from surveys.reports.closing_sections import agreements, how_to_read
from surveys.reports.comment_sections import comment_themes
from surveys.reports.document import Report, Section
from surveys.reports.labels import file_name, labels, topic_names
from surveys.reports.material import Material
from surveys.reports.organisation_sections import beside_others, elsewhere, of_units
from surveys.reports.period import Period, PeriodError
from surveys.reports.question_sections import questions, together, topics
from surveys.reports.risk_inventory import RISKS, TITLE, risk_sections
from surveys.reports.unit_sections import at_a_glance, participation, trends
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR

Format = Literal["pptx", "xlsx", "html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

About = Literal["results", "risk inventory"]
ABOUT: tuple[About, ...] = get_args(About)
"""All results, or those that a risk inventory can use, with what it has to know of them."""

SERVER = Reader(ANONYMOUS, "", None, frozenset({"hr"}), frozenset())
"""The person who runs a command on the server: they reach everything that is published anyway.

The trail says that it was done on the server.
"""


@dataclass(frozen=True)
class Asked:
    """The report that somebody asks for; `unit` is None for the organisation with all its units."""

    unit: UUID | None = None
    period: Period = field(default_factory=Period)
    about: About = "results"


def may_export(who: Reader) -> bool:
    """Return whether somebody may take reports away.

    Not anybody who came by the link of a team: nobody knows who that is, and it could not be noted.
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
    about = RISKS if asked.about == "risk inventory" else None
    of = Material(reading, unit, asked.period, Texts(language), today, about)
    if about is not None:
        words = {"report": of.texts.gettext(TITLE)}
        sections = risk_sections(of, is_whole=is_whole)
        return _laid_out(of, sections, words, "ri-e")
    return _laid_out(of, _sections(of, is_whole=is_whole), {})


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
    with open_reading(installation, who) as reading:
        report = make_report(reading, asked, language, today)
    with writing(installation.engine) as session:
        about = "" if asked.about == "results" else f"{asked.about}, "
        subject = f"{report.name}, {report.period_key}, {about}{file_format}"
        trail.note(session, "results exported", subject, who.known_as)
    return report


def _root(reading: Reading) -> UUID:
    """Return the unit that is the organisation, in the newest wave."""
    baseline = reading.baseline
    for unit in baseline.units:
        if not baseline.above(unit):
            return unit
    raise PeriodError("none")


def _sections(of: Material, *, is_whole: bool) -> list[Section]:
    return [
        at_a_glance(of),
        *(of_units(of) if is_whole else ()),
        *trends(of),
        *questions(of),
        *topics(of),
        *together(of),
        *comment_themes(of),
        participation(of),
        *agreements(of),
        *how_to_read(of),
        *((*beside_others(of), elsewhere(of)) if is_whole else ()),
    ]


def _laid_out(
    of: Material, sections: Sequence[Section], words: Mapping[str, str], kind: str = ""
) -> Report:
    texts = of.texts
    _, report, last = texts.gettext, of.report, of.last
    name = next((unit.name for unit in of.reading.units if unit.id == of.unit), report.name)
    above = next((unit.above for unit in of.reading.units if unit.id == of.unit), ())
    period = of.period.in_words(of.waves, texts)
    key = of.period.key if of.period.year else str(last.closes_on)
    facts = source(name, last, of.needed, texts).split(" · ")
    return Report(
        language=texts.language,
        name=name,
        above=PAGE_SEPARATOR.join(above),
        period=period,
        period_key=key,
        file_name=file_name(name, kind, key),
        made_on=of.today,
        facts=[*facts, _("intervals hold the level 19 times in 20")],
        not_shown=_(
            "Not shown, so that nobody's answer can be worked out: groups of {k} people or fewer, "
            "and what fewer than {k} answered."
        ).format(k=of.needed.k),
        sections=sections,
        topics=topic_names(texts),
        words={**labels(texts, of.today), **words},
    )
