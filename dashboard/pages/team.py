"""One unit's published results: six trends with their uncertainty, in words and as a table."""

import streamlit as st

from dashboard import wording
from dashboard.session import current, page_head
from dashboard.team_view import comments, figures, report_of, trend_card, trend_table, unit_choice
from dashboard.wave_view import asked_this_time

st.set_page_config(layout="wide")
run = current()
_ = run.texts.gettext
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
unit = unit_choice(run, run.reader)
if unit is None:
    st.info(_("No unit is open to you."), icon=":material/lock:")
    st.stop()

report = report_of(run, run.reader, unit)
st.title(unit.name, anchor=False)
if report.latest is None:
    st.info(_("No wave has been counted yet. Results appear here after the first."))
    st.stop()

st.caption(wording.wave_name(report.latest, run.texts))
if report.latest.ballots is None:
    st.info(report.in_words(run.texts.language), icon=":material/shield_lock:")
else:
    st.markdown(report.in_words(run.texts.language))

drawn = figures(report, run.texts)
with st.grid(columns=3, min_column_width=300, gap="small"):
    for trend in report.trends:
        trend_card(trend, report, drawn[trend.question.id], run.texts)
if report.trends:
    with st.expander(_("The same as a table")):
        trend_table(report, run.texts)
if report.latest.ballots is not None:
    asked_this_time(run, run.reader, report, report.latest)
    comments(run, run.reader, report, report.latest)
