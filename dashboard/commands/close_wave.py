"""`peil close-wave`: the count."""

from dashboard.clock import now
from dashboard.commands.output import progress_bar, say
from dashboard.commands.place import FolderOption, installation_of
from surveys.counting import counting
from surveys.programme.programme import local_date


def close_wave(folder: FolderOption = None) -> None:
    """Count the open wave, publish what may be published, destroy ballots, tokens and key."""
    place = installation_of(folder)
    with progress_bar() as report:
        counted = counting.close_wave(
            place,
            local_date(place, now()),
            lambda done, total: report("Counting", done, total),
        )
    say(
        f"Wave {counted.wave} is counted: {counted.published} of {counted.units} units are "
        "published. Its ballots, tokens and key are destroyed."
    )
    if counted.unreadable:
        say(f"{counted.unreadable} damaged ballots could not be opened and are not counted.")
