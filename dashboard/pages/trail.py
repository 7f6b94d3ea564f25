"""The audit trail: who read results, and who changed people, settings or texts."""

import streamlit as st

from dashboard.address import number_in_address, page_turner
from dashboard.administration import trail_view
from dashboard.navigation import enter
from dashboard.reports.council_pack import council_pack_button
from surveys.trail import MAX_AGE_YEARS
from surveys.trail.reading import read_trail

MAX_PAGE = 100_000
"""What an address may ask for; a page beyond the last is the last."""

run = enter("trail")
_ = run.texts.gettext
st.title(_("Audit trail"), anchor=False)
st.markdown(
    _(
        "Who read which results, and who changed people, settings or texts, by day. Answering "
        "leaves nothing here. It is kept for {years} years, and nobody can change it."
    ).format(years=MAX_AGE_YEARS)
)
kind = trail_view.kind_choice(run.texts)
page = number_in_address("page", MAX_PAGE)
trail = read_trail(run.installation, run.require_reader(), kind=kind, page=page)
if not trail.entries:
    st.info(_("Nothing of this kind was noted."), icon=":material/history:")
trail_view.entries_by_day(trail.entries, run.texts)
page_turner("page", trail.pages)
if trail.entries:
    st.download_button(
        _("Save as a file (CSV)"),
        trail_view.csv_file(run, kind),
        file_name=f"peil-trail-{run.today}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(_("Saving the file is noted in the trail as well."))
council_pack_button(run)
