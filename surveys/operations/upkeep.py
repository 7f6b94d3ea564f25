"""Daily upkeep, started by a server or a timer, and deletion after the retention period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import retention as stored
from db.engine import forget_deleted, read_connection, writing
from surveys import messages as delivery
from surveys import trail
from surveys.experiments import planning as experiments
from surveys.follow_up import follow_up
from surveys.installation import Installation
from surveys.organisation import roster_changes
from surveys.people import held_roles
from surveys.people.provisioning import notes
from surveys.settings import Retention
from surveys.waves import destroy_counted_boxes

RESULT_MESSAGES_RETENTION = timedelta(days=30)
"""How long after the end of a wave the recipients of its results are stored."""


@dataclass(frozen=True)
class ExpiredWaves:
    """The names of waves whose comments, or whose results, are to be deleted.

    `results` also has the sources of imported means that are as old.
    """

    comments: tuple[str, ...]
    results: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything to delete."""
        return bool(self.comments or self.results)


def expired_waves(installation: Installation, retention: Retention, today: date) -> ExpiredWaves:
    """Return the waves with data that are to be deleted today."""
    with read_connection(installation.engine) as connection:
        comments = stored.waves_with_comments(connection, retention.comments_cutoff(today))
        waves = stored.waves_closed_by(connection, retention.results_cutoff(today))
        means = stored.old_means(connection, retention.results_cutoff(today))
    return _named(comments, waves, means)


def delete_expired(installation: Installation, retention: Retention, today: date) -> ExpiredWaves:
    """Delete data at the end of the retention period, note it in the trail, and return what it was.

    All or nothing; an open wave is never touched. Deleted data are overwritten everywhere.
    """
    if not expired_waves(installation, retention, today):
        return ExpiredWaves((), ())
    with writing(installation.engine) as session:
        connection = session.connection()
        comments = stored.waves_with_comments(connection, retention.comments_cutoff(today))
        waves = stored.waves_closed_by(connection, retention.results_cutoff(today))
        means = stored.old_means(connection, retention.results_cutoff(today))
        stored.delete_comments(session, [wave.id for wave in comments])
        stored.delete_waves(session, [wave.id for wave in waves])
        stored.delete_means(session, retention.results_cutoff(today))
        for wave in comments:
            kept = f"closed on {wave.closed_on}, kept {retention.comment_months} months"
            trail.note(session, "comments deleted", f"{wave.name}: {kept}")
        for wave in waves:
            kept = f"closed on {wave.closed_on}, kept {retention.result_years} years"
            trail.note(session, "results deleted", f"{wave.name}: {kept}")
        for source, measured_on in means:
            kept = f"imported, measured on {measured_on}, kept {retention.result_years} years"
            trail.note(session, "results deleted", f"{source}: {kept}")
    forget_deleted(
        installation.engine,
        (
            *("analysis", "comment", "comment_code", "imported_mean", "result", "wave_unit"),
            *("comment_coder", "theme_count", "quote", "theme_reply"),
        ),
    )
    return _named(comments, waves, means)


def _named(
    comments: Sequence[stored.OldWave],
    waves: Sequence[stored.OldWave],
    means: Sequence[tuple[str, date]],
) -> ExpiredWaves:
    sources = dict.fromkeys(source for source, _ in means)
    return ExpiredWaves(
        tuple(wave.name for wave in comments), (*(wave.name for wave in waves), *sources)
    )


def run_daily_upkeep(installation: Installation, retention: Retention, today: date) -> ExpiredWaves:
    """Finish interrupted counts and delete expired data; return the latter.

    Does nothing in a process that neither opens nor counts waves: its database role may not.
    """
    if not installation.keeps_time:
        return ExpiredWaves((), ())
    delivery.forget_results(installation, today - RESULT_MESSAGES_RETENTION)
    destroy_counted_boxes(installation)
    deleted = delete_expired(installation, retention, today)
    with writing(installation.engine) as session:
        trail.forget_old(session, today)
        roster_changes.forget_old(session, today)
        notes.forget_old(session, today)
        held_roles.forget_old(session, today)
    follow_up.forget_old(installation, retention.results_cutoff(today))
    experiments.forget_old(installation, retention.results_cutoff(today))
    return deleted
