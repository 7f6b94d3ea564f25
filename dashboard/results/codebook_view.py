"""HR changes the codebook: the themes by which comments are read."""

from functools import partial

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration.saved_form import SavedForm, show_fault
from dashboard.once import once
from dashboard.results import coding_view
from dashboard.session import Run
from surveys.access import Reader
from surveys.open_answers import (
    ThemeState,
    fields_of_theme,
    hide_theme,
    read_theme_states,
    restore_theme,
    save_theme,
)
from surveys.open_answers.codebook import Theme
from surveys.texts import LANGUAGES, Texts
from surveys.trail.saving import Seen

NEW = "new"


def codebook(run: Run, who: Reader) -> None:
    """Show a choice of themes, and the form of the chosen one."""
    _ = run.texts.gettext
    st.markdown(
        _(
            "A theme has a name, what belongs to it, and words that suggest it in any form. Every "
            "version is kept. A hidden theme keeps its numbers; a theme that means something else "
            "from now on is a new one."
        )
    )
    states = {state.theme.id: state for state in read_theme_states(run.installation, who)}
    options = [*states, NEW]
    chosen = str(
        st.selectbox(
            _("Theme"),
            options,
            format_func=lambda option: _name(states.get(option), run.texts),
            **kept_in_address("about", options, always=True),
        )
    )
    state = states.get(chosen)
    form = SavedForm(f"theme_{chosen}", fields_of_theme)
    form.open(None if state is None else state.theme)
    labels = _labels(run.texts)
    form.show_outcome(run.texts, labels)
    with st.form(form.key("form"), enter_to_submit=False):
        for field, label in labels.items():
            if field.startswith("name"):
                st.text_input(label, key=form.key(field), max_chars=60)
            else:
                st.text_area(label, key=form.key(field), height="content")
            show_fault(form.fault_of(field), run.texts)
        st.form_submit_button(
            _("Save this theme"),
            key="save_theme",
            on_click=form.save,
            args=(partial(_save, run, who, state, form),),
        )
    if state is not None:
        _more(run, who, state, form)


def _more(run: Run, who: Reader, state: ThemeState, form: SavedForm) -> None:
    """Show what else can be done with a theme, and which version of it holds."""
    _, theme = run.texts.gettext, state.theme.id
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Use it again") if state.hidden else _("Use it no longer"),
            key="hide_theme",
            on_click=once,
            args=("hide_theme", coding_view.attempt, _hide, run, who, theme, not state.hidden),
        )
        if state.version and not state.is_own:
            st.button(
                _("Restore the text of Peil"),
                icon=":material/restart_alt:",
                key="restore_theme",
                on_click=form.save,
                args=(partial(_restore, run, who, theme, form),),
            )
        if state.version:
            st.caption(_("Version {n}").format(n=state.version))


def _save(
    run: Run, who: Reader, state: ThemeState | None, form: SavedForm, seen: Seen
) -> Theme | None:
    theme = None if state is None else state.theme.id
    saved = save_theme(run.installation, who, theme, form.typed(), seen)
    if theme is None:
        form.fill(None)
        st.query_params["about"] = saved.id
        return None
    return saved


def _hide(run: Run, who: Reader, theme: str, hidden: bool) -> None:
    hide_theme(run.installation, who, theme, hidden=hidden)


def _restore(run: Run, who: Reader, theme: str, form: SavedForm, seen: Seen) -> Theme:
    del seen
    ours = restore_theme(run.installation, who, theme)
    form.fill(ours)
    return ours


def _name(state: ThemeState | None, texts: Texts) -> str:
    _ = texts.gettext
    if state is None:
        return _("A new theme")
    name = state.theme.name[texts.language]
    return _("{title} (hidden)").format(title=name) if state.hidden else name


def _labels(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    named = {
        "name": _("Name"),
        "belongs": _("What belongs to it"),
        "keywords": _("Words that suggest it"),
    }
    return {
        f"{field}_{language}": f"{label} · {name}"
        for field, label in named.items()
        for language, name in LANGUAGES.items()
    }
