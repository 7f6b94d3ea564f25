"""Experiments: HR plans them and draws by lot; everybody who reads results sees their own."""

from dashboard.navigation import enter
from dashboard.page_top import facts, page_top, title
from dashboard.results import experiments_view as view
from dashboard.results.experiment_form import new_experiment
from dashboard.results.experiment_steps import next_steps
from dashboard.results.kept import support_line
from dashboard.results.reports import Reports
from surveys.experiments.report import read_experiment, read_experiments
from surveys.experiments.rights import may_plan

run = enter("experiments")
reports = Reports(run, run.require_reader())
plans = may_plan(reports.who)
found = read_experiments(reports.reading)
with page_top():
    title(run.texts.gettext("Experiments"))
facts(run.texts.gettext("Some units try a measure while others wait; the lot decides which"))
view.faults(run.texts)
if plans:
    new_experiment(reports, opened=not found)
chosen = view.choice(found, run.texts)
if chosen is None:
    view.nothing_yet(run.texts, plans=plans)
else:
    report = read_experiment(reports.reading, chosen)
    view.plan(report, run.texts)
    view.before_it_begins(report, run.texts)
    view.outcomes(reports, report)
    view.what_else(report, run.texts)
    view.record(report, run.texts)
    if plans:
        next_steps(reports, report)
support_line(run)
