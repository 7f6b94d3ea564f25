"""The list of people: a search, a way to each of them, to somebody new, and out as a file."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from dashboard import session
from dashboard.address import page_turner, write_number
from dashboard.clock import now
from dashboard.session import Run
from surveys.access import NotAllowedError, Reader
from surveys.installation import Installation
from surveys.people.exporting import FileType, export_people
from surveys.people.roster import PersonListed, find_people
from surveys.sign_in import session_reader
from surveys.texts import escape_markdown

PAGE_SIZE = 50

PERSON = "person"
"""The part of the address that opens somebody: their id, or `NEW` for somebody to be added."""

NEW = "new"


def people_list(run: Run, who: Reader) -> None:
    """Show people by name, a page at a time, and let somebody search for a name or address."""
    _ = run.texts.gettext
    if (done := st.session_state.pop("people_done", None)) is not None:
        st.success(done, icon=":material/check:")
    text = st.text_input(
        _("Search for a name, e-mail address or key"),
        key="people_search",
        persist_state="session",
        # Another search is another list, which begins at its first page.
        on_change=write_number,
        args=("page", 1),
    )
    with st.container(horizontal=True):
        st.button(_("Add a person"), key="add", on_click=open_one, args=(NEW,))
        with st.popover(_("Export"), icon=":material/download:"):
            st.markdown(
                _("Everybody you administer, with the columns that an import reads. It is noted.")
            )
            download(run, "CSV", "people", "csv")
            download(run, "Excel", "people", "xlsx")
    first = find_people(run.installation, who, text, size=PAGE_SIZE)
    pages = max(1, -(-first.number // PAGE_SIZE))
    st.caption(run.texts.ngettext("{n} person", "{n} people", first.number))
    page = page_turner("page", pages)
    shown = (
        first if page == 1 else find_people(run.installation, who, text, page=page, size=PAGE_SIZE)
    )
    with st.container(key="people_list", gap="xsmall"):
        for person in shown.people:
            _row(person)


def _row(person: PersonListed) -> None:
    """Show somebody as the way to their details."""
    name, email, unit = map(escape_markdown, (person.name, person.email, person.unit))
    st.button(
        f"**{name}** · {unit} :small[:gray[{email}]]",
        key=f"person_{person.id.hex}",
        type="tertiary",
        on_click=open_one,
        args=(person.id.hex,),
    )


def open_one(person: str) -> None:
    """Open somebody by the address of the page, so that Back leads to the list."""
    st.query_params[PERSON] = person


def download(
    run: Run, label: str, name: str, file_type: FileType, person: UUID | None = None
) -> None:
    """Offer people as a file, which is made and noted when it is taken."""
    st.download_button(
        label,
        _file(run, file_type, person),
        f"{name}.{file_type}",
        key=f"export_{file_type}",
        icon=":material/download:",
    )


def _file(run: Run, file_type: FileType, person: UUID | None) -> Callable[[], bytes]:
    secret = session.session_secret() or ""
    return partial(export_as_signed_in, run.installation, secret, file_type, person)


def export_as_signed_in(
    installation: Installation, secret: str, file_type: FileType, person: UUID | None = None
) -> bytes:
    """Return people as a file, with the rights of the session at this moment.

    Raises NotAllowedError when it has ended.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    return export_people(installation, who, file_type, person)
