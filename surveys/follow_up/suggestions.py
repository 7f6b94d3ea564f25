"""What could help where a verdict stands: measures that fit it and its reader. Pure."""

from collections.abc import Sequence

from surveys.access import Reader
from surveys.instrument import Indicator
from surveys.measures.catalogue import WHO_ACTS, Audience, Measure
from surveys.measures.choosing import Occasion, any_time, suggested
from surveys.reading.verdicts.verdict import Verdict


def suggestions_for(
    measures: Sequence[Measure],
    indicator: Indicator,
    verdict: Verdict | None,
    who: Reader,
    *,
    of_whole: bool = False,
) -> list[Measure]:
    """Return three measures at most that fit a verdict and its reader, the first of low effort.

    They depend on nothing but the verdict, the role of the reader, and whether it is about the
    whole organisation. Without a verdict (None) they are what one may try any time.
    """
    audiences = audiences_of(who, of_whole=of_whole)
    return suggested(measures, occasion_of(indicator, verdict), audiences)


def suggestions_without_numbers(
    measures: Sequence[Measure], indicators: Sequence[Indicator], wave: int, who: Reader
) -> list[tuple[Measure, str]]:
    """Return three measures of low effort at most, each with the indicator that it is about.

    For units without numbers, all of them alike: they depend on nothing but the number of the wave
    and the role of the reader.
    """
    core = [one.id for one in indicators if one.kind == "core"]
    return any_time(measures, core, audiences_of(who), wave)


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


def audiences_of(who: Reader, *, of_whole: bool = False) -> tuple[Audience, ...]:
    """Return for whom measures are that a reader can take up, what they do themselves first.

    About the whole organisation HR acts with directors, who are those that lead it.
    """
    employees, managers, hr = WHO_ACTS
    if who.reads_everything:
        return hr if of_whole else (*hr, *managers)
    if who.managed_units:
        return hr[::-1] if of_whole else managers
    return employees
