"""What HR does with an experiment: correct it, close the list, draw, end, delete."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from dashboard import wording
from dashboard.once import once
from dashboard.results.experiment_form import correct_plan
from dashboard.results.experiment_words import outcome_names
from dashboard.results.reports import Reports
from surveys.errors import PeilError
from surveys.experiments.experiment import OUTCOMES
from surveys.experiments.planning import (
    close_list,
    delete_experiment,
    draw_lot,
    end_experiment,
)
from surveys.experiments.report import ExperimentReport

FAULT = "experiment_fault"


def next_steps(reports: Reports, report: ExperimentReport) -> None:
    """Show the next step of an experiment as a button, and what else HR can do with it."""
    _ = reports.run.texts.gettext
    experiment, state = report.experiment, report.state
    if state == "planned":
        st.caption(
            _(
                "Closing the list fixes who takes part and how many start. The server then draws a "
                "random number, and both are noted in the audit trail, before anything is drawn."
            )
        )
        _button(reports, "close", _("Close the list"), _close, report, is_next=True)
    if state == "closed":
        _button(reports, "draw", _("Draw by lot"), _draw, report, is_next=True)
    if state in {"planned", "closed", "drawn"}:
        with st.expander(_("Correct the plan"), icon=":material/edit:"):
            correct_plan(reports, experiment)
    if state in {"running", "measured"}:
        with st.expander(_("End it"), icon=":material/flag:"):
            names = outcome_names(reports.run.texts)
            st.radio(
                _("What happens to the measure?"),
                OUTCOMES,
                format_func=names.__getitem__,
                key="experiment_outcome",
                horizontal=True,
            )
            st.caption(_("Waves that open later do not count in it any more."))
            _button(reports, "end", _("End the experiment"), _end, report)
    with st.expander(_("Delete it"), icon=":material/delete:"):
        st.caption(
            _("The plan, the draw and its outcome go; the audit trail keeps that they were there.")
        )
        _button(reports, "delete", _("Delete the experiment"), _delete, report)


def _button(
    reports: Reports,
    name: str,
    label: str,
    action: Callable[[Reports, ExperimentReport], None],
    report: ExperimentReport,
    *,
    is_next: bool = False,
) -> None:
    key = f"experiment_{name}"
    looks = wording.on_primary(label) if is_next else label
    kind: Literal["primary", "secondary"] = "primary" if is_next else "secondary"
    st.button(looks, key=key, type=kind, on_click=once, args=(key, _do, action, reports, report))


def _do(
    action: Callable[[Reports, ExperimentReport], None], reports: Reports, report: ExperimentReport
) -> None:
    try:
        action(reports, report)
    except PeilError as fault:
        st.session_state[FAULT] = fault


def _close(reports: Reports, report: ExperimentReport) -> None:
    close_list(reports.run.installation, reports.who, report.experiment.id)


def _draw(reports: Reports, report: ExperimentReport) -> None:
    run = reports.run
    draw_lot(run.installation, reports.who, report.experiment.id, run.today)


def _end(reports: Reports, report: ExperimentReport) -> None:
    run, outcome = reports.run, st.session_state["experiment_outcome"]
    end_experiment(run.installation, reports.who, report.experiment.id, outcome, run.today)


def _delete(reports: Reports, report: ExperimentReport) -> None:
    delete_experiment(reports.run.installation, reports.who, report.experiment.id)
    st.query_params.pop("experiment", None)
