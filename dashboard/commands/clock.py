"""`peil run`, `peil tick` and `peil upkeep`: the work of the clock."""

import importlib
import signal
import sys
import time
from typing import Annotated, NoReturn

import typer

from dashboard.clock import now, since_start
from dashboard.commands.terminal import FolderOption, installation_of, say, say_on_stderr, tell
from dashboard.http.logs import clean_logs
from dashboard.http.tracing import begin_tracing, check_tracing
from surveys import operations as clock
from surveys.installation import Installation, InstallationError
from surveys.operations import run_daily_upkeep
from surveys.programme import local_date
from surveys.settings import Settings, current_settings

Every = Annotated[int, typer.Option(help="Seconds between two runs of the clock.", min=1)]


def tick(folder: FolderOption = None) -> None:
    """Do once what is due (open, remind, count, publish, delete), from cron or a timer."""
    installation = installation_of(folder)
    _refuse_unless_clock(installation.keeps_time)
    outcome = clock.tick_if_steady(
        installation, Settings(), now(), since_start(), clock.Steadiness()
    )
    if not outcome.was_free:
        say("Another copy of the clock is at work; it does what is due.")
    for sentence in outcome.done:
        say(sentence)
    for sentence in outcome.waiting:
        say(sentence)
    for fault in outcome.faults:
        say_on_stderr(fault)
    if outcome.faults:
        raise typer.Exit(1)
    if outcome.was_free and not outcome.done and not outcome.waiting:
        say("Nothing is due.")


def run(every: Every = 30, folder: FolderOption = None) -> None:
    """Do what is due whenever it is due, until it is stopped.

    Several copies may run, on several machines: one works, the others wait.
    """
    installation = installation_of(folder)
    _refuse_unless_clock(installation.keeps_time)
    settings = current_settings()
    # Like a kill, which every step survives, but with a tidy exit.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    check_tracing(settings)
    with clean_logs(settings.log_format):
        begin_tracing(settings)
        if settings.metrics_at is not None:
            metrics = importlib.import_module("dashboard.http.metrics")
            metrics.serve_metrics(installation, settings)
        tell(f"The clock of {installation.name} runs. Stop it with Ctrl+C.")
        _run(installation, settings, every)


def _run(installation: Installation, settings: Settings, every: int) -> NoReturn:
    known: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    steadiness = clock.Steadiness()
    while True:
        outcome = clock.tick_if_steady(installation, settings, now(), since_start(), steadiness)
        for sentence in outcome.done:
            tell(f"{_time(settings)}{sentence}")
        # What waits and what failed is reported once, not in every run.
        if outcome.waiting != waiting:
            for sentence in outcome.waiting:
                tell(f"{_time(settings)}{sentence}")
            waiting = outcome.waiting
        if outcome.faults != known:
            for fault in outcome.faults:
                tell(f"{_time(settings)}{fault}", wrong=True)
            known = outcome.faults
        time.sleep(every)


def _time(settings: Settings) -> str:
    """Return the time before a sentence; a line of JSON has it already."""
    return "" if settings.log_format == "json" else f"{now():%Y-%m-%d %H:%M} "


def upkeep(folder: FolderOption = None) -> None:
    """Delete comments and results past their retention; `peil serve` does it by itself."""
    installation = installation_of(folder)
    deleted = run_daily_upkeep(installation, Settings().retention, local_date(installation, now()))
    for wave in deleted.comments:
        say(f"The comments of {wave} are deleted.")
    for wave in deleted.results:
        say(f"The results of {wave} are deleted.")
    if not deleted:
        say("Nothing is due.")


def _refuse_unless_clock(keeps_time: bool) -> None:
    if not keeps_time:
        raise InstallationError("not_the_clock")
