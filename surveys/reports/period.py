"""The time that a report is about: a wave, a calendar quarter or a calendar year. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from surveys.errors import N_, PeilError
from surveys.reading.sources import wave_name
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts

Kind = Literal["wave", "quarter", "year"]

_YEAR = re.compile(r"(?P<year>\d{4})(?:-?[QqKk](?P<quarter>[1-4]))?")


class PeriodError(PeilError):
    """A period that cannot be reported on."""

    texts: ClassVar = {
        "form": N_(
            "“{period}” is not a period. Write a year such as 2026, or a quarter such as 2026-Q4."
        ),
        "no_wave": N_("There is no counted wave {wave}. Leave it out for the newest one."),
        "none_in": N_("No wave was counted in {period}."),
        "none": N_("No wave has been counted yet, so there is nothing to report."),
        "both": N_("A report is about a wave or about a period: choose one of them."),
    }


@dataclass(frozen=True)
class Period:
    """A wave (by id), or the waves that closed in a calendar year, or in a quarter of it (1 to 4).

    All None is the newest wave.
    """

    wave: UUID | None = None
    year: int | None = None
    quarter: int | None = None

    @property
    def kind(self) -> Kind:
        """What the report is about."""
        if self.year is None:
            return "wave"
        return "year" if self.quarter is None else "quarter"

    @property
    def key(self) -> str:
        """The period for names of files and addresses: `2026`, `2026-q4`, or `wave`."""
        if self.year is None:
            return "wave" if self.wave is None else self.wave.hex
        return f"{self.year}" if self.quarter is None else f"{self.year}-q{self.quarter}"

    def has(self, day: date) -> bool:
        """Return whether a day lies in a year or a quarter."""
        in_quarter = self.quarter in {None, quarter_of(day)}
        return day.year == self.year and in_quarter

    def waves_of(self, waves: Sequence[WaveOfUnit]) -> list[WaveOfUnit]:
        """Return the waves that it is about, from old to new; of `waves`, in this order.

        Raises PeriodError where there are none.
        """
        if not waves:
            raise PeriodError("none")
        if self.year is not None:
            chosen = [wave for wave in waves if self.has(wave.closes_on)]
            if not chosen:
                raise PeriodError("none_in", period=self.key)
            return chosen
        if self.wave is None:
            return [waves[-1]]
        chosen = [wave for wave in waves if wave.id == self.wave]
        if not chosen:
            raise PeriodError("no_wave", wave=self.wave.hex)
        return chosen

    def in_words(self, waves: Sequence[WaveOfUnit], texts: Texts) -> str:
        """Return the name of the period; `waves` are those that it is about."""
        if self.year is None:
            return wave_name(waves[-1], texts)
        if self.quarter is None:
            return texts.gettext("Year {year}").format(year=self.year)
        return texts.gettext("Quarter {n} of {year}").format(n=self.quarter, year=self.year)


def quarter_of(day: date) -> int:
    """Return the calendar quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


def parsed(period: str) -> Period:
    """Return a typed period: a year, or a quarter of one. Raises PeriodError for anything else."""
    found = _YEAR.fullmatch(period.strip())
    if found is None:
        raise PeriodError("form", period=period)
    quarter = found["quarter"]
    return Period(year=int(found["year"]), quarter=int(quarter) if quarter else None)


def numbered(number: int, waves: Sequence[WaveOfUnit]) -> Period:
    """Return the period of a wave by its number. Raises PeriodError where none has it."""
    for wave in waves:
        if wave.number == number:
            return Period(wave=wave.id)
    raise PeriodError("no_wave", wave=number)


def choices(waves: Sequence[WaveOfUnit]) -> list[Period]:
    """Return what can be reported on: the newest wave, quarters and years, then older waves.

    Each group from new to old.
    """
    newest_first = [*reversed(waves)]
    quarters = dict.fromkeys(
        Period(year=w.closes_on.year, quarter=quarter_of(w.closes_on)) for w in newest_first
    )
    years = dict.fromkeys(Period(year=w.closes_on.year) for w in newest_first)
    single = [Period(wave=wave.id) for wave in newest_first]
    return [*single[:1], *quarters, *years, *single[1:]]
