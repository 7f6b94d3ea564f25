"""`peil close-wave`: the count."""

from dashboard.clock import today
from dashboard.commands.output import progress_bar, say
from dashboard.commands.place import FolderOption, installation_of
from surveys import counting


def close_wave(folder: FolderOption = None) -> None:
    """Count the open wave, publish what may be published, destroy ballots, tokens and key."""
    with progress_bar() as report:
        counted = counting.close_wave(
            installation_of(folder),
            today(),
            lambda done, total: report("Counting", done, total),
        )
    say(
        f"Wave {counted.wave} is counted: {counted.published} of {counted.units} units are "
        "published. Its ballots, tokens and key are destroyed."
    )
    if counted.unreadable:
        say(f"{counted.unreadable} damaged ballots could not be opened and are not counted.")
