"""Make an export of data: who may have it, what it holds, and that it is noted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.engine import writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.exports.columns import layouts
from surveys.exports.package import DICTIONARY, ENDINGS, files_of
from surveys.exports.rows import Rows
from surveys.exports.tables import DataTable
from surveys.installation import Installation
from surveys.reading import Reading, open_reading
from surveys.reports import Period, may_export
from surveys.reports.labels import file_name
from surveys.texts import DEFAULT, Texts

PROFILE = "data"
"""What the trail says in place of the format of a report."""


@dataclass(frozen=True)
class Data:
    """An export: its title, and its files by name."""

    title: str
    files: dict[str, bytes]


def read_data(
    reading: Reading,
    language: str,
    *,
    unit: UUID | None = None,
    period: Period | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[DataTable]:
    """Return the tables of what a reader may see: of every unit open to them, or of one.

    `period` None is all waves. `progress` hears the number of units read, and of all. Raises
    NotAllowedError for readers who may take nothing away, and for a unit that is not open to them;
    PeriodError where nothing was counted.
    """
    if not may_export(reading.who):
        raise NotAllowedError("results")
    if unit is not None:
        reading.check_may_read(unit)
    units = [one for one in reading.units if unit in {None, one.id}]
    rows = Rows(reading, Texts(language), period)
    for place, one in enumerate(units, start=1):
        rows.add(one.id, one.name, one.above)
        if progress is not None:
            progress(place, len(units))
    return rows.tables()


def export_data(
    installation: Installation,
    who: Reader,
    language: str,
    today: date,
    *,
    unit: UUID | None = None,
    period: Period | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Data:
    """Return the files of an export, and note in the trail who takes it away.

    Raises as `read_data` does; then nothing is noted.
    """
    texts = Texts(language)
    with open_reading(installation, who) as reading:
        tables = read_data(reading, language, unit=unit, period=period, progress=progress)
        named = next((one.name for one in reading.units if one.id == unit), None)
    _ = texts.gettext
    title = named or _("All units open to the reader")
    meaning = _(
        "Published results of Peil, as their reader sees them on pages: nothing about fewer people "
        "than the thresholds, averages to one decimal, participation in bands. Nearly unanimous "
        "groups are blurred before anything is counted. Comments are not part of it."
    )
    files = files_of(data_file_name(named or "", period), title, meaning, today, tables)
    with writing(installation.engine) as session:
        about = named or "all units"
        key = "all waves" if period is None else _key(period, tables)
        trail.note(session, "results exported", f"{about}, {key}, {PROFILE}", who.known_as)
    return Data(title, files)


def _key(period: Period, tables: Sequence[DataTable]) -> str:
    """Return the period for the trail, which names a wave by the day on which it closed."""
    if period.year is not None:
        return period.key
    (waves,) = (table for table in tables if table.name == "waves")
    closed_on = [column.name for column in waves.columns].index("closed_on")
    return str(waves.rows[-1][closed_on])


def names_of_files() -> list[str]:
    """Return the names of the files of any export of data."""
    tables = layouts(Texts(DEFAULT))
    return [DICTIONARY, *(f"{table}.{ending}" for table in tables for ending in ENDINGS)]


def data_file_name(name: str, period: Period | None) -> str:
    """Return the name of an export, without an ending: letters, digits and hyphens only."""
    return file_name("data", name, period.key if period is not None and period.year else "")
