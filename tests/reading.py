"""Reads results in a transaction of its own, as one run of a page does."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4

from surveys.access import ANONYMOUS, ReadableUnit, Reader, result_links
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.reading import Edition, Reading, read_comments
from surveys.reading.baseline import Baseline
from surveys.reading.reading import open_reading

HR = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
_ANYBODY = Reader(ANONYMOUS, "", None, frozenset(), frozenset())

Asked = ParamSpec("Asked")
Report = TypeVar("Report")


def reader_with(*roles: str, leads: UUID | None = None) -> Reader:
    """Return a reader with these roles; a manager leads one unit."""
    led = frozenset() if leads is None else frozenset({leads})
    return Reader(uuid4(), "Sam", None, frozenset(roles), led)


def read(
    function: Callable[Concatenate[Reading, Asked], Report],
    installation: Installation,
    who: Reader,
    *args: Asked.args,
    **kwargs: Asked.kwargs,
) -> Report:
    """Call a function that reads, as somebody."""
    with open_reading(installation, who) as reading:
        return function(reading, *args, **kwargs)


def comments_read(
    installation: Installation, who: Reader, unit: UUID, wave: UUID, question: str = COMMENT
) -> list[str]:
    """Return what somebody reads of a unit in a wave under an open question; [] if not asked."""
    answered = read(read_comments, installation, who, unit, wave)
    return [text for one in answered if one.question.id == question for text in one.texts]


def units_of(installation: Installation, who: Reader) -> list[ReadableUnit]:
    """Return the units that are open to somebody."""
    return read(lambda reading: reading.units, installation, who)


def edition(installation: Installation) -> Edition:
    """Return the edition of the published results."""
    return read(lambda reading: reading.edition, installation, _ANYBODY)


def baseline(installation: Installation) -> Baseline:
    """Return how all units stood in the newest waves."""
    return read(lambda reading: reading.baseline, installation, _ANYBODY)


def check_may_read(installation: Installation, who: Reader, unit: UUID) -> None:
    """Raise NotAllowedError unless a unit is open to somebody."""
    read(Reading.check_may_read, installation, who, unit)


def opened_by(installation: Installation, link: str) -> UUID | None:
    """Return the unit that a team's link opens."""
    return read(
        lambda reading: result_links.opened_by(reading.session, link), installation, _ANYBODY
    )
