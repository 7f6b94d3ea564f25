"""What has to be done every day, whoever starts it: a server, or a timer of the machine."""

from datetime import date, timedelta

from db.engine import writing
from surveys.follow_up import follow_up
from surveys.installation.installation import Installation
from surveys.messages import delivery
from surveys.operations.deletion import Due, delete_due
from surveys.organisation import roster_changes
from surveys.settings.settings import Retention
from surveys.trail import trail
from surveys.waves.waves import destroy_counted_boxes

MESSAGES_KEPT = timedelta(days=30)
"""How long after a wave closed it is kept to whom its results were sent."""


def run(installation: Installation, retention: Retention, today: date) -> Due:
    """Clear what a killed count has left, delete what was kept long enough; return what it was.

    Does nothing where waves are neither opened nor counted: there it would not be allowed to.
    """
    if not installation.keeps_time:
        return Due((), ())
    delivery.forget_results(installation, today - MESSAGES_KEPT)
    destroy_counted_boxes(installation)
    deleted = delete_due(installation, retention, today)
    with writing(installation.engine) as session:
        trail.forget_old(session, today)
        roster_changes.forget_old(session, today)
    follow_up.forget_old(installation, retention.results_cutoff(today))
    return deleted
