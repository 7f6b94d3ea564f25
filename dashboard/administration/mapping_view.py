"""The mapping of an earlier survey on the page: uploaded, kept or guessed, and corrected."""

from typing import Any

import streamlit as st

from dashboard.administration.matching_view import matching
from dashboard.administration.survey_fields import show_missing, survey_fields
from dashboard.administration.table_fields import table_fields
from dashboard.session import Run
from dashboard.uploads import SMALL_MEGABYTES, uploaded
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.aggregates.guessing import guess_aggregates
from surveys.history.guessing import Guess, guess_mapping
from surveys.history.keeping_mappings import HistoryKind, offered
from surveys.history.survey_structure import read_structure
from surveys.kept_mappings import KeptMapping, kept_mapping
from surveys.organisation import load_instrument, load_organisation
from surveys.tables.headings import fingerprint_of
from surveys.tables.sources import Upload
from surveys.tables.table import TableForm
from surveys.texts import escape_markdown

_LINES = 360
_MOST = 40


def file_key(kind: HistoryKind) -> str:
    """Return the key of the field for the file itself."""
    return f"{kind}_file"


def forget(kind: HistoryKind) -> None:
    """Forget what was made of the file before, because another one is there."""
    for name in ("text", "found", "preview", "headings", "columns"):
        st.session_state.pop(f"{kind}_{name}", None)


def mapping_fields(run: Run, kind: HistoryKind) -> None:
    """Let somebody upload a mapping, take one from before or have one guessed, and correct it."""
    _, state = run.texts.gettext, st.session_state
    st.file_uploader(
        _("Mapping (YAML), if you have one"),
        ["yaml", "yml"],
        max_upload_size=SMALL_MEGABYTES,
        key=f"{kind}_mapping",
    )
    if state.get(file_key(kind)) is None or state.get(f"{kind}_mapping") is not None:
        return
    with st.container(border=True):
        st.markdown(
            _(
                "A mapping says which column is which question. Peil guesses one from the words in "
                "the file, for you to look at and correct."
            )
        )
        if (kept := _known(run, kind)) is not None:
            _offer(run, kind, kept)
        if kind == "answers":
            st.file_uploader(
                _("Structure of the survey (LimeSurvey, .lss or .lsa)"),
                ["lss", "lsa", "xml"],
                max_upload_size=SMALL_MEGABYTES,
                key="history_structure",
                help=_("It has the words behind the codes of questions and answers."),
            )
        st.button(_("Guess the mapping"), on_click=_guess, args=(run, kind), key=f"{kind}_guess_it")
        found = state.get(f"{kind}_found")
        if isinstance(found, PeilError):
            show_error(found, run.texts, icon=None)
        elif isinstance(found, Guess):
            _show(run, kind, found)
            if kind == "answers":
                matching(run, found)
        if f"{kind}_text" in state:
            if kind == "answers":
                survey_fields(run)
                _editor(run, kind)
            else:
                table_fields(run, state.get(f"{kind}_columns", ()))
                with st.expander(_("The mapping as text (YAML)"), key="aggregates_as_text"):
                    _editor(run, kind)
            show_missing(run, kind)


def mapping_of(kind: HistoryKind) -> Upload | None:
    """Return the mapping: the uploaded file, else what stands in the field; None without either."""
    if (file := uploaded(f"{kind}_mapping")) is not None:
        return file
    text = st.session_state.get(f"{kind}_text") or ""
    return Upload("mapping.yaml", text.encode()) if text.strip() else None


def save_mapping(run: Run, mapping: Upload) -> None:
    """Offer a mapping that has worked as a file, for another installation or the command."""
    st.download_button(
        run.texts.gettext("Save the mapping as a file"),
        mapping.content,
        file_name="mapping.yaml",
        mime="application/yaml",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="history_keep",
    )


def _form() -> TableForm:
    return TableForm(st.session_state.get("import_encoding", "auto"))


def _known(run: Run, kind: HistoryKind) -> KeptMapping | None:
    """Return the mapping that is kept for the headings of the file, which are read once."""
    state, file = st.session_state, uploaded(file_key(kind))
    if file is None:
        return None
    if f"{kind}_headings" not in state:
        try:
            state[f"{kind}_headings"] = fingerprint_of(file, _form())
        except PeilError:
            # What is wrong with the file is said when it is read.
            state[f"{kind}_headings"] = b""
    return kept_mapping(run.installation, kind, state[f"{kind}_headings"])


def _offer(run: Run, kind: HistoryKind, kept: KeptMapping) -> None:
    _ = run.texts.gettext
    name = escape_markdown(kept.name)
    st.info(_("A file with these headings was imported before: “{name}”.").format(name=name))
    st.button(
        _("Use the mapping of “{name}”").format(name=name),
        key=f"{kind}_use_kept",
        on_click=_use,
        args=(run, kind, kept),
    )


def _use(run: Run, kind: HistoryKind, kept: KeptMapping) -> None:
    guess = _guessed(run, kind)
    if isinstance(guess, Guess):
        st.session_state[f"{kind}_text"] = offered(kept, guess)
        st.session_state[f"{kind}_columns"] = guess.free
        st.session_state.pop(f"{kind}_found", None)
    else:
        st.session_state[f"{kind}_found"] = guess


def _guess(run: Run, kind: HistoryKind) -> None:
    guess = _guessed(run, kind)
    st.session_state[f"{kind}_found"] = guess
    if isinstance(guess, Guess):
        st.session_state[f"{kind}_text"] = guess.mapping
        st.session_state[f"{kind}_columns"] = guess.free


def _guessed(run: Run, kind: HistoryKind) -> Guess | PeilError | None:
    file, structure = uploaded(file_key(kind)), uploaded("history_structure")
    if file is None:
        return None
    title = file.name.rsplit(".", 1)[0]
    instrument = load_instrument(run.installation)
    try:
        if kind == "aggregates":
            organisation = load_organisation(run.installation)
            below = organisation.name if organisation is not None else ""
            return guess_aggregates(file, instrument, title, _form(), below)
        known = None if structure is None else read_structure(structure)
        return guess_mapping(file, instrument, title, known, _form())
    except PeilError as error:
        return error


def _show(run: Run, kind: HistoryKind, guess: Guess) -> None:
    texts = run.texts
    _ = texts.gettext
    told = [_("It looks like a file of {tool}.").format(tool=guess.tool)] * (guess.tool != "other")
    number: dict[str, Any] = {
        "answers": texts.ngettext(
            "{n} column asks a question of Peil in nearly the same words.",
            "{n} columns ask a question of Peil in nearly the same words.",
            len(guess.matched),
        ),
        "aggregates": texts.ngettext(
            "{n} question in the file is one of Peil in nearly the same words.",
            "{n} questions in the file are those of Peil in nearly the same words.",
            len(guess.matched),
        ),
    }
    nothing = (
        _("Nothing in it is asked in nearly the words of Peil: match below what is the same.")
        if guess.free
        else _("Nothing in it is asked in nearly the words of Peil: write below what is the same.")
    )
    told.append(number[kind] if guess.matched else nothing)
    if guess.unit is None:
        told.append(
            _("No column seems to name the unit: choose it below.")
            if guess.free
            else _("No column seems to name the unit: write it below.")
        )
    st.markdown(" ".join(told))
    if guess.unmatched:
        names = ", ".join(escape_markdown(name) for name in guess.unmatched[:_MOST])
        st.caption(_("Not used: {columns}").format(columns=names))


def _outdate(kind: HistoryKind) -> None:
    """Take a preview away: it was one of another mapping."""
    st.session_state.pop(f"{kind}_preview", None)


def _editor(run: Run, kind: HistoryKind) -> None:
    _ = run.texts.gettext
    st.text_area(
        _("Mapping"),
        key=f"{kind}_text",
        height=_LINES,
        on_change=_outdate,
        args=(kind,),
        help=_(
            "Correct it here. Map a column only to a question with the same meaning and the same "
            "options; a question of another kind becomes one of your own."
        ),
    )
