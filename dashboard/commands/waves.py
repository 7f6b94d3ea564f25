"""`peil open-wave`, `peil close-wave` and `peil discard-wave`: invitations, and the count."""

import csv
import sys
from datetime import datetime, timedelta
from typing import Annotated

import typer

from dashboard.clock import now
from dashboard.commands.keys import ask_passphrase
from dashboard.commands.terminal import (
    FolderOption,
    installation_of,
    progress_bar,
    say,
    say_on_stderr,
)
from surveys import counting, waves
from surveys.counting.prospects import load_prospects
from surveys.follow_up import load_awaited_talks
from surveys.installation import Installation
from surveys.organisation.next_waves import load_next_thresholds
from surveys.people.roster import names_and_addresses
from surveys.programme import closing_moment, local_date
from surveys.reading import renew_verdicts
from surveys.settings import Settings
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.texts import DEFAULT

EarlyOption = Annotated[
    bool, typer.Option("--early", help="On the last day of the wave, before that day has ended.")
]


def open_wave(
    closes: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day to answer.")],
    period: Annotated[waves.Period, typer.Option(help="Time asked about.")] = "biweekly",
    end_of_round: Annotated[
        bool | None,
        typer.Option(
            "--end-of-round/--comment",
            help="Ask the open questions at the end of a round, or for a comment; else in turn.",
        ),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Open the next wave and print one line per person: name, e-mail address and personal link.

    The links are printed once and not stored; send each to its person and delete the list.
    Units with paper slips get no links.
    """
    installation = installation_of(folder)
    today = local_date(installation, now())
    prospects = load_prospects(installation, load_next_thresholds(installation), today)
    for sentence in prospects.in_words(DEFAULT):
        say_on_stderr(sentence)
    if load_awaited_talks(installation) is not None:
        say_on_stderr(
            "By itself this wave would wait: fewer than half of the units with a leader and "
            "results have noted a talk about these, or why not. It is opened all the same."
        )
    opened = waves.open_wave(
        installation,
        opens_on=today,
        closes_on=closes.date(),
        period=period,
        ends_round=end_of_round,
    )
    settings = Settings()
    lines = csv.writer(sys.stdout)
    lines.writerow(("name", "email", "link"))
    for person, name, email in names_and_addresses(installation):
        if person in opened.tokens:
            cells = map(escape_formula, (name, email))
            lines.writerow((*cells, waves.answer_link(settings, opened.tokens[person])))
    say_on_stderr(f"Wave {opened.number} is open. These links are kept nowhere: send them now.")
    for unit, number in opened.slips.items():
        say_on_stderr(f"{unit} answers with its {number} paper slips: hand them out now.")


def close_wave(folder: FolderOption = None, early: EarlyOption = False) -> None:
    """Count the open wave, publish what may be published, destroy ballots, tokens and key.

    A wave lasts to the end of its last day; with --early it is counted during that day.

    Where the wave has keepers, each of them types their passphrase, now or another time.
    """
    installation = installation_of(folder)
    number = waves.open_number(installation)
    sealed = number is not None and installation.keys.sealed(number) is not None
    counted = _turns(installation, early) if sealed else _count(installation, early)
    if counted is None:
        return
    say(
        f"Wave {counted.wave} is counted: {counted.published} of {counted.units} units are "
        "published. Its ballots, tokens and key are destroyed."
    )
    judge_results(installation)
    if counted.unreadable:
        say(f"{counted.unreadable} damaged ballots could not be opened and are not counted.")


def _count(installation: Installation, early: bool) -> counting.CountResult:
    moment, number = closing_moment(installation), waves.open_number(installation)
    if moment is not None and now() < moment and not early:
        last = (moment - timedelta(days=1)).date()
        raise waves.WaveError("still_open", wave=number, closes_on=last)
    with progress_bar() as report:
        return counting.close_wave(
            installation,
            local_date(installation, now()),
            lambda done, total: report("Counting", done, total),
        )


def _turns(installation: Installation, early: bool) -> counting.CountResult | None:
    """Ask for passphrases until the wave is counted, or nobody types one any more."""
    say("The key of this wave is sealed. Each keeper types their passphrase, in any order.")
    while passphrase := ask_passphrase("Passphrase (leave empty to stop)"):
        with progress_bar() as report:
            turn = counting.take_turn(
                installation,
                passphrase,
                now(),
                progress=lambda done, total: report("Counting", done, total),
                early=early,
            )
        if turn.counted is not None:
            return turn.counted
        say(f"That was the turn of {turn.name}. Still to come: {', '.join(turn.waits_for)}.")
    return None


def judge_results(installation: Installation) -> None:
    """Work out the verdicts on the published results, with progress."""
    with progress_bar() as report:
        renew_verdicts(installation, lambda done, total: report("Judging results", done, total))


def discard_wave(
    number: Annotated[int, typer.Argument(help="Number of the open wave, as a safeguard.")],
    folder: FolderOption = None,
) -> None:
    """Give up a wave that cannot be counted: it closes without results.

    For a box that somebody has written to, or a passphrase that is lost. Its ballots are destroyed,
    which cannot be undone.
    """
    installation = installation_of(folder)
    counting.discard_wave(installation, number, local_date(installation, now()))
    say(f"Wave {number} is closed without results. Its ballots, tokens and key are destroyed.")
