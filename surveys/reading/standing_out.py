"""That nothing stands out in a unit, and why; when it can. Pure."""

from collections.abc import Sequence
from datetime import date

from surveys.reading.team_report import TeamReport
from surveys.statistics.verdict.statement import MIN_WAVES
from surveys.texts import Texts


def nothing_stands_out(report: TeamReport, coming: Sequence[date], texts: Texts) -> tuple[str, str]:
    """Return in a title and a sentence that nothing stands out, and why.

    `coming` are the closing days of the next waves.
    """
    _ = texts.gettext
    if report.pending:
        return (
            _("What stands out"),
            _("What the newest wave tells is being worked out; look again in some minutes."),
        )
    if is_early(report):
        return early_title(report, texts), until_when(report, coming, texts)
    return (
        _("Nothing stands out yet"),
        _("A change may have begun that cannot be seen yet. What do the lines not show?"),
    )


def is_early(report: TeamReport) -> bool:
    """Return whether no change of any indicator can be told yet."""
    return all(t.verdict is None or t.verdict.change == "too early" for t in report.trends)


def early_title(report: TeamReport, texts: Texts) -> str:
    """Return how early it is: the first result, or one of the first."""
    _ = texts.gettext
    if max((trend.published_waves for trend in report.trends), default=0) == 1:
        return _("First result: a starting point")
    return _("Too early to tell what changes")


def until_when(report: TeamReport, coming: Sequence[date], texts: Texts) -> str:
    """Return from when on changes can be told, and what to ask until then."""
    until_then = texts.gettext("Until then: does your team recognise this?")
    return f"{from_when(report, coming, texts)} {until_then}"


def from_when(report: TeamReport, coming: Sequence[date], texts: Texts) -> str:
    """Return from when on changes can be told."""
    _ = texts.gettext
    waves = max((trend.published_waves for trend in report.trends), default=0)
    missing = MIN_WAVES - waves
    day = coming[missing - 1] if 0 < missing <= len(coming) else None
    if day is None:
        return _("From the third wave on, Peil can say what changes.")
    told = _("From the third wave on, about {day}, Peil can say what changes.")
    return told.format(day=texts.short_date(day))
