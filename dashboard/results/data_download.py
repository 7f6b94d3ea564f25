"""The button that makes an export of data, of a unit or of all units, to take away."""

from functools import partial
from uuid import UUID

import streamlit as st

from dashboard import session
from dashboard.clock import now
from dashboard.reports.formats import zipped
from dashboard.results.reports import Reports
from surveys.access import NotAllowedError
from surveys.exports import data_file_name, export_data
from surveys.installation import Installation
from surveys.programme import local_date
from surveys.reports import Period
from surveys.sign_in import session_reader


def data_button(reports: Reports, unit: UUID | None, name: str, period: Period) -> None:
    """Show the button within what offers reports; of all units where `unit` is None."""
    run = reports.run
    _ = run.texts.gettext
    st.download_button(
        _("Data (CSV and Parquet)"),
        partial(
            data_as_signed_in,
            run.installation,
            session.session_secret() or "",
            unit,
            period,
            run.texts.language,
        ),
        f"{data_file_name('' if unit is None else name, period)}.zip",
        mime="application/zip",
        icon=":material/table_view:",
        type="tertiary",
        on_click="ignore",
        key="data_download",
        width="stretch",
        help=_("Tables for other programs, with a description of every column"),
    )


def data_as_signed_in(
    installation: Installation, secret: str, unit: UUID | None, period: Period, language: str
) -> bytes:
    """Return an export of data as an archive, with the rights of the session at this moment.

    Raises NotAllowedError when it has ended, or the results are not open to its reader any more.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    today = local_date(installation, now())
    data = export_data(installation, who, language, today, unit=unit, period=period)
    return zipped(data.files)
