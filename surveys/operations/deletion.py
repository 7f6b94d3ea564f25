"""The end of what has been kept long enough."""

from dataclasses import dataclass
from datetime import date

from db import retention as stored
from db.engine import forget_deleted, read_connection, writing
from surveys.installation.installation import Installation
from surveys.settings.settings import Retention
from surveys.trail import trail


@dataclass(frozen=True)
class Due:
    """The counted waves whose comments, and those of which everything, is kept long enough."""

    comments: tuple[str, ...]
    results: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything to delete."""
        return bool(self.comments or self.results)


def due(installation: Installation, retention: Retention, today: date) -> Due:
    """Return what is to be deleted today."""
    with read_connection(installation.engine) as connection:
        comments = stored.waves_with_comments(connection, retention.comments_cutoff(today))
        waves = stored.waves_closed_by(connection, retention.results_cutoff(today))
    return Due(tuple(wave.name for wave in comments), tuple(wave.name for wave in waves))


def delete_due(installation: Installation, retention: Retention, today: date) -> Due:
    """Delete what has been kept long enough, note that in the trail, and return what it was.

    All of it or nothing; an open wave is never touched. What is deleted stays readable nowhere.
    """
    if not due(installation, retention, today):
        return Due((), ())
    with writing(installation.engine) as session:
        connection = session.connection()
        comments = stored.waves_with_comments(connection, retention.comments_cutoff(today))
        waves = stored.waves_closed_by(connection, retention.results_cutoff(today))
        stored.delete_comments(session, [wave.id for wave in comments])
        stored.delete_waves(session, [wave.id for wave in waves])
        for wave in comments:
            kept = f"closed on {wave.closed_on}, kept {retention.comment_months} months"
            trail.note(session, "comments deleted", f"{wave.name}: {kept}")
        for wave in waves:
            kept = f"closed on {wave.closed_on}, kept {retention.result_years} years"
            trail.note(session, "results deleted", f"{wave.name}: {kept}")
    forget_deleted(installation.engine, ("analysis", "comment", "result", "wave_unit"))
    return Due(tuple(wave.name for wave in comments), tuple(wave.name for wave in waves))
