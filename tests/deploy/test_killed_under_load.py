"""Processes killed and the database interrupted while people answer by both doors: all get through.

In the end as many ballots are counted as were accepted, and each says what its sender chose. In
full this takes ten minutes on one server, and as long on a cluster.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cluster import Interruptions, prepared_cluster
from tests.disturbances import Course, stopped_for
from tests.persistent_people import Outcome
from tests.postgresql import Database, Server
from tests.under_load import answered_while_disturbed

pytestmark = pytest.mark.slow

SHORT = Course(20, 15, 6, {8: "immediate"})
LONG = Course(600, 15, 20, {200: "fast", 400: "immediate"}, away=60)
ON_CLUSTER = Course(600, 15, 20, {150: "restart", 300: "fail-over", 450: "restart"})

A_HANG = 55
"""Seconds that nobody takes who gets through when the outage is over: requests, and what waits for
a page, are given up after 60, so whoever hangs once takes longer."""


def test_whoever_answers_gets_through_and_what_was_accepted_is_counted(
    tmp_path: Path,
    on_restartable: Database,
    restartable: Server,
    browser: Browser,
    in_full: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    course = LONG if in_full else SHORT
    outcome, done = answered_while_disturbed(
        tmp_path, course, on_restartable.url, stopped_for(restartable, course.away), browser
    )
    with capsys.disabled():
        tell(outcome, done)
    if not in_full:
        assert outcome.longest < A_HANG
    assert done["kill"] >= 3
    assert done["interruption"] == len(course.interruptions)


@pytest.mark.only_in_full
def test_everybody_gets_through_when_the_primary_of_a_cluster_is_lost_as_well(
    tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    with prepared_cluster() as running:
        outcome, done = answered_while_disturbed(
            tmp_path, ON_CLUSTER, running.url, Interruptions(running), browser
        )
    with capsys.disabled():
        tell(outcome, done)
    assert done["kill"] >= 20
    assert done["interruption"] == len(ON_CLUSTER.interruptions)


def tell(outcome: Outcome, done: Mapping[str, int]) -> None:
    """Print what happened."""
    print(  # noqa: T201
        f"\n{sum(outcome.accepted.values())} accepted and counted ({dict(outcome.by_door)}), "
        f"{dict(done)}, further tries {dict(outcome.tries)}, the longest way took "
        f"{outcome.longest:.1f} s, 19 of 20 took at most {outcome.percentile(95):.1f} s"
    )
