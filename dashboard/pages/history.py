"""Earlier surveys, for administrators: imported after a preview, and taken back."""

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration import aggregates_view, history_view
from dashboard.administration.kept_mappings_view import show_kept_mappings
from dashboard.navigation import enter
from surveys.history.keeping_mappings import HISTORY_KINDS

run = enter("history")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("Earlier surveys"), anchor=False)
history_view.show_outcome(run)
words = {"answers": _("Answers of people"), "aggregates": _("Numbers of whole units")}
kind = st.segmented_control(
    _("What does the file have?"),
    HISTORY_KINDS,
    format_func=words.__getitem__,
    required=True,
    **kept_in_address("file", HISTORY_KINDS),
)
if kind == "aggregates":
    aggregates_view.import_form(run, who)
    show_kept_mappings(run, who, "aggregates")
else:
    history_view.import_form(run, who)
    show_kept_mappings(run, who, "answers")
history_view.taking_back(run, who)
