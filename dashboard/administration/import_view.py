"""The import of people: templates, files, the changes they would make, and the changes."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.people.file.columns import PEOPLE, UNITS
from surveys.people.file.faults import PeopleFileError
from surveys.people.file.table import MAX_BYTES, Upload
from surveys.people.importing.importing import Files, ImportRefusedError, apply, plan_import
from surveys.people.importing.plan import Plan
from surveys.people.importing.summary import summary
from surveys.people.importing.writing import STAGES, Report, Stage
from surveys.people.stopping import let_go_on, stops
from surveys.settings import current_settings
from surveys.tables.encodings import CODECS
from surveys.tables.spreadsheet_cells import as_csv, as_workbook
from surveys.texts import escape_markdown

PLAN, FAULTS, DONE = "import_plan", "import_faults", "import_done"
_MEGABYTES = MAX_BYTES // 1_000_000
TYPES = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]


def import_people(run: Run, who: Reader) -> None:
    """Let somebody upload files, see what will change, and confirm the changes."""
    _ = run.texts.gettext
    _show_outcome(run)
    if who.administers:
        _show_stops(run, who)
    st.markdown(
        _(
            "Upload the complete list of people. You see what will change before anything does. "
            "**People who are not in the list have left.** An open wave is not touched: people who "
            "move count in their new unit from the next wave."
        )
    )
    _templates(run, who)
    people = st.file_uploader(
        _("People (CSV or Excel)"), TYPES, max_upload_size=_MEGABYTES, key="import_people"
    )
    if who.administers:
        st.file_uploader(
            _("Units (CSV or Excel, if units are to change)"),
            TYPES,
            max_upload_size=_MEGABYTES,
            key="import_units",
        )
    encoding_choice(run)
    st.button(
        _("Show what will change"),
        disabled=people is None,
        on_click=_make_plan,
        args=(run, who),
    )
    if (plan := st.session_state.get(PLAN)) is not None:
        _show_plan(run, who, plan)


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
                "council), **leads** (the unit somebody leads), **channel**, **channel_address** "
                "and **send_at** (such as 09:30). A column that is not there changes nothing. A "
                "unit is a name, or a path such as “Operations / Night shift”."
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


def _make_plan(run: Run, who: Reader) -> None:
    """Make a plan from the uploaded files, or keep the errors in them for the page."""
    state = st.session_state
    for key in (PLAN, FAULTS, DONE):
        state.pop(key, None)
    people, units = state.get("import_people"), state.get("import_units")
    if people is None:
        return
    files = Files(
        Upload(people.name, people.getvalue()),
        Upload(units.name, units.getvalue()) if units else None,
        state.get("import_encoding", "auto"),
    )
    try:
        with _progress(run) as report:
            channels = ("mail", *current_settings().channels)
            state[PLAN] = plan_import(run.installation, who, files, channels, report)
    except (PeopleFileError, ImportRefusedError) as error:
        state[FAULTS] = error


def _apply(run: Run, who: Reader, plan: Plan) -> None:
    _ = run.texts.gettext
    state = st.session_state
    confirmed = bool(state.get("import_confirmed"))
    try:
        with _progress(run) as report:
            apply(run.installation, who, plan, beyond_limits=confirmed, report=report)
    except ImportRefusedError as error:
        if error.code != "unconfirmed":
            state.pop(PLAN, None)
        state[DONE] = error
    else:
        state.pop(PLAN, None)
        state[DONE] = _("Done. The changes are listed on the page “Changes of people”.")


@contextmanager
def _progress(run: Run) -> Iterator[Report]:
    """Show a progress bar at the top of the page until the work is done or refused."""
    bar = st.progress(0.0)

    def report(stage: Stage, done: int, total: int) -> None:
        label = f"{run.texts.gettext(STAGES[stage])} …"
        bar.progress(done / total if total else 0.0, text=label)

    try:
        yield report
    finally:
        bar.empty()


def _show_outcome(run: Run) -> None:
    _ = run.texts.gettext
    if (error := st.session_state.get(FAULTS)) is not None:
        show_error(error, run.texts, icon=None)
    done = st.session_state.pop(DONE, None)
    if isinstance(done, ImportRefusedError):
        show_error(done, run.texts, show=st.warning)
    elif done is not None:
        st.success(done)


def _show_plan(run: Run, who: Reader, plan: Plan) -> None:
    """Show a plan, and the button that applies it."""
    _, language = run.texts.gettext, run.texts.language
    st.subheader(_("What will change"), anchor=False)
    if plan.is_empty:
        st.info(_("Everything is as the files say already; nothing changes."))
        return
    for part in summary(plan, language, most=20):
        with st.expander(
            f"{part.title}: **{part.number}**", expanded=part.kind in {"left", "new units"}
        ):
            st.markdown("\n".join(f"- {escape_markdown(line)}" for line in part.lines))
            if (more := part.number - len(part.lines)) > 0:
                st.caption(run.texts.ngettext("and {n} more", "and {n} more", more))
    for note in plan.notes[:20]:
        show_error(note, run.texts, show=st.info, icon=None)
    for limit in plan.limits:
        show_error(limit, run.texts, show=st.warning, icon=None)
    if plan.limits:
        st.checkbox(_("I have looked at this, and it is right"), key="import_confirmed")
    st.button(
        on_primary(_("Apply")),
        type="primary",
        key="import_apply",
        on_click=once,
        args=("apply", _apply, run, who, plan),
    )
