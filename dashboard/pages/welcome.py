"""The first page: leads who is signed in to their results, and tells everybody else the way."""

import streamlit as st

from dashboard.navigation import enter, page_link, switch_to
from dashboard.session import current, only
from dashboard.sign_in import view as sign_in_view
from surveys.operations import has_started
from surveys.organisation import load_organisation
from surveys.texts import escape_markdown

run = current()
_ = run.texts.gettext
# While the database is away this fails, and the page says so.
organisation = run.organisation or load_organisation(run.installation)
if organisation is None:
    switch_to("set_up")
if run.reader is not None and run.reader.administers and not has_started(run.installation):
    switch_to("set_up")
if run.reader is not None and run.reader.reads_results:
    switch_to("organisation" if run.reader.reads_everything else "team")

enter("welcome")
st.title(_("How are we doing?"), anchor=False)
st.markdown(
    _(
        "**Peil** asks everybody at {name} one minute of questions about work, now and again. "
        "Each team sees its own results, talks about them and agrees on something."
    ).format(name=escape_markdown(organisation.name))
)
sign_in_view.sign_in_problem(run.texts)
with st.container(border=True):
    st.subheader(_("You want to answer"), anchor=False)
    st.markdown(_("Open the personal link in your invitation. You need no account."))
    if only() is None:
        page_link("answer", _("I have a paper slip"), icon=":material/receipt:")
with st.container(border=True):
    st.subheader(_("You want to see results"), anchor=False)
    if run.reader is None:
        sign_in_view.sign_in_options(run)
    else:
        sign_in_view.open_pages(run.reader, run.texts)
with st.container(border=True):
    st.subheader(_("What we promise"), anchor=False)
    st.markdown(
        _(
            "Whoever gets hold of everything that is stored here still cannot tell what you "
            "answered. Answers are sealed until a wave closes, then counted once and destroyed. "
            "Only numbers about five people or more remain. We cannot protect you from somebody "
            "who changes the running program, or who watches the connection while you answer."
        )
    )
    page_link("privacy", _("What happens to your answers"), icon=":material/lock:")
