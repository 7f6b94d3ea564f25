"""Messages: delivery status, lost messages, a test, and their texts; HR reads the status only."""

import streamlit as st

from dashboard.administration import bounces_view, message_texts_view, messages_view
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
if not reader.administers:
    messages_view.delivery_table(run, reader)
    st.caption(_("Administrators see who could not be reached, and settle it."))
    st.stop()
messages_view.mail_settings_hint(run.texts)
messages_view.delivery_table(run, reader)
messages_view.uncertain_messages(run, reader)
messages_view.failed_messages(run, reader)
bounces_view.bounced_mail(run, reader)
messages_view.test_message(run, reader)
message_texts_view.text_editor(run, reader)
