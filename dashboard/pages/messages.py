"""Messages, for administrators: how far they are, what got lost, a test, and their words."""

import streamlit as st

from dashboard.administration import message_texts_view, messages_view
from dashboard.navigation import enter

run = enter("messages")
reader, _ = run.require_reader(), run.texts.gettext
st.title(_("Messages"), anchor=False)
st.markdown(
    _(
        "Invitations, reminders and results. Nothing here depends on who answered: everybody who "
        "is invited gets the same messages."
    )
)
messages_view.settings_missing(run.texts)
messages_view.how_far(run, reader)
messages_view.uncertain(run, reader)
messages_view.unreached(run, reader)
messages_view.bounced_mail(run, reader)
messages_view.test_message(run, reader)
message_texts_view.words(run, reader)
