"""Numbers of whole units from another tool, for administrators: seen first, then imported."""

from functools import partial

import streamlit as st

from dashboard.administration.import_view import encoding_choice
from dashboard.administration.mapping_view import (
    file_key,
    forget,
    mapping_fields,
    mapping_of,
    save_mapping,
)
from dashboard.administration.past_units import OUTCOME, Again, show_units
from dashboard.administration.survey_fields import still_needed
from dashboard.clock import now
from dashboard.session import Run
from dashboard.uploads import TABLE_MEGABYTES, TABLES, uploaded
from dashboard.wording import markdown_block, on_primary, show_error, upload_words
from surveys.access import Reader
from surveys.errors import PeilError
from surveys.history import aggregates
from surveys.programme import local_date
from surveys.reading.verdicts.keeping import renew_verdicts
from surveys.settings import current_settings
from surveys.texts import escape_markdown

PREVIEW = "aggregates_preview"


def import_form(run: Run, who: Reader) -> None:
    """Let somebody upload a table of numbers, see what would become of it, and import it."""
    _ = run.texts.gettext
    st.markdown(
        _(
            "Upload a table with one row per unit, survey and question: how many chose each "
            "option, or the average with the number of answers. Averages may also stand side by "
            "side, with a column for each question. Counts become a wave like any other; averages "
            "are shown beside your results, for reference only. You see everything before anything "
            "changes."
        )
    )
    upload_words(run.texts)
    table = st.file_uploader(
        _("Numbers of units (CSV, Excel or Calc, up to {small} MB)").format(small=TABLE_MEGABYTES),
        TABLES,
        max_upload_size=TABLE_MEGABYTES,
        key=file_key("aggregates"),
        on_change=forget,
        args=("aggregates",),
    )
    mapping_fields(run, "aggregates")
    encoding_choice(run)
    mapping = mapping_of("aggregates")
    ready = table is not None and mapping is not None
    st.button(_("Show a preview"), disabled=not ready, on_click=_import, args=(run, who, True))
    done = st.session_state.get(PREVIEW)
    if isinstance(done, aggregates.AggregatesResult) and mapping is not None and ready:
        _show(run, done, partial(_import, run, who, True))
        save_mapping(run, mapping)
        st.button(
            on_primary(_("Import")),
            type="primary",
            key="aggregates_apply",
            on_click=_import,
            args=(run, who, False),
        )


def sources_to_take_back(run: Run, who: Reader) -> None:
    """List the sources that numbers were imported from, each with its button."""
    _ = run.texts.gettext
    for number, source in enumerate(aggregates.imported_sources(run.installation)):
        st.button(
            _("Take back the numbers of “{source}”").format(source=escape_markdown(source)),
            key=f"aggregates_back_{number}",
            on_click=_take_back,
            args=(run, who, source),
        )


def _import(run: Run, who: Reader, dry_run: bool) -> None:
    state = st.session_state
    table, mapping = uploaded(file_key("aggregates")), mapping_of("aggregates")
    state.pop(PREVIEW, None)
    if table is None or mapping is None:
        return
    if (needed := still_needed("aggregates")) is not None:
        state[OUTCOME] = needed
        return
    today = local_date(run.installation, now())
    try:
        done = aggregates.import_aggregates(
            run.installation,
            table,
            mapping,
            too_old=current_settings().retention.results_cutoff(today),
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
    state[OUTCOME] = run.texts.ngettext(
        "The numbers of “{source}” are imported: {n} unit has them.",
        "The numbers of “{source}” are imported: {n} units have them.",
        done.units,
        source=escape_markdown(done.source),
    )


def _take_back(run: Run, who: Reader, source: str) -> None:
    try:
        units = aggregates.remove_aggregates(run.installation, source, who)
    except PeilError as error:
        st.session_state[OUTCOME] = error
        return
    renew_verdicts(run.installation)
    st.session_state.pop(PREVIEW, None)
    told = [run.texts.gettext("“{title}” is taken back.").format(title=escape_markdown(source))]
    told += [sentence.in_markdown(run.texts) for sentence in units.told()]
    st.session_state[OUTCOME] = "\n\n".join(told)


def _show(run: Run, done: aggregates.AggregatesResult, again: Again) -> None:
    """Show what would become of a table."""
    _ = run.texts.gettext
    st.subheader(_("What the import will add"), anchor=False)
    for note in done.notes:
        show_error(note, run.texts, show=st.info, icon=None)
    became = {
        "history": _("They become waves like any other, under the same rules."),
        "reference": _("They are shown for reference, as a dotted line; no verdict rests on them."),
    }
    rows = [_("Surveys: {titles}").format(titles=", ".join(map(escape_markdown, done.waves)))]
    in_file, left_out = _("Rows in the file: {n}"), _("Rows left out because {reason}: {n}")
    if done.wide:
        in_file = _("Cells below questions: {n}")
        left_out = _("Cells left out because {reason}: {n}")
    rows.append(in_file.format(n=done.rows))
    rows += [
        left_out.format(reason=_(aggregates.LEFT_OUT[why]), n=number)
        for why, number in done.left_out.items()
    ]
    rows.append(
        _("Questions: {questions}; units with a number: {units}").format(
            questions=done.questions, units=done.units
        )
    )
    if done.replaced:
        rows.append(_("It replaces what was imported from this source before."))
    markdown_block(became[done.kind], "\n".join(f"- {row}" for row in rows))
    show_units(run, "aggregates", done.new_units, done.known_units, again)
    with st.expander(_("The first numbers")):
        st.dataframe(
            [
                {
                    _("Survey"): one.wave,
                    _("Unit"): one.unit,
                    _("Question"): one.question,
                    _("Number"): _number(one.stored),
                    _("Answers"): _answers(one.stored),
                }
                for one in done.numbers
            ],
            hide_index=True,
        )


def _number(stored: aggregates.Stored) -> str:
    """Return a mean, or the counts of the options from bad to good."""
    return "  ".join(map(str, stored)) if isinstance(stored, tuple) else f"{stored.value:g}"


def _answers(stored: aggregates.Stored) -> int | None:
    return sum(stored) if isinstance(stored, tuple) else stored.answers
