"""Messages, for administrators: how far they are, what got lost, a test, and their words."""

import streamlit as st

from dashboard.administration import message_texts_view, messages_view
from dashboard.session import current, no_access, page_head

run = current()
_ = run.texts.gettext
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
if not run.reader.administers:
    no_access(run.texts)
    st.stop()
st.title(_("Messages"), anchor=False)
st.markdown(
    _(
        "Invitations, reminders and results. Nothing here depends on who answered: everybody who "
        "is invited gets the same messages."
    )
)
messages_view.settings_missing(run.texts)
messages_view.how_far(run, run.reader)
messages_view.uncertain(run, run.reader)
messages_view.unreached(run, run.reader)
messages_view.bounced_mail(run, run.reader)
messages_view.test_message(run, run.reader)
message_texts_view.words(run, run.reader)
