"""The first page: leads everybody to what is theirs, and tells visitors the way."""

import streamlit as st

from dashboard.administration import first_page_view
from dashboard.answering import privacy_view
from dashboard.navigation import enter, page_link, switch_to
from dashboard.reports.council_pack import council_pack_button
from dashboard.session import current, only
from dashboard.sign_in import view as sign_in_view
from surveys.operations import has_started
from surveys.texts import escape_markdown

run = current()
_ = run.texts.gettext
organisation = run.organisation
if organisation is None:
    switch_to("set_up")
who = run.reader
if who is not None and who.administers and not has_started(run.installation):
    switch_to("set_up")
if who is not None and who.reads_results:
    switch_to("organisation" if who.reads_everything else "team")

enter("welcome")
if who is not None and who.administers:
    first_page_view.administrators_page(run, who)
if who is not None and who.reads_trail:
    if not who.administers:
        st.title(_("What happens with answers here"), anchor=False)
    privacy_view.live_audit(run)
    first_page_view.documents_card(run)
    council_pack_button(run)
    first_page_view.watching_card(run, who)
if who is None or not (who.administers or who.reads_trail):
    st.title(_("How are we doing?"), anchor=False)
    sign_in_view.sign_in_problem(run.texts)
    st.markdown(
        _(
            "**Peil** asks everybody at {name} a few short questions about work, now and again. "
            "Each team sees its own results, talks about them and agrees on something."
        ).format(name=escape_markdown(organisation.name))
    )
    results_card = sign_in_view.signed_in_card if who else sign_in_view.sign_in_card
    if sign_in_view.was_on_the_way(run):
        results_card(run)
    with st.container(border=True):
        st.subheader(_("You want to answer"), anchor=False)
        st.markdown(_("Open the personal link in your invitation. You need no account."))
        if only() is None:
            page_link("answer", _("I have a paper slip"), icon=":material/receipt:")
    if not sign_in_view.was_on_the_way(run):
        results_card(run)
with st.container(border=True):
    st.subheader(_("What we promise"), anchor=False)
    st.markdown(
        _(
            "Anybody who gets hold of everything that is stored here still cannot tell what you "
            "answered. Answers are sealed until a wave closes, then counted once and destroyed. "
            "Only numbers about five people or more remain. We cannot protect you from somebody "
            "who changes the running program, or who watches the connection while you answer."
        )
    )
    page_link("privacy", _("What happens to your answers"), icon=":material/lock:")
