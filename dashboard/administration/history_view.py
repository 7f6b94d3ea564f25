"""Earlier surveys, for administrators: a file and its mapping, what they make, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from dashboard.administration.aggregates_view import sources_to_take_back
from dashboard.administration.import_view import encoding_choice
from dashboard.administration.mapping_view import (
    file_key,
    forget,
    mapping_fields,
    mapping_of,
    save_mapping,
)
from dashboard.administration.past_units import OUTCOME, Again, show_units
from dashboard.administration.shown_once import progress_bar
from dashboard.administration.survey_fields import still_needed
from dashboard.clock import now
from dashboard.session import Run
from dashboard.uploads import MAX_MEGABYTES, TABLE_MEGABYTES, TABLES, uploaded
from dashboard.wording import markdown_block, on_primary, show_error, upload_words
from surveys import history
from surveys.access import Reader
from surveys.counting.envelopes import Progress
from surveys.errors import PeilError
from surveys.programme import local_date
from surveys.reading.verdicts.keeping import renew_verdicts
from surveys.settings import current_settings
from surveys.texts import escape_markdown

PREVIEW = "answers_preview"
_MOST = 20


def import_form(run: Run, who: Reader) -> None:
    """Let somebody upload past answers, see what they would make, and import them."""
    _ = run.texts.gettext
    st.markdown(
        _(
            "Upload the answers of an earlier survey, one row per person, and a mapping that says "
            "which column is which question; Peil can guess it. They are counted like any wave; "
            "the answers themselves are not stored. You see everything before anything changes."
        )
    )
    upload_words(run.texts)
    answers = st.file_uploader(
        _("Answers (CSV up to {large} MB, Excel or Calc up to {small} MB)").format(
            large=MAX_MEGABYTES, small=TABLE_MEGABYTES
        ),
        TABLES,
        max_upload_size=MAX_MEGABYTES,
        key=file_key("answers"),
        on_change=forget,
        args=("answers",),
    )
    mapping_fields(run, "answers")
    encoding_choice(run)
    mapping = mapping_of("answers")
    ready = answers is not None and mapping is not None
    st.button(_("Show a preview"), disabled=not ready, on_click=_import, args=(run, who, True))
    done = st.session_state.get(PREVIEW)
    if isinstance(done, history.ImportResult) and ready:
        _show(run, done, partial(_import, run, who, True))
        if mapping is not None:
            save_mapping(run, mapping)
        st.button(
            on_primary(_("Import")),
            type="primary",
            key="history_apply",
            on_click=_import,
            args=(run, who, False),
        )


def taking_back(run: Run, who: Reader) -> None:
    """List the imported waves that can be taken back, each with its button."""
    _ = run.texts.gettext
    st.subheader(_("Take back"), anchor=False)
    waves = history.waves_to_take_back(run.installation)
    sources_to_take_back(run, who)
    if not waves:
        st.caption(_("An imported survey can be taken back here until the next wave is counted."))
        return
    st.markdown(
        _(
            "These can be taken back as a whole until the next wave is counted, with units that "
            "they made, unless something uses those by then. Anybody who has seen the results can "
            "compare them with a second import."
        )
    )
    for number, wave in enumerate(waves):
        st.button(
            _("Take back “{title}”").format(title=escape_markdown(wave.title)),
            key=f"history_back_{number}",
            on_click=_take_back,
            args=(run, who, wave.title),
        )


def _import(run: Run, who: Reader, dry_run: bool) -> None:
    _, state = run.texts.gettext, st.session_state
    answers, mapping = uploaded(file_key("answers")), mapping_of("answers")
    state.pop(PREVIEW, None)
    if answers is None or mapping is None:
        return
    if (needed := still_needed("answers")) is not None:
        state[OUTCOME] = needed
        return
    try:
        with _progress(run) as report:
            done = history.import_history(
                run.installation,
                answers,
                mapping,
                report,
                too_old=current_settings().retention.results_cutoff(
                    local_date(run.installation, now())
                ),
                dry_run=dry_run,
                encoding=state.get("import_encoding", "auto"),
                who=who,
            )
    except PeilError as error:
        state[OUTCOME] = error
        return
    if dry_run:
        state[PREVIEW] = done
        return
    renew_verdicts(run.installation)
    state[OUTCOME] = _("“{title}” is imported: {n} of {all} units have results.").format(
        title=escape_markdown(done.title), n=done.published, all=done.units
    )


@contextmanager
def _progress(run: Run) -> Iterator[Progress]:
    """Show how much of a file is read."""
    label = run.texts.gettext("The answers are read")
    with progress_bar() as report:
        yield partial(report, label)


def _take_back(run: Run, who: Reader, title: str) -> None:
    try:
        units = history.take_back(run.installation, title, who)
    except PeilError as error:
        st.session_state[OUTCOME] = error
        return
    renew_verdicts(run.installation)
    st.session_state.pop(PREVIEW, None)
    told = [run.texts.gettext("“{title}” is taken back.").format(title=escape_markdown(title))]
    told += [sentence.in_markdown(run.texts) for sentence in units.told()]
    st.session_state[OUTCOME] = "\n\n".join(told)


def show_outcome(run: Run) -> None:
    """Show once how the last import ended, or taking one back."""
    outcome = st.session_state.pop(OUTCOME, None)
    if isinstance(outcome, PeilError):
        show_error(outcome, run.texts, icon=None)
    elif outcome is not None:
        st.success(outcome)


def _show(run: Run, done: history.ImportResult, again: Again) -> None:
    """Show units, rows, columns and first numbers of an import that was tried."""
    _, preview = run.texts.gettext, done.preview
    st.subheader(_("What the import will add"), anchor=False)
    for note in preview.notes:
        show_error(note, run.texts, show=st.info, icon=None)
    rows = [_("Rows that count: {n}").format(n=done.rows)]
    rows += [f"{_(history.LEFT_OUT[why])}: {number}" for why, number in preview.left_out.items()]
    rows.append(_("Units with results: {n} of {all}").format(n=done.published, all=done.units))
    markdown_block("\n".join(f"- {row}" for row in rows))
    show_units(run, "answers", preview.new_units, preview.known_units, again)
    with st.expander(_("How each column was understood")):
        st.dataframe(
            [
                {_("Column"): c.column, _("Question"): c.question, _("Cell"): cell, "→": meant}
                for c in preview.columns
                for cell, meant in c.cells[:_MOST]
            ],
            hide_index=True,
        )
    with st.expander(_("The first numbers")):
        st.dataframe(
            [
                {
                    _("Unit"): one.unit,
                    _("Question"): one.question,
                    _("Answers per option, from bad to good"): "  ".join(map(str, one.counts)),
                }
                for one in preview.numbers
            ],
            hide_index=True,
        )
