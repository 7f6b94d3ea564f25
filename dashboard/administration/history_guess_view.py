"""The mapping of past answers on the page: uploaded, or guessed and corrected by hand."""

import streamlit as st

from dashboard.session import Run
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.guessing import Guess, guess_mapping
from surveys.history.survey_structure import read_structure
from surveys.organisation import load_instrument
from surveys.tables.table import TableForm, Upload
from surveys.texts import escape_markdown

TEXT, FOUND = "history_text", "history_guess"
_LINES = 360
_MOST = 40


def mapping_fields(run: Run) -> None:
    """Let somebody upload a mapping, or have one guessed, correct it, and keep it for later."""
    _ = run.texts.gettext
    st.file_uploader(_("Mapping (YAML)"), ["yaml", "yml"], key="history_mapping")
    answers = st.session_state.get("history_answers")
    if answers is None or st.session_state.get("history_mapping") is not None:
        return
    with st.container(border=True):
        st.markdown(
            _(
                "No mapping yet? Peil guesses one from the words of the questions, for you to look "
                "at and correct. Of LimeSurvey, add the structure of the survey: it has the words "
                "of questions and answers."
            )
        )
        st.file_uploader(
            _("Structure of the survey (LimeSurvey, .lss or .lsa)"),
            ["lss", "lsa", "xml"],
            key="history_structure",
        )
        st.button(_("Guess the mapping"), on_click=_guess, args=(run,), key="history_guess_it")
        found = st.session_state.get(FOUND)
        if isinstance(found, PeilError):
            show_error(found, run.texts, icon=None)
        elif isinstance(found, Guess):
            _show(run, found)


def mapping_of() -> Upload | None:
    """Return the mapping: the uploaded file, else what stands in the field; None without either."""
    state = st.session_state
    if (uploaded := state.get("history_mapping")) is not None:
        return Upload(uploaded.name, uploaded.getvalue())
    text = state.get(TEXT) or ""
    return Upload("mapping.yaml", text.encode()) if text.strip() else None


def keep_mapping(run: Run, mapping: Upload) -> None:
    """Offer a mapping that has worked as a file, for the next survey of the same form."""
    st.download_button(
        run.texts.gettext("Save the mapping for the next file"),
        mapping.content,
        file_name="mapping.yaml",
        mime="application/yaml",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="history_keep",
    )


def _guess(run: Run) -> None:
    state = st.session_state
    answers, structure = state.get("history_answers"), state.get("history_structure")
    if answers is None:
        return
    try:
        known = None
        if structure is not None:
            known = read_structure(Upload(structure.name, structure.getvalue()))
        guess = guess_mapping(
            Upload(answers.name, answers.getvalue()),
            load_instrument(run.installation),
            answers.name.rsplit(".", 1)[0],
            known,
            TableForm(state.get("import_encoding", "auto")),
        )
    except PeilError as error:
        state[FOUND] = error
        return
    state[FOUND], state[TEXT] = guess, guess.mapping


def _show(run: Run, guess: Guess) -> None:
    texts = run.texts
    _ = texts.gettext
    told = [_("It looks like a file of {tool}.").format(tool=guess.tool)] * (guess.tool != "other")
    told.append(
        texts.ngettext(
            "{n} column asks a question of Peil in nearly the same words.",
            "{n} columns ask a question of Peil in nearly the same words.",
            len(guess.matched),
        )
    )
    if guess.unit is None:
        told.append(_("No column seems to name the unit: write it below."))
    st.markdown(" ".join(told))
    if guess.unmatched:
        names = ", ".join(escape_markdown(name) for name in guess.unmatched[:_MOST])
        st.caption(_("Not used: {columns}").format(columns=names))
    st.text_area(
        _("Mapping"),
        key=TEXT,
        height=_LINES,
        help=_(
            "Correct it here. Map a column only to a question with the same meaning and the same "
            "options; a question of another kind becomes one of your own."
        ),
    )
