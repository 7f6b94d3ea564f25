"""How the organisation as a whole is doing, for the people of one of its units."""

from uuid import UUID

import streamlit as st

from dashboard.results.reports import Reports
from surveys.texts import escape_markdown


def whole_in_short(reports: Reports, unit: UUID) -> None:
    """Show in words where the organisation stands and what changed, beside a unit's own results.

    Nothing for the organisation itself, and where nothing of it is published.
    """
    report, texts = reports.whole(), reports.run.texts
    if report is None or report.unit == unit or not report.trends:
        return
    _, language = texts.gettext, texts.language
    with st.container(border=True, key="whole"):
        st.subheader(_("The organisation as a whole"), anchor=False)
        st.caption(escape_markdown(report.in_words(language)))
        lines = []
        for trend in report.trends:
            badge = trend.badge_in_words(language)
            told = f"{badge}. {trend.level_in_words(language)}" if badge else ""
            told = escape_markdown(told or trend.level_in_words(language))
            lines.append(f"- **{escape_markdown(trend.name(language))}.** {told}")
        st.markdown("\n".join(lines))
        st.caption(_("Everybody with results of a unit sees this, and nothing of other units."))
