"""What an import would change, every new unit with its size, and the button that does it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.administration.shown_once import progress_bar
from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.people.importing.importing import ImportRefusedError, apply
from surveys.people.importing.plan import Plan
from surveys.people.importing.summary import asked_first, size_in_words, summary, titles
from surveys.people.importing.writing import STAGES, Report
from surveys.texts import escape_markdown

PLAN, DONE = "import_plan", "import_done"

UNITS_AT_ONCE = 100
"""New units on one page of their table."""


def show_plan(run: Run, who: Reader, plan: Plan) -> None:
    """Show a plan, and the button that applies it."""
    _, language = run.texts.gettext, run.texts.language
    st.subheader(_("What will change"), anchor=False)
    if plan.is_empty:
        st.info(_("Everything is as the files say already; nothing changes."))
        return
    for part in summary(plan, language, most=20):
        if part.kind == "new units":
            _new_units(run, plan)
            continue
        with st.expander(f"{part.title}: **{part.number}**", expanded=part.kind == "left"):
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


def _new_units(run: Run, plan: Plan) -> None:
    """Show every new unit with its size and the units it may be a misspelling of."""
    _, texts = run.texts.gettext, run.texts
    units = asked_first(plan.new_units)
    with st.expander(f"{titles(texts)['new units']}: **{len(units)}**", expanded=True):
        pages = max(1, -(-len(units) // UNITS_AT_ONCE))
        page = st.pagination(pages, key="import_new_units") if pages > 1 else 1
        shown = units[(page - 1) * UNITS_AT_ONCE : page * UNITS_AT_ONCE]
        table = {
            _("Unit"): [escape_markdown(unit.path) for unit in shown],
            _("People"): [size_in_words(unit, texts) for unit in shown],
        }
        if any(unit.near for unit in units):
            near = [escape_markdown(", ".join(unit.near)) for unit in shown]
            table[_("Did you mean?")] = [f"**{names}**" if names else "" for names in near]
        st.table(table, hide_index=True)


def _apply(run: Run, who: Reader, plan: Plan) -> None:
    _ = run.texts.gettext
    state = st.session_state
    confirmed = bool(state.get("import_confirmed"))
    try:
        with progress(run) as report:
            apply(run.installation, who, plan, beyond_limits=confirmed, report=report)
    except ImportRefusedError as error:
        if error.code != "unconfirmed":
            state.pop(PLAN, None)
        state[DONE] = error
    else:
        state.pop(PLAN, None)
        state[DONE] = _("Done. The changes are listed on the page “Changes of people”.")


@contextmanager
def progress(run: Run) -> Iterator[Report]:
    """Show how far an import is, stage by stage."""
    with progress_bar() as report:
        yield lambda stage, done, total: report(run.texts.gettext(STAGES[stage]), done, total)


def show_outcome(run: Run) -> None:
    """Show the outcome of the last import once."""
    done = st.session_state.pop(DONE, None)
    if isinstance(done, ImportRefusedError):
        show_error(done, run.texts, show=st.warning)
    elif done is not None:
        st.success(done)
