"""The form of an experiment: to plan one, and to correct its plan before it begins."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from dashboard.administration.saved_form import SavedForm, show_fault
from dashboard.results.experiment_words import found_names
from dashboard.results.reports import Reports
from surveys.experiments.experiment import (
    FOUND,
    MAX_BODY_LENGTH,
    MAX_LENGTH,
    MAX_NAME_LENGTH,
    MAX_STEPS,
    MIN_LENGTH,
    Experiment,
    Plan,
)
from surveys.experiments.planning import (
    change_plan,
    indicators_to_choose,
    next_wave_in,
    plan_experiment,
)
from surveys.texts import Texts
from surveys.trail.saving import Seen
from surveys.units import PAGE_SEPARATOR

NEW = "experiment_new"

MAX_STARTING = 500
"""The largest number of units that the form lets start in one step."""


def prefilled(indicators: Mapping[str, str], first_wave: int) -> Plan:
    """Return what the form of a new experiment starts with.

    The one place that fills it: a link to the page can name what is tried and the topic it is
    about, as `?try=…&about=…`.
    """
    about = st.query_params.get("about", "")
    indicator = about if about in indicators else next(iter(indicators))
    text = st.query_params.get("try", "")[:MAX_BODY_LENGTH]
    name = text[:MAX_NAME_LENGTH]
    return Plan(name, text, indicator, FOUND[0], (), (1,), first_wave, MIN_LENGTH)


def new_experiment(reports: Reports, *, opened: bool) -> None:
    """Show the form to plan an experiment, and keep what it contains when it is wrong."""
    texts, session = reports.run.texts, reports.run.open_session()
    label, is_wanted = texts.gettext("Plan an experiment"), opened or "try" in st.query_params
    with st.expander(label, expanded=is_wanted, icon=":material/add:"):
        form = SavedForm(NEW, _fields)
        empty = prefilled(_topics(reports), next_wave_in(session))
        form.open(empty)

        def make(_seen: Seen) -> Plan:
            plan = in_form(form)
            made = plan_experiment(reports.run.installation, reports.who, plan, reports.run.today)
            for name in ("try", "about"):
                st.query_params.pop(name, None)
            st.query_params["experiment"] = made.hex
            another = replace(empty, name="", text="")
            form.fill(another)
            return another

        plan_form(reports, form, make, fixed=False)


def correct_plan(reports: Reports, experiment: Experiment) -> None:
    """Show the form to correct a plan; units and numbers are fixed once the list is closed."""
    form = SavedForm(f"experiment_{experiment.id.hex}", _fields)
    form.open(experiment.plan)

    def save(seen: Seen) -> Plan:
        plan = in_form(form)
        return change_plan(reports.run.installation, reports.who, experiment.id, plan, seen)

    plan_form(reports, form, save, fixed=experiment.nonce is not None)


def plan_form(
    reports: Reports, form: SavedForm, save: Callable[[Seen], Plan], *, fixed: bool
) -> None:
    """Show the fields of a plan with the button that saves it."""
    texts = reports.run.texts
    _ = texts.gettext
    topics, labels, found = _topics(reports), _labels(texts), found_names(texts)
    units = {unit.id.hex: PAGE_SEPARATOR.join((*unit.above, unit.name)) for unit in reports.units()}
    shown = partial(_in_words, topics, found, units)
    form.show_outcome(texts, labels, saved=_("The plan is saved."), shown=shown)
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        st.text_input(labels["name"], max_chars=MAX_NAME_LENGTH, key=form.key("name"))
        show_fault(form.fault_of("name"), texts)
        st.text_input(
            labels["text"],
            max_chars=MAX_BODY_LENGTH,
            key=form.key("text"),
            placeholder=_("For example: no meetings before ten"),
        )
        show_fault(form.fault_of("text"), texts)
        with st.grid(columns=2, min_column_width=240, gap="small"):
            st.selectbox(
                labels["indicator"],
                list(topics),
                format_func=topics.__getitem__,
                key=form.key("indicator"),
            )
            st.selectbox(
                labels["found"], FOUND, format_func=found.__getitem__, key=form.key("found")
            )
        st.multiselect(
            labels["units"],
            list(units),
            format_func=units.__getitem__,
            key=form.key("units"),
            placeholder=_("Choose"),
            disabled=fixed,
        )
        _numbers(form, labels, texts, fixed=fixed)
        for field in ("indicator", "first_wave", "length"):
            show_fault(form.fault_of(field), texts)
        st.form_submit_button(
            _("Save the plan"), key=form.key("save"), on_click=form.save, args=(save,)
        )


def _numbers(form: SavedForm, labels: Mapping[str, str], texts: Texts, *, fixed: bool) -> None:
    """Show the fields that hold numbers: how many start in each step, and the waves."""
    with st.grid(columns=3, min_column_width=160, gap="small"):
        st.number_input(
            labels["first"],
            1,
            MAX_STARTING,
            key=form.key("first"),
            disabled=fixed,
            help=texts.gettext(
                "At least four that start and four that wait are needed to tell a difference. The "
                "measure begins after the wave before the first one has closed."
            ),
        )
        st.number_input(labels["steps"], 0, MAX_STEPS - 1, key=form.key("steps"), disabled=fixed)
        st.number_input(labels["later"], 1, MAX_STARTING, key=form.key("later"), disabled=fixed)
        st.number_input(labels["first_wave"], 1, key=form.key("first_wave"))
        st.number_input(labels["length"], MIN_LENGTH, MAX_LENGTH, key=form.key("length"))


def in_form(form: SavedForm) -> Plan:
    """Return the plan that a form contains."""
    typed = form.typed()
    return Plan(
        typed["name"],
        typed["text"],
        typed["indicator"],
        typed["found"],
        tuple(sorted(UUID(hex=unit) for unit in typed["units"])),
        (typed["first"], *[typed["later"]] * typed["steps"]),
        typed["first_wave"],
        typed["length"],
    )


def _fields(plan: Plan) -> Mapping[str, object]:
    first, *later = plan.starting
    return {
        "name": plan.name,
        "text": plan.text,
        "indicator": plan.indicator,
        "found": plan.found,
        "units": [unit.hex for unit in plan.units],
        "first": first,
        "steps": len(later),
        "later": later[0] if later else 1,
        "first_wave": plan.first_wave,
        "length": plan.length,
    }


def _labels(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "name": _("Name"),
        "text": _("What is tried?"),
        "indicator": _("What should it help with?"),
        "found": _("How were the units found?"),
        "units": _("Units that take part"),
        "first": _("Units that start first"),
        "steps": _("Later steps"),
        "later": _("Units that start in each later step"),
        "first_wave": _("First wave with it (number)"),
        "length": _("Waves in a step"),
    }


def _topics(reports: Reports) -> dict[str, str]:
    language = reports.run.texts.language
    return {one.id: one.name[language] for one in indicators_to_choose(reports.reading.instrument)}


def _in_words(
    topics: Mapping[str, str],
    found: Mapping[Any, str],
    units: Mapping[str, str],
    field: str,
    value: object,
) -> str:
    """Return what a field holds, as its reader writes it."""
    if field == "indicator":
        return topics.get(str(value), str(value))
    if field == "found":
        return found.get(value, str(value))
    if isinstance(value, list):
        return ", ".join(units.get(unit, "–") for unit in value)
    return str(value)
