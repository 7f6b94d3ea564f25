"""Comments by theme: HR reads, counts, compares two coders, quotes, and keeps the codebook."""

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.navigation import enter
from dashboard.results.codebook_view import codebook
from dashboard.results.coding_view import agreement, coding, show_fault, wave_to_code
from dashboard.results.quotes_view import quotes
from surveys.open_answers import read_theme_states, waves_to_code

run = enter("comments")
_, language = run.texts.gettext, run.texts.language
who = run.require_reader()
st.title(_("Comments by theme"), anchor=False)
st.markdown(
    _(
        "Comments come in random order and without their unit. Names of people who work here, "
        "addresses and numbers were masked before anybody could read them. Words suggest a theme; "
        "you decide."
    )
)
views = {
    "read": _("Read"),
    "coders": _("Two coders"),
    "quotes": _("Quotes"),
    "codebook": _("Codebook"),
}
kept = kept_in_address("view", list(views))
view = st.pills(_("View"), list(views), format_func=views.__getitem__, required=True, **kept)
show_fault(run)
states = read_theme_states(run.installation, who)
names = {state.theme.id: state.theme.name[language] for state in states}
waves = waves_to_code(run.installation, who)
if view == "codebook":
    codebook(run, who)
elif not waves:
    st.caption(_("There are no comments yet."))
else:
    wave = wave_to_code(run, waves)
    if view == "coders":
        agreement(run, who, wave, names)
    elif view == "quotes":
        quotes(run, who, wave.id, names)
    else:
        coding(run, who, wave)
