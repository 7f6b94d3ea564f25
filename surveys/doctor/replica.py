"""Checks of the replica that published results are read from."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from db.postgresql_checks import DatabaseRefusedError
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.installation import Installation

_MEANWHILE = "Until then results are read from the database itself, which is slower at most."


def check_replica(installation: Installation) -> Iterator[Verdict]:
    """Say whether the replica answers, is one of this database, and is near enough.

    Says nothing where there is none.
    """
    replica = installation.replica
    if replica is None:
        return
    try:
        replica.check()
        behind = replica.measure()
    except DatabaseRefusedError as refused:
        yield fault(str(refused), "Let PEIL_READ_URL name a streaming replica of this database.")
        return
    except DBAPIError as away:
        yield warning(f"The replica does not answer: {away.orig}", f"Start it. {_MEANWHILE}")
        return
    if behind is None or behind > replica.bound:
        how_far = "an unknown time" if behind is None else f"{behind:.0f} seconds"
        yield warning(
            f"The replica is {how_far} behind; PEIL_READ_LAG_SECONDS allows {replica.bound:g}.",
            f"Look at its connection and its load. {_MEANWHILE}",
        )
    else:
        yield ok(f"The replica is at most {replica.bound:g} seconds behind.")
