"""The locale of an organisation: time zone, language and the country of its public holidays."""

import functools
from typing import NamedTuple
from zoneinfo import available_timezones

from db import people
from db.engine import writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.programme.error import ProgrammeError
from surveys.programme.working_days import countries
from surveys.texts import LANGUAGES
from surveys.trail.saving import Seen, check_unchanged, note_saved


@functools.cache
def time_zones() -> tuple[str, ...]:
    """Return the names of all time zones in alphabetical order."""
    return tuple(sorted(available_timezones()))


class Locality(NamedTuple):
    """Time zone, default language, and the country whose public holidays are kept, if any."""

    time_zone: str
    language: str
    country: str | None


def save_locale(
    installation: Installation,
    who: Reader,
    *,
    time_zone: str,
    language: str,
    country: str | None,
    seen: Seen | None = None,
) -> Locality:
    """Store time zone, default language and country, and return them.

    Raises NotAllowedError, ProgrammeError, and ChangedMeanwhileError when others were `seen`.
    """
    check_administers(who)
    if time_zone not in time_zones():
        raise ProgrammeError("time_zone", name=time_zone)
    if language not in LANGUAGES:
        raise ProgrammeError("language", name=language, known=", ".join(LANGUAGES))
    if country is not None and country not in countries():
        raise ProgrammeError("country", name=country)
    wanted = Locality(time_zone, language, country)
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise ProgrammeError("not_set_up")
        now = Locality(row.time_zone, row.language, row.country)
        check_unchanged(session, "locality", seen=seen, now=now, wanted=wanted, by=who.known_as)
        row.time_zone, row.language, row.country = wanted
        if now != wanted:
            note_saved(session, "locality", wanted, who.known_as)
            summary = f"{time_zone}, {language}, {country or '-'}"
            trail.note(session, "time zone, language and country saved", summary, who.known_as)
    return wanted
