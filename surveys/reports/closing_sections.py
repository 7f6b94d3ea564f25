"""The last sections of a report: what was agreed, what is not shown and why, what words mean."""

from collections.abc import Iterator

from surveys.follow_up import read_follow_up
from surveys.reading.sources import never_shown
from surveys.reports.document import Cell, Section, Table
from surveys.reports.material import Material
from surveys.texts import Texts


def agreements(of: Material) -> Iterator[Section]:
    """Yield what the unit agreed on, and what its leader replied, in the period or before."""
    texts = of.texts
    _, language = texts.gettext, texts.language
    noted, last = read_follow_up(of.reading, of.unit), of.last
    names = {trend.indicator.id: trend.name(language) for trend in of.report.trends}
    until = of.today if of.is_newest else last.closes_on
    rows: list[list[Cell]] = [
        [
            agreement.text,
            names.get(agreement.indicator or "", _("In general")),
            agreement.starts_on,
            agreement.looks_back_on,
            agreement.in_words(language),
        ]
        for agreement in reversed(noted.agreements)
        if agreement.starts_on <= until
    ]
    waves = {wave.id for wave in of.waves}
    replies = [reply for reply in noted.replies if reply.wave in waves]
    if not rows and not replies:
        return
    columns = [_("Agreement"), _("About"), _("From"), _("Look back on"), _("In words")]
    told = [
        pair
        for reply in replies
        for pair in ((_("You said"), reply.said), (_("We did"), reply.did))
    ]
    blocks = [Table(columns, rows)] if rows else []
    yield Section("agreements", _("What we agreed"), blocks, told)


def how_to_read(of: Material) -> Iterator[Section]:
    """Yield what is not shown, and why, and what the words of the report mean."""
    texts = of.texts
    _ = texts.gettext
    told = [*never_shown(of.report, of.needed, texts)]
    told.append(
        (
            _("Comments."),
            _("They are read on the page only, so that no copy outlives their retention."),
        )
    )
    yield Section("reading", _("What is not shown, and why"), told=told)
    rows: list[list[Cell]] = [[term, meaning] for term, meaning in definitions(texts)]
    yield Section("reading", _("What the words mean"), [Table([_("Word"), _("Meaning")], rows)])


def definitions(texts: Texts) -> list[tuple[str, str]]:
    """Return the words of a report with their meanings."""
    _ = texts.gettext
    return [
        (
            _("Wave"),
            _("One round of the survey: opened, answered, closed, and counted once."),
        ),
        (
            _("Average"),
            _(
                "The mean of the answers of one wave to one question, on the scale of the "
                "question. Groups that are nearly unanimous are blurred first."
            ),
        ),
        (
            _("Likely level"),
            _(
                "Where the group probably stands, worked out of all waves together, so that "
                "chance in a single wave weighs less."
            ),
        ),
        (
            _("Low and high"),
            _(
                "The interval that holds the level about 19 times in 20. It is wide where few "
                "answered."
            ),
        ),
        (
            _("Badge"),
            _(
                "A change, or a level that needs attention. One error budget holds for all "
                "indicators of a team over a year."
            ),
        ),
        (
            _("Who answered"),
            _(
                "Which part of the people behind the numbers, in tenths; numbers of answers are "
                "said in bands. Nobody can tell from it who was silent."
            ),
        ),
        (
            _("Part"),
            _(
                "The share of answers in a group of options; of fewer than 50 answers it is "
                "rounded to 5 %. Shares of one question add up to 100 %, unless several options "
                "may be chosen."
            ),
        ),
        (
            _("Not shown"),
            _(
                "Too few people or answers, so that a number could tell what somebody answered. "
                "An empty cell means the same."
            ),
        ),
    ]
