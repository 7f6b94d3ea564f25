"""What could help where a verdict stands: measures that fit it and its reader. Pure."""

from collections.abc import Sequence

from surveys.access import Reader
from surveys.instrument import Indicator
from surveys.measures.catalogue import WHO_ACTS, Audience, Measure
from surveys.measures.choosing import Occasion, suggested
from surveys.reading.verdicts.verdict import Verdict


def suggestions_for(
    measures: Sequence[Measure], indicator: Indicator, verdict: Verdict | None, who: Reader
) -> list[Measure]:
    """Return three measures at most that fit a verdict and its reader, the first of low effort.

    They depend on nothing but the verdict and the role of the reader. Without a verdict (None)
    they are what one may try any time.
    """
    return suggested(measures, occasion_of(indicator, verdict), audiences_of(who))


def occasion_of(indicator: Indicator, verdict: Verdict | None) -> Occasion:
    """Return what measures have to know of a verdict."""
    if verdict is None:
        return Occasion(indicator.id)
    return Occasion(
        indicator.id,
        needs_attention=verdict.needs_attention,
        change=verdict.change if verdict.change in {"worse", "better"} else None,
        is_good=verdict.level is not None and verdict.level.standing == "good",
    )


def audiences_of(who: Reader) -> tuple[Audience, ...]:
    """Return for whom measures are that a reader can take up, what they do themselves first."""
    employees, managers, hr = WHO_ACTS
    if who.reads_everything:
        return (*hr, *managers)
    return managers if who.managed_units else employees
