"""An experiment on its page: the plan, what it could find, its outcome, and how to draw again."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.address import kept_in_address
from dashboard.charts.chart import as_table, show
from dashboard.charts.experiment import two_sides
from dashboard.results.experiment_steps import FAULT
from dashboard.results.experiment_words import state_in_words
from dashboard.results.kept_reports import Drawing
from dashboard.results.reports import Reports
from surveys.experiments import sentences
from surveys.experiments.draw import how
from surveys.experiments.draw import record as record_of
from surveys.experiments.experiment import Experiment
from surveys.experiments.measuring import Comparison
from surveys.experiments.report import ExperimentReport
from surveys.texts import Texts, escape_markdown
from surveys.trail import note_reading


def faults(texts: Texts) -> None:
    """Show why the last press was refused."""
    if (fault := st.session_state.pop(FAULT, None)) is not None:
        wording.show_error(fault, texts)


def choice(found: Sequence[Experiment], texts: Texts) -> Experiment | None:
    """Let the reader choose an experiment, the newest first; None if there is none."""
    by_id = {one.id.hex: one for one in found}
    if len(by_id) < 2:
        return next(iter(by_id.values()), None)
    chosen = st.selectbox(
        texts.gettext("Experiment"),
        list(by_id),
        format_func=lambda one: by_id[one].plan.name,
        **kept_in_address("experiment", list(by_id)),
    )
    return by_id[chosen]


def nothing_yet(texts: Texts, *, plans: bool) -> None:
    """Show that there is no experiment to see."""
    _ = texts.gettext
    st.info(
        _("There is no experiment yet.")
        if plans
        else _("None of your units takes part in an experiment."),
        icon=":material/science:",
    )


def plan(report: ExperimentReport, texts: Texts) -> None:
    """Show what is tried, by whom and when, and how far it is."""
    _, it = texts.gettext, report.experiment
    st.subheader(escape_markdown(it.plan.name), anchor=False)
    st.text(it.plan.text)
    topic = report.indicator.name[texts.language]
    waves = _("{indicator}, wave {first} to {last}").format(
        indicator=topic, first=it.plan.first_wave, last=it.last_wave
    )
    st.caption(" · ".join((state_in_words(it, report.state, texts), waves)))
    st.markdown(sentences.chosen(it, texts))
    if it.drawn_on is None:
        names = [report.names[unit] for unit in it.plan.units if unit in report.names]
        st.markdown(_("Take part: {units}.").format(units=_listed(names, texts)))
        return
    for step in range(len(it.plan.starting)):
        template = _("Start with wave {n}: {units}.")
        names = [report.names[unit] for unit in it.started_in(step)]
        st.markdown(template.format(n=it.first_wave_of(step), units=_listed(names, texts)))
    if waiting := it.still_wait_in(len(it.plan.starting) - 1):
        names = [report.names[unit] for unit in waiting]
        st.markdown(_("Wait: {units}.").format(units=_listed(names, texts)))


def before_it_begins(report: ExperimentReport, texts: Texts) -> None:
    """Show which change it could find; afterwards for comparison, out of the way."""
    _ = texts.gettext
    told = report.prospect_in_words(texts.language)
    usual = report.usual_in_words(texts.language)
    if report.state in {"planned", "closed", "drawn"}:
        _titled(_("What it could find"), told)
        if usual:
            _titled(_("What comes back by itself"), usual)
        return
    with st.expander(_("What it could find, as told before it began")):
        st.markdown(told)


def outcomes(reports: Reports, report: ExperimentReport) -> None:
    """Show the outcome of each step that is over, and from which wave on that of the others is."""
    texts, it = reports.run.texts, report.experiment
    _ = texts.gettext
    if report.state in {"planned", "closed", "drawn"}:
        return
    for step, found in enumerate(report.comparisons):
        with st.container(border=True, key=f"step_{step}"):
            heading = _("What step {n} has shown").format(n=step + 1)
            several = len(report.comparisons) > 1
            st.subheader(heading if several else _("What it has shown"), anchor=False)
            if found is None:
                due = it.first_wave_of(step + 1) - 1
                st.markdown(_not_yet(report, due, texts))
                continue
            _outcome(reports, report, found)
    usual = report.usual_in_words(texts.language)
    if usual and any(report.comparisons):
        _titled(_("What comes back by itself"), usual)


def _not_yet(report: ExperimentReport, due: int, texts: Texts) -> str:
    _ = texts.gettext
    if report.state == "ended":
        return _("It ended before three waves had been counted: there is no outcome.")
    return _(
        "The outcome stands here once wave {n} is counted, not before: somebody who looks after "
        "every wave finds a difference by chance sooner or later."
    ).format(n=due)


def _outcome(reports: Reports, report: ExperimentReport, found: Comparison) -> None:
    texts, it = reports.run.texts, report.experiment
    _, key = texts.gettext, f"experiment_{it.id.hex}_{found.step}"
    first, *others = report.outcome_in_words(found, texts.language)
    wording.markdown_block(f"**{first}**", *others)
    if report.tells_sides and found.course:
        draw = partial(two_sides, found, report.indicator, texts)
        source = wording.source(it.plan.name, None, reports.thresholds(), texts)
        unit, depends = min(report.open_units), (it.id, found.step, it.ended_on)
        chart = reports.chart(Drawing.EXPERIMENT, unit, draw, *depends, source=source)
        if chart is not None:
            show(chart, key, it.plan.name)
            as_table(chart, key, texts)
    rows = report.shown_rows(found)
    if not rows:
        return
    note_reading(reports.run.installation, reports.who, it.id, it.plan.name, reports.run.today)
    side = {True: _("tried it"), False: _("waited")}
    label = _("Unit by unit") if report.sees_all else _("Your units")
    with st.expander(label):
        st.table(
            {
                _("Unit"): [escape_markdown(name) for name, *_rest in rows],
                _("Side"): [side[tried] for _name, tried, _moved in rows],
                _("Before"): [texts.number(moved.before.mean) for *_rest, moved in rows],
                _("After"): [texts.number(moved.after.mean) for *_rest, moved in rows],
            }
        )
        st.caption(_("Averages on a scale of 1 to 5; 5 is good."))


def what_else(report: ExperimentReport, texts: Texts) -> None:
    """Show what else happened meanwhile in units that the reader may see."""
    _ = texts.gettext
    if not report.beside:
        return
    with st.expander(_("What else happened meanwhile")):
        lines = [
            f"- {texts.date(one.day)}, {escape_markdown(one.unit)}: {escape_markdown(one.text)}"
            for one in report.beside
        ]
        st.markdown("\n".join(lines))
        st.caption(_("Each of these may lie behind a difference as well."))


def record(report: ExperimentReport, texts: Texts) -> None:
    """Show how the lot was drawn, with the record from which anybody can draw again."""
    _, draw = texts.gettext, report.experiment.draw
    if draw is None:
        return
    with st.expander(_("How the lot is drawn")):
        st.markdown("\n".join(f"{n}. {step}" for n, step in enumerate(how(texts.language), 1)))
        lines = {_("Fingerprint"): draw.fingerprint, _("Number"): draw.nonce}
        if report.experiment.drawn_on is not None:
            lines[_("Seed")] = draw.seed
        st.code("\n".join(f"{name}: {value}" for name, value in lines.items()), language=None)
        if report.experiment.drawn_on is None:
            return
        st.download_button(
            _("Record of the draw (JSON)"),
            record_of(draw, report.names, texts.language),
            file_name="peil-draw.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="experiment_record",
        )


def _titled(title: str, told: str) -> None:
    st.markdown(f"**{title}.** {told}")


def _listed(names: Sequence[str], texts: Texts) -> str:
    return escape_markdown(texts.listed(sorted(names)))
