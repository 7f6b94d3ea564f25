"""The verdict of an audit on paper, dated, with the limits that held on that day. Pure."""

from collections.abc import Sequence
from datetime import date

from surveys.audit import Audit
from surveys.documents import Values
from surveys.reports.document import Cell, Report, Section, Table
from surveys.reports.labels import file_name, labels
from surveys.texts import Texts


def attestation(
    values: Values,
    audit: Audit,
    never: Sequence[str],
    promise: str,
    limits: Sequence[str],
    version: str,
    language: str,
    today: date,
) -> Report:
    """Return the attestation: the verdict, the thresholds, what is stored, and what is not covered.

    It has no number of answers and no result, also while a wave is open.
    """
    texts = Texts(language)
    _ = texts.gettext
    day = texts.date(today)
    words = {**labels(texts, today), "report": _("Attestation for the works council")}
    return Report(
        language=language,
        name=values.organisation,
        above="",
        period=day,
        period_key=today.isoformat(),
        file_name=file_name("attestation", today.isoformat(), language),
        made_on=today,
        facts=[values.organisation, _("checked on {day}").format(day=day), f"Peil {version}"],
        not_shown=_("This attestation holds no results, and nothing about anybody's answers."),
        sections=[
            _verdict(audit, promise, version, texts, day),
            _limits(values, texts),
            *_stored(audit, never, texts),
            _not_covered(limits, texts),
            _signatures(texts),
        ],
        topics={
            "overview": _("What was checked"),
            "participation": _("Thresholds, periods and keys"),
            "questions": _("What is stored, and what never is"),
            "reading": _("What this does not cover"),
        },
        words=words,
    )


def _verdict(audit: Audit, promise: str, version: str, texts: Texts, day: str) -> Section:
    _ = texts.gettext
    if audit.passed:
        verdict = _("Passed: all that is stored here may be stored.")
    else:
        verdict = texts.ngettext(
            "{n} thing is not as it should be.",
            "{n} things are not as they should be.",
            len(audit.faults),
        )
    wave = (
        _("No wave was open.")
        if audit.open_wave is None
        else _("Wave {n} was open.").format(n=audit.open_wave)
    )
    how = _(
        "On {day}, Peil {version} compared everything that this installation stores with the list "
        "of what may be stored. {wave}"
    ).format(day=day, version=version, wave=wave)
    rows: list[list[Cell]] = [
        [
            finding.in_words(texts.gettext),
            _("holds") if finding.severity == "ok" else _("does not hold"),
            finding.advice(texts.gettext),
        ]
        for finding in audit.findings
    ]
    again = _(
        "Anybody who wants to see it again runs “peil audit” on the server, or reads the privacy "
        "page."
    )
    return Section(
        "overview",
        _("What was checked"),
        [Table([_("What was checked"), _("Outcome"), _("What to do")], rows)],
        [("", verdict), ("", how), ("", texts.gettext(promise)), ("", again)],
    )


def _limits(values: Values, texts: Texts) -> Section:
    _, needed, kept = texts.gettext, values.thresholds, values.retention
    rows: list[list[Cell]] = [
        [_("Any number"), _("from {n} answers").format(n=needed.k)],
        [_("How answers are divided"), _("from {n} answers").format(n=needed.k_distribution)],
        [_("Comments"), _("from {n} answers").format(n=needed.k_comment)],
        [_("Who answered"), _("in bands only, and never that everybody did")],
        [_("Numbers are kept"), _("{n} years").format(n=kept.result_years)],
        [_("Comments are kept"), _("{n} months").format(n=kept.comment_months)],
        [_("The audit trail is kept"), _("{n} years").format(n=values.trail_years)],
        [_("Keepers of the key"), " · ".join(values.keepers.keepers) or _("none")],
    ]
    return Section(
        "participation",
        _("Thresholds, periods and keys"),
        [Table([_("Subject"), _("On this day")], rows)],
        [("", texts.gettext(values.keepers.custody))],
    )


def _stored(audit: Audit, never: Sequence[str], texts: Texts) -> list[Section]:
    _ = texts.gettext
    rows: list[list[Cell]] = [
        [texts.gettext(store.name), table.name, texts.gettext(table.purpose)]
        for store in audit.stores
        for table in store.tables
    ]
    title = _("What is stored, and what never is")
    told = [("", texts.gettext(sentence)) for sentence in never]
    return [
        Section("questions", title, [Table([_("Store"), _("Table"), _("What it is for")], rows)]),
        Section("questions", _("Never stored"), told=told),
    ]


def _not_covered(limits: Sequence[str], texts: Texts) -> Section:
    _ = texts.gettext
    told = [("", texts.gettext(limit)) for limit in limits]
    checked = _(
        "A program that was changed can say of itself that nothing was changed: compare the "
        "version, and have an expert of your choice run the audit."
    )
    return Section("reading", _("What this does not cover"), told=[*told, ("", checked)])


def _signatures(texts: Texts) -> Section:
    _ = texts.gettext
    columns = [_("For"), _("Name"), _("Date"), _("Signature")]
    rows: list[list[Cell]] = [
        [_("the works council"), "", "", ""],
        [_("the employer"), "", "", ""],
    ]
    return Section("reading", _("Seen by"), [Table(columns, rows)])
