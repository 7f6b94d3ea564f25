"""The import of people: templates, files, the changes they would make, and the changes."""

from functools import partial

import streamlit as st

from dashboard.administration.columns_view import COLUMNS, ask_for_columns, columns_form
from dashboard.administration.held_roles_view import show_held_roles
from dashboard.administration.kept_mappings_view import show_kept_mappings
from dashboard.administration.plan_view import DONE, PLAN, progress, show_outcome, show_plan
from dashboard.session import Run
from dashboard.uploads import TABLE_MEGABYTES, TABLES, uploaded
from dashboard.wording import show_error
from surveys.access import Reader
from surveys.people.file.columns import PEOPLE, UNITS
from surveys.people.file.faults import PeopleFileError
from surveys.people.file.mapping import ColumnChoice
from surveys.people.importing.columns import (
    ColumnsError,
    ColumnsFound,
    look_at_columns,
    remember_columns,
)
from surveys.people.importing.importing import Files, ImportRefusedError, plan_import
from surveys.people.stopping import let_go_on, stops
from surveys.settings import current_settings
from surveys.tables.encodings import CODECS
from surveys.tables.spreadsheet_cells import as_csv, as_workbook

FAULTS = "import_faults"
CHOSEN = "import_chosen"
"""The key of what somebody has said of columns in this session, by the hash of the headings."""


def import_people(run: Run, who: Reader) -> None:
    """Let somebody upload files, see what will change, and confirm the changes."""
    _ = run.texts.gettext
    show_outcome(run)
    if who.administers:
        _show_stops(run, who)
        show_held_roles(run, who)
    st.markdown(
        _(
            "Upload the complete list of people. You see what will change before anything does. "
            "**People who are not in the list have left.** An open wave is not touched: people who "
            "move count in their new unit from the next wave."
        )
    )
    _templates(run, who)
    people = st.file_uploader(
        _("People (CSV or Excel)"), TABLES, max_upload_size=TABLE_MEGABYTES, key="import_people"
    )
    if who.administers:
        st.file_uploader(
            _("Units (CSV or Excel, if units are to change)"),
            TABLES,
            max_upload_size=TABLE_MEGABYTES,
            key="import_units",
        )
    encoding_choice(run)
    st.button(
        _("Show what will change"),
        key="import_look",
        disabled=people is None,
        on_click=_look,
        args=(run, who),
    )
    columns_form(run, partial(_go_on, run, who))
    _show_faults(run)
    if (plan := st.session_state.get(PLAN)) is not None:
        show_plan(run, who, plan)
        _columns_again(run)
    show_kept_mappings(run, who, "people")


def _show_stops(run: Run, who: Reader) -> None:
    """Show which list or directory has stopped and why, until somebody has decided."""
    _ = run.texts.gettext
    words = {
        "folder": (
            _("The nightly list has stopped, and changes nothing."),
            _("I have looked; wait for the next list"),
        ),
        "directory": (
            _("The directory has stopped, and changes nothing."),
            _("This is right: let the directory go on today"),
        ),
    }
    for stop in stops(run.installation):
        title, label = words[stop.source]
        with st.container(border=True):
            st.warning(title, icon=":material/hourglass_top:")
            for limit in stop.limits:
                show_error(limit, run.texts, show=st.warning, icon=None)
            if stop.source == "folder":
                st.caption(_("If the list is right, import it here and confirm what it changes."))
            if stop.allowed_on is not None:
                st.caption(_("Today it may go on."))
            else:
                st.button(
                    label,
                    key=f"go_on_{stop.source}",
                    on_click=let_go_on,
                    args=(run.installation, who, stop.source),
                )


def _templates(run: Run, who: Reader) -> None:
    _ = run.texts.gettext
    rows = [
        ["Ann de Vries", "ann@example.org", "Operations / Night shift", "1001", "nl", "", ""],
        ["Bo Jansen", "bo@example.org", "Operations", "1002", "en", "", "Operations"],
    ]
    columns = PEOPLE.every[:7]
    with st.expander(_("Which columns?"), icon=":material/help:"):
        st.markdown(
            _(
                "Needed are **name**, **email** and **unit**. Optional are **key** (personnel "
                "number), **language** (en or nl), **role** (manager, hr, administrator or "
                "council), **leads** (the units somebody leads, with | between several; a unit may "
                "have several leaders), **channel**, **channel_address** and **send_at** (such as "
                "09:30). A column that is not there changes nothing. A unit is a name, or a path "
                "such as “Operations / Night shift”. An export of AFAS, Visma, Personio, Workday "
                "or another system may have other headings: Peil asks what they mean, once."
            )
        )
        with st.container(horizontal=True):
            st.download_button(
                _("People as CSV"), as_csv(columns, rows), "people.csv", "text/csv", key="t1"
            )
            st.download_button(
                _("People as Excel"), as_workbook(columns, rows), "people.xlsx", key="t2"
            )
            if who.administers:
                name = run.organisation.name if run.organisation else "Example"
                units = [
                    [name, "", "", ""],
                    ["Operations", name, "10", "bo@example.org"],
                    ["Night shift", "Operations", "11", ""],
                ]
                st.download_button(
                    _("Units as CSV"), as_csv(UNITS.every, units), "units.csv", key="t3"
                )


def encoding_choice(run: Run) -> None:
    """Let somebody say which characters a CSV file has, where its words do not tell."""
    _ = run.texts.gettext
    st.selectbox(
        _("Encoding"),
        ["auto", *CODECS],
        format_func=lambda name: _("recognise it") if name == "auto" else name,
        key="import_encoding",
        help=_("Only for CSV files, and only if Peil asks for it."),
    )


def _look(run: Run, who: Reader) -> None:
    """Make a plan of the uploaded files; or ask first what their columns mean."""
    state = st.session_state
    for key in (PLAN, FAULTS, DONE, COLUMNS):
        state.pop(key, None)
    people = uploaded("import_people")
    if people is None:
        return
    try:
        found = look_at_columns(run.installation, people, state.get("import_encoding", "auto"))
    except PeopleFileError as error:
        state[FAULTS] = error
        return
    chosen: ColumnChoice | None = state.get(CHOSEN, {}).get(found.headings.fingerprint)
    if found.is_certain or chosen is not None:
        _make_plan(run, who, chosen)
    else:
        ask_for_columns(found)


def _go_on(run: Run, who: Reader, found: ColumnsFound, choice: ColumnChoice) -> None:
    """Remember what the columns mean, here or for everybody, and make a plan."""
    st.session_state.setdefault(CHOSEN, {})[found.headings.fingerprint] = choice
    remember_columns(run.installation, who, found.headings, choice)
    _make_plan(run, who, choice)


def _ask_again(run: Run) -> None:
    """Ask what the columns mean, although somebody has said so before."""
    state, people = st.session_state, uploaded("import_people")
    if people is None:
        return
    for key in (PLAN, FAULTS, DONE):
        state.pop(key, None)
    try:
        found = look_at_columns(run.installation, people, state.get("import_encoding", "auto"))
    except PeopleFileError as error:
        state[FAULTS] = error
        return
    chosen: ColumnChoice | None = state.get(CHOSEN, {}).get(found.headings.fingerprint)
    ask_for_columns(found, chosen or found.remembered)


def _make_plan(run: Run, who: Reader, columns: ColumnChoice | None) -> None:
    """Make a plan from the uploaded files, or keep the errors in them for the page."""
    state, people = st.session_state, uploaded("import_people")
    if people is None:
        return
    files = Files(people, uploaded("import_units"), state.get("import_encoding", "auto"), columns)
    try:
        with progress(run) as report:
            channels = ("mail", *current_settings().channels)
            state[PLAN] = plan_import(run.installation, who, files, channels, report)
    except (PeopleFileError, ColumnsError, ImportRefusedError) as error:
        state[FAULTS] = error


def _show_faults(run: Run) -> None:
    """Show what is wrong with the files, right below the button that looked at them."""
    _ = run.texts.gettext
    if (error := st.session_state.get(FAULTS)) is None:
        return
    show_error(error, run.texts, icon=None)
    _columns_again(run)


def _columns_again(run: Run) -> None:
    """Offer to say what the columns mean, as long as there is a file."""
    if st.session_state.get("import_people") is None:
        return
    st.button(
        run.texts.gettext("Choose the columns"),
        key="import_columns_again",
        icon=":material/tune:",
        type="tertiary",
        on_click=_ask_again,
        args=(run,),
    )
