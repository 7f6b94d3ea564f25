"""Clears away what a killed count has left: nothing of a counted wave may stay readable."""

from db import results
from db.engine import forget_deleted, reading
from surveys.installation.installation import Installation


def clear(installation: Installation) -> None:
    """Destroy key and box of every counted wave, and what was deleted from the main database.

    Runs at the end of a count, before the next wave opens, and whenever a server starts. Does
    nothing in a process that may not count: it could not touch a box.
    """
    if not installation.keeps_time:
        return
    with reading(installation.engine) as session:
        counted = [wave.number for wave in results.closed_waves(session)]
    for number in counted:
        if number is not None:
            # The key first: without it the ballots mean nothing, wherever a copy may lie.
            installation.keys.destroy(number)
            installation.box(number).destroy()
    forget_deleted(installation.engine, ("slip", "comment", "invitation", "message"))
