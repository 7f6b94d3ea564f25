"""`peil programme`: the plan of the year, and the rhythm of the waves."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

import typer
from dateutil.relativedelta import relativedelta

from dashboard.clock import now
from dashboard.commands.lazy_group import PlainGroup
from dashboard.commands.terminal import FolderOption, installation_of, say, say_on_stderr
from surveys.access import OPERATOR
from surveys.organisation import load_instrument, save_badges_by_chance
from surveys.programme import (
    REMINDERS,
    ProgrammeError,
    Rhythm,
    load_plan,
    load_programme,
    local_date,
)
from surveys.programme import changes as programme_changes
from surveys.programme.recurrence import DAYS, simple_rule
from surveys.programme.start_measurement import choose_start_measurement, load_start_measurement
from surveys.texts import DEFAULT, Texts

commands = typer.Typer(
    cls=PlainGroup, help="The rhythm of the waves.", no_args_is_help=True, rich_markup_mode=None
)


@commands.command()
def show(folder: FolderOption = None) -> None:
    """Show the plan of the next year: when each wave opens and closes, and what it is about."""
    installation, texts = installation_of(folder), Texts(DEFAULT)
    programme = load_programme(installation)
    if programme is None:
        say("There is no programme yet: `peil programme set` makes one.")
        return
    rhythm = programme.rhythm
    say_on_stderr(
        f"{rhythm.rule} from {rhythm.starts_on}, {rhythm.opens_at:%H:%M} in "
        f"{programme.timetable.zone.key}, {rhythm.open_days} days; {programme.state}."
    )
    questions, today = load_instrument(installation), local_date(installation, now())
    for wave in load_plan(installation, today, today + relativedelta(years=1)):
        times = f"{texts.moment(wave.opens_at)} to the end of {texts.closing(wave.closes_on)}"
        moved = wave.moved_because
        why = f" (moved: {moved.in_words(DEFAULT)})" if moved else ""
        start = "start measurement: " if wave.is_start_measurement else ""
        say(f"{wave.number:>4}  {times}  {start}{wave.theme(questions, DEFAULT)}{why}")


@commands.command("set")
def set_rhythm(
    every: Annotated[
        str | None, typer.Option(help="1w, 2w, 3w, … or 1m, on the weekday of the first day.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help="Instead of --every: a rule such as FREQ=WEEKLY;BYDAY=TU.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; else today.")
    ] = None,
    at: Annotated[
        datetime, typer.Option(formats=["%H:%M"], help="Time of day at which waves open and close.")
    ] = datetime(2000, 1, 1, 9),  # noqa: DTZ001
    days: Annotated[int, typer.Option(help="How many days a wave is open.")] = 7,
    reminders: Annotated[
        str | None,
        typer.Option(help="Days after opening on which all are reminded, else 3,5; '' for none."),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Set the rhythm of the programme; closed periods and blocks stay as they are."""
    installation = installation_of(folder)
    first = start.date() if start else local_date(installation, now())
    rhythm = Rhythm(_rule(every, rule, first), first, at.time(), days)
    programme_changes.save_rhythm(installation, OPERATOR, rhythm, _numbers(reminders, days))
    say_on_stderr(f"Kept: {rhythm.rule} from {first}. `peil programme show` lists the waves.")
    programme = load_programme(installation)
    if programme is not None and programme.state == "paused":
        say_on_stderr("No wave opens yet: `peil programme start` lets it begin.")


@commands.command()
def start(folder: FolderOption = None) -> None:
    """Let waves open, after the rhythm was set or after a pause."""
    programme_changes.resume(installation_of(folder), OPERATOR)
    say_on_stderr("Waves open by themselves from now on.")


@commands.command()
def pause(folder: FolderOption = None) -> None:
    """Open no wave until the programme is started again; an open one is counted as planned."""
    programme_changes.pause(installation_of(folder), OPERATOR)
    say_on_stderr("No wave opens until `peil programme start`.")


@commands.command("start-measurement")
def start_measurement(
    switch: Annotated[Literal["on", "off"], typer.Argument(help="Whether the first wave is one.")],
    folder: FolderOption = None,
) -> None:
    """Let the first wave ask all questions on the fixed subjects; possible until it opens."""
    installation = installation_of(folder)
    choose_start_measurement(installation, OPERATOR, on=switch == "on")
    start = load_start_measurement(installation)
    takes = f"{start.questions} questions, about {start.minutes} minutes"
    kind = f"a start measurement: {takes}" if start.is_on else "a wave like the others"
    say_on_stderr(f"Kept: the first wave is {kind}.")


@commands.command()
def badges(
    percent: Annotated[int, typer.Argument(help="10 (about 8 of 10 badges right) or 25 (7).")],
    folder: FolderOption = None,
) -> None:
    """Choose how many of 100 teams see a badge by chance in a year in which nothing changes."""
    save_badges_by_chance(installation_of(folder), OPERATOR, percent)
    say_on_stderr(f"Kept: {percent} %. Results are worked out anew at the clock's next turn.")


def _rule(every: str | None, rule: str | None, first: date) -> str:
    if rule is not None and every is None:
        return rule
    interval = re.fullmatch(r"([1-9][0-9]?)w|1m", every or "") if rule is None else None
    if interval is None:
        raise ProgrammeError("every_or_rule")
    if interval[1] is None:
        return simple_rule("monthly", first)
    return f"FREQ=WEEKLY;INTERVAL={interval[1]};BYDAY={DAYS[first.weekday()]}"


def _numbers(text: str | None, open_days: int) -> tuple[int, ...]:
    if text is None:
        return tuple(day for day in REMINDERS if day < open_days)
    if not re.fullmatch(r"\s*(\d{1,2}(\s*,\s*\d{1,2})*)?\s*", text):
        raise ProgrammeError("reminders_not_days")
    return tuple(int(day) for day in text.split(",") if day.strip())
