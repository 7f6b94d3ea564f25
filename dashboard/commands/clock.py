"""`peil run`, `peil tick` and `peil upkeep`: the work of the clock."""

import signal
import sys
import time
from typing import Annotated

import typer

from dashboard.clock import now, since_start
from dashboard.commands.terminal import FolderOption, installation_of, say, say_on_stderr
from surveys import operations as clock
from surveys.installation import InstallationError
from surveys.operations import run_daily_upkeep
from surveys.programme import local_date
from surveys.settings import Settings

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
    settings = Settings()
    # Like a kill, which every step survives, but with a tidy exit.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    say(f"The clock of {installation.name} runs. Stop it with Ctrl+C.")
    known: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    steadiness = clock.Steadiness()
    while True:
        outcome = clock.tick_if_steady(installation, settings, now(), since_start(), steadiness)
        for sentence in outcome.done:
            say(f"{now():%Y-%m-%d %H:%M} {sentence}")
        # What waits and what failed is reported once, not in every run.
        if outcome.waiting != waiting:
            for sentence in outcome.waiting:
                say(f"{now():%Y-%m-%d %H:%M} {sentence}")
            waiting = outcome.waiting
        if outcome.faults != known:
            for fault in outcome.faults:
                say_on_stderr(f"{now():%Y-%m-%d %H:%M} {fault}")
            known = outcome.faults
        time.sleep(every)


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
