"""`peil run` and `peil tick`: the clock that opens, reminds, counts, publishes and deletes."""

import signal
import sys
import time
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.output import say, say_aside
from dashboard.commands.place import FolderOption, installation_of
from surveys.installation.installation import InstallationError
from surveys.operations import clock
from surveys.settings.settings import Settings

Every = Annotated[int, typer.Option(help="Seconds between two looks at what is due.", min=1)]


def tick(folder: FolderOption = None) -> None:
    """Do once what is due (open, remind, count, publish, delete), for a timer of the machine."""
    place = installation_of(folder)
    _refuse_unless_clock(place.keeps_time)
    outcome = clock.tick(place, Settings(), now())
    if not outcome.was_free:
        say("Another copy of the clock is at work; it does what is due.")
    for sentence in outcome.done:
        say(sentence)
    for fault in outcome.faults:
        say_aside(fault)
    if outcome.faults:
        raise typer.Exit(1)
    if outcome.was_free and not outcome.done:
        say("Nothing is due.")


def run(every: Every = 30, folder: FolderOption = None) -> None:
    """Do what is due whenever it is due, until somebody stops it.

    Several copies may run, on several machines: one works, the others wait.
    """
    place = installation_of(folder)
    _refuse_unless_clock(place.keeps_time)
    settings = Settings()
    # Whatever runs is left as it is left by a kill, which every step stands; only tidier.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    say(f"The clock of {place.name} runs. Stop it with Ctrl+C.")
    known: tuple[str, ...] = ()
    while True:
        outcome = clock.tick(place, settings, now())
        for sentence in outcome.done:
            say(f"{now():%Y-%m-%d %H:%M} {sentence}")
        if outcome.faults != known:
            # Said once, not at every look.
            for fault in outcome.faults:
                say_aside(f"{now():%Y-%m-%d %H:%M} {fault}")
            known = outcome.faults
        time.sleep(every)


def _refuse_unless_clock(keeps_time: bool) -> None:
    if not keeps_time:
        raise InstallationError("not_the_clock")
