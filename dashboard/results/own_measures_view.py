"""HR adds measures of the organisation, and changes or hides those of the catalogue."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration.saved_form import SavedForm, show_fault
from dashboard.once import once
from dashboard.results.kept import forget
from dashboard.session import Run
from dashboard.wording import on_primary
from surveys.access import Reader
from surveys.instrument import shipped as shipped_instrument
from surveys.measures.catalogue import AUDIENCES, EFFORTS, MOST_LETTERS, Measure
from surveys.measures.own import (
    State,
    fields_of,
    hide_measure,
    may_change,
    read_states,
    restore_measure,
    save_measure,
)
from surveys.measures.words import AUDIENCE_NAMES, EFFORT_NAMES
from surveys.texts import LANGUAGES, Texts
from surveys.trail.saving import Seen

EDITED = "edit"
"""The part of the address that opens a measure: its id, or `NEW` for another one."""
NEW = "new"
ADDED = "measure_added"
"""Where the state of the session has that a measure has just been added."""


def is_editing(run: Run) -> bool:
    """Return whether somebody who may change measures has opened one."""
    return run.reader is not None and may_change(run.reader) and EDITED in st.query_params


def edit_button(run: Run) -> None:
    """Show the button that opens the form, or closes it, to those who may change measures."""
    _ = run.texts.gettext
    if run.reader is None or not may_change(run.reader):
        return
    if is_editing(run):
        st.button(_("All measures"), type="tertiary", icon=":material/arrow_back:", on_click=_close)
    else:
        st.button(
            _("Add or change"),
            type="tertiary",
            icon=":material/edit:",
            key="edit_measures",
            on_click=_open,
            args=(NEW,),
        )


def measure_editor(run: Run, who: Reader) -> None:
    """Show a choice of measures and the form of the chosen one."""
    _ = run.texts.gettext
    states = {state.measure.id: state for state in read_states(run.installation, who)}
    options = [NEW, *states]
    chosen = st.selectbox(
        _("Measure"),
        options,
        format_func=lambda option: _name(states.get(option), run.texts),
        **kept_in_address(EDITED, options, always=True),
    )
    state = states.get(chosen or NEW)
    form = SavedForm(f"measure_{chosen or NEW}", fields_of)
    form.open(None if state is None else state.measure)
    labels = _labels(run.texts)
    if st.session_state.pop(ADDED, False):
        st.success(_("Saved."), icon=":material/check:")
    form.show_outcome(run.texts, labels)
    _form(run, who, form, state, labels)
    if state is not None:
        _more(run, who, form, state)


def _form(
    run: Run, who: Reader, form: SavedForm, state: State | None, labels: Mapping[str, str]
) -> None:
    texts = run.texts
    with st.form(form.key("form"), enter_to_submit=False):
        for language, name in LANGUAGES.items():
            st.markdown(f"**{name}**")
            _text(form, f"title_{language}", labels, texts)
            for field in ("how", "why", "caution"):
                _long_text(form, f"{field}_{language}", labels, texts)
            _text(form, f"source_{language}", labels, texts)
        indicators = {one.id: one.name[texts.language] for one in shipped_instrument().indicators}
        st.multiselect(
            labels["indicators"],
            list(indicators),
            format_func=indicators.__getitem__,
            key=form.key("indicators"),
            placeholder=texts.gettext("Choose"),
        )
        show_fault(form.fault_of("indicators"), texts)
        st.multiselect(
            labels["audience"],
            AUDIENCES,
            format_func=lambda one: texts.gettext(AUDIENCE_NAMES[one]),
            key=form.key("audience"),
            placeholder=texts.gettext("Choose"),
        )
        show_fault(form.fault_of("audience"), texts)
        st.selectbox(
            labels["effort"],
            EFFORTS,
            format_func=lambda one: texts.gettext(EFFORT_NAMES[one]),
            key=form.key("effort"),
        )
        st.form_submit_button(
            on_primary(texts.gettext("Save this measure")),
            type="primary",
            on_click=form.save,
            args=(partial(_save, run, who, state, form),),
        )


def _text(form: SavedForm, field: str, labels: Mapping[str, str], texts: Texts) -> None:
    st.text_input(labels[field], key=form.key(field), max_chars=MOST_LETTERS)
    show_fault(form.fault_of(field), texts)


def _long_text(form: SavedForm, field: str, labels: Mapping[str, str], texts: Texts) -> None:
    st.text_area(labels[field], key=form.key(field), max_chars=MOST_LETTERS)
    show_fault(form.fault_of(field), texts)


def _more(run: Run, who: Reader, form: SavedForm, state: State) -> None:
    """Show what else can be done with a measure, and which version of it holds."""
    _, measure = run.texts.gettext, state.measure.id
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Show it again") if state.hidden else _("Hide it"),
            icon=":material/visibility:" if state.hidden else ":material/visibility_off:",
            key="hide_measure",
            on_click=once,
            args=("hide_measure", _hide, run, who, measure, not state.hidden),
        )
        if state.is_changed:
            st.button(
                _("Restore the text of Peil"),
                icon=":material/restart_alt:",
                key="restore_measure",
                on_click=form.save,
                args=(partial(_restore, run, who, measure, form),),
            )
        if state.version:
            version, hidden = _("Version {n}").format(n=state.version), _("hidden")
            st.caption(f"{version} · {hidden}" if state.hidden else version)


def _name(state: State | None, texts: Texts) -> str:
    _ = texts.gettext
    if state is None:
        return _("A new measure")
    title = state.measure.title[texts.language]
    if state.hidden:
        return _("{title} (hidden)").format(title=title)
    return title


def _labels(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    named = {
        "title": _("Title"),
        "how": _("How"),
        "why": _("Why"),
        "caution": _("Keep in mind (optional)"),
        "source": _("Source"),
    }
    of_language = {
        f"{field}_{language}": f"{label} · {name}"
        for field, label in named.items()
        for language, name in LANGUAGES.items()
    }
    return {
        **of_language,
        "indicators": _("About, the most direct first"),
        "audience": _("For whom, the one who begins first"),
        "effort": _("Effort"),
    }


def _open(measure: str) -> None:
    st.query_params[EDITED] = measure


def _close() -> None:
    st.query_params.pop(EDITED, None)


def _save(run: Run, who: Reader, state: State | None, form: SavedForm, seen: Seen) -> Measure:
    name = None if state is None else state.measure.id
    saved = save_measure(run.installation, who, name, form.typed(), seen)
    forget()
    if name is None:
        _open(saved.id)
        st.session_state[ADDED] = True
    return saved


def _restore(run: Run, who: Reader, measure: str, form: SavedForm, seen: Seen) -> Measure:
    del seen
    ours = restore_measure(run.installation, who, measure)
    forget()
    form.fill(ours)
    return ours


def _hide(run: Run, who: Reader, measure: str, hidden: bool) -> None:
    hide_measure(run.installation, who, measure, hidden=hidden)
    forget()
