"""Mail that came back, for administrators: what they have of it, and whom it was sent to."""

import streamlit as st

from dashboard.once import once
from dashboard.session import Run
from dashboard.uploads import SMALL_MEGABYTES
from dashboard.wording import upload_words
from surveys.access import Reader
from surveys.messages.bounces import read_all
from surveys.messages.returned import BounceResult, record_bounces
from surveys.texts import Texts


def bounced_mail(run: Run, who: Reader) -> None:
    """Let somebody record addresses from which mail bounced."""
    _ = run.texts.gettext
    with st.expander(_("Bounced mail"), icon=":material/undo:"):
        st.markdown(
            _(
                "Mail that cannot be delivered comes back to the address that Peil sends from. "
                "Upload those mails, a message trace or a list, or paste the text. The addresses "
                "in it are then listed under “Who could not be reached”."
            )
        )
        with st.form("bounced", border=False, enter_to_submit=False):
            upload_words(run.texts)
            st.file_uploader(
                _("Mails or lists"),
                key="files_back",
                accept_multiple_files=True,
                max_upload_size=SMALL_MEGABYTES,
            )
            st.text_area(_("Text or addresses"), key="addresses_back", max_chars=200_000)
            st.form_submit_button(
                _("List them"), on_click=once, args=("bounces", _record_bounces, run, who)
            )
        if (recorded := st.session_state.pop("bounces_recorded", None)) is not None:
            _told(recorded, run.texts)


def _told(result: BounceResult, texts: Texts) -> None:
    """Say what was found in what came back, and what was done with it."""
    _ = texts.gettext
    number = len(result.listed)
    st.success(texts.ngettext("{n} address is listed.", "{n} addresses are listed.", number))
    for said, addresses in (
        (_("Listed before:"), result.known),
        (_("No mail that could come back was sent to these:"), result.unsent),
        (_("Nobody here has these addresses:"), result.unknown),
        (_("Only delayed, so not listed:"), result.delayed),
    ):
        if addresses:
            st.warning(said)
            st.text("\n".join(addresses))


def _record_bounces(run: Run, who: Reader) -> None:
    dropped = [file.getvalue() for file in st.session_state.get("files_back") or []]
    returned = read_all([*dropped, st.session_state["addresses_back"]])
    st.session_state["bounces_recorded"] = record_bounces(run.installation, returned, who)
    st.session_state["addresses_back"] = ""
