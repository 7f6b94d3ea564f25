"""The button that makes a report of a unit, or of the organisation, to take away."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from dashboard import session
from dashboard.clock import now
from dashboard.reports import MEDIA_TYPES, written
from dashboard.results.data_download import data_button
from dashboard.results.reports import Reports
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.programme import local_date
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reports import ABOUT, FORMATS, About, Asked, Format, export_report, may_export
from surveys.reports.labels import file_name
from surveys.reports.period import choices
from surveys.sign_in import session_reader


def report_button(reports: Reports, unit: UUID, name: str, *, is_whole: bool = False) -> None:
    """Show the button, for readers who may take reports away; nothing before the first count.

    `is_whole`: the unit is the organisation, and its report has all units. It is the primary button
    of its page.
    """
    _ = reports.run.texts.gettext
    waves = reports.team(unit, name).waves if may_export(reports.who) else ()
    if not waves:
        return
    with st.popover(
        _("Report"),
        icon=":material/download:",
        type="primary" if is_whole else "tertiary",
        key="report",
        on_change="rerun",
        help=_("The results as slides, workbook, web page or PDF"),
    ) as opened:
        if opened.open:
            _choices(reports, None if is_whole else unit, name, waves)


def _choices(reports: Reports, unit: UUID | None, name: str, waves: Sequence[WaveOfUnit]) -> None:
    texts = reports.run.texts
    _, periods = texts.gettext, {period.key: period for period in choices(waves)}
    chosen = st.selectbox(
        _("About"),
        list(periods),
        format_func=lambda key: periods[key].in_words(periods[key].waves_of(waves), texts),
        key="report_period",
    )
    subjects: dict[About, str] = {
        "results": _("All results"),
        "risk inventory": _("For the risk inventory (RI&E)"),
    }
    about = st.radio(_("What"), ABOUT, format_func=subjects.__getitem__, key="report_about")
    names = {
        "pptx": _("Slides (PowerPoint)"),
        "xlsx": _("Workbook (Excel)"),
        "html": _("Web page (HTML)"),
        "pdf": _("On paper (PDF)"),
    }
    file_format = st.radio(_("As"), FORMATS, format_func=names.__getitem__, key="report_format")
    period = periods[chosen]
    key = period.key if period.year else str(period.waves_of(waves)[-1].closes_on)
    kind = "ri-e" if about == "risk inventory" else ""
    st.download_button(
        _("Make and download"),
        _file(reports, Asked(unit, period, about), file_format),
        f"{file_name(name, kind, key)}.{file_format}",
        mime=MEDIA_TYPES[file_format],
        on_click="ignore",
        key="report_download",
        width="stretch",
    )
    data_button(reports, unit, name, period)
    st.caption(_("The audit trail notes who takes a report or data away."))


def _file(reports: Reports, asked: Asked, file_format: Format) -> Callable[[], bytes]:
    run, secret = reports.run, session.session_secret() or ""
    return partial(
        report_as_signed_in, run.installation, secret, asked, run.texts.language, file_format
    )


def report_as_signed_in(
    installation: Installation, secret: str, asked: Asked, language: str, file_format: Format
) -> bytes:
    """Return a report as a file, with the rights of the session at this moment.

    Raises NotAllowedError when it has ended, or the results are not open to its reader any more.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    today = local_date(installation, now())
    report = export_report(installation, who, asked, language, today, file_format)
    return written(report, file_format)
