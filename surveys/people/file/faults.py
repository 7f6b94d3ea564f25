"""What can be wrong with a file of people or units: where it is, what it is, how to mend it. Pure.

The words are those of the catalogues, so that a page says them in the reader's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.tables.delimited_file import DelimitedFileError
from surveys.texts import Texts

SHOWN = 100
"""So many faults are shown; the rest is counted."""


def _(message: str) -> str:
    """Mark a text for translation; it stays English here."""
    return message


TOO_LARGE = _("this file is larger than {most} MB. Leave out columns that are not needed.")
SWOLLEN = _(
    "this workbook would be far larger unpacked than any list of people. Copy the rows into a new "
    "workbook."
)
TOO_MANY_ROWS = _("this file has more than {most} rows.")
NO_ROWS = _("there are no rows under the column names.")
NO_COLUMN = _(
    "there is no such column. The first row has the names of the columns, told apart by commas, "
    "semicolons or tabs; needed are {needed}."
)
COLUMN_TWICE = _("columns {places} both mean this. Leave one of them out.")
LONG_CELL = _("this cell has more than {most} characters. Shorten it.")
CELLS = _(
    "this row has {found} cells, the first row has {wanted}. Look for a missing or an extra "
    "delimiter, or for a quotation mark left open."
)
STRANGE = _("there are characters here that cannot be seen. Type the cell anew.")
OLD_WORKBOOK = _('this is an old or a protected workbook. Save it as "Excel workbook (.xlsx)".')
NO_WORKBOOK = _(
    'this is no workbook, or a damaged one. Open it and save it as "Excel workbook (.xlsx)" or '
    '"CSV UTF-8".'
)
MACROS = _('this workbook has macros in it. Save it as "Excel workbook (.xlsx)", without macros.')
FORMULA = _("there is a formula here; only values are read. Paste the cell as a value.")
EMPTY_CELL = _("this cell is empty. Fill it in.")
NO_ADDRESS = _("“{value}” is no mail address. Write it as name@example.org.")
ADDRESS_TWICE = _("{value} is in line {first} as well. Each person needs an address of their own.")
KEY_TWICE = _("“{value}” is in line {first} as well. Each row needs a key of its own.")
UNKNOWN_LANGUAGE = _("“{value}” is no language of Peil. Write en or nl.")
UNKNOWN_ROLE = _(
    "“{value}” is no role. Write manager, hr, administrator or council, or leave it empty."
)
UNKNOWN_CHANNEL = _("“{value}” is no channel. Write one of {known}, or leave it empty.")
NO_CHANNEL_ADDRESS = _("an address on a channel has no spaces, commas or slashes. Correct it.")
UNKNOWN_TIME = _("“{value}” is no time of day. Write it as 09:30.")
UNKNOWN_UNIT = _(
    "there is no unit “{value}” in the file of units. Correct the name, or add the unit there."
)
NEAR_UNIT = _("there is no unit “{value}” in the file of units. Do you mean “{near}”?")
AMBIGUOUS_UNIT = _("more than one unit is called “{value}”. Write which: {paths}.")
UNKNOWN_LED = _("there is no unit “{value}”, so nobody can lead it. Correct the name.")
UNKNOWN_PARENT = _("there is no unit “{value}”. Correct the name, or add a row for that unit.")
UNIT_TWICE = _("the unit “{value}” is in line {first} as well. Leave one of them out.")
CIRCLE = _("these units lie in a circle: {units}. Correct the parent of one of them.")
TWO_ROOTS = _(
    "“{value}” has no unit above it, and neither has “{other}”. Only the organisation as a whole "
    "has none: write the unit above it."
)
TWO_HEADS = _(
    "“{value}” is led by {first} (line {there}) and by {second}. Leave one of them out; the page "
    "of people can give the role to more people."
)
UNKNOWN_HEAD = _("{value} is not in the file of people. Correct the address, or add the person.")
NOT_YOURS = _("“{value}” is outside the units you administer. Leave this row out.")
WORKS_ELSEWHERE = _(
    "{value} is known in a unit you do not administer. Ask an administrator of the whole "
    "organisation to move this person."
)
PROTECTED = _(
    "{value} has a role outside the units you administer, so you cannot change this person. Ask "
    "an administrator of the whole organisation, or write the row as it was."
)
ROLES_NOT_YOURS = _(
    "only an administrator of the whole organisation gives roles by a file. Leave the column out."
)
UNITS_NOT_YOURS = _("only an administrator of the whole organisation changes units by a file.")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, line (1 = the first) and column."""

    file: str
    line: int | None
    column: str | None
    what: str
    values: tuple[tuple[str, str], ...] = ()

    def in_words(self, language: str = "en") -> str:
        """Say where it is, what it is and how to mend it."""
        texts = Texts(language)
        place = self.file
        if self.line is not None:
            place += ", " + texts.gettext("line {n}").format(n=self.line)
        if self.column is not None:
            place += ", " + texts.gettext("column “{name}”").format(name=self.column)
        what = texts.gettext(self.what)
        return f"{place}: {what.format(**dict(self.values)) if self.values else what}"


def fault(file: str, line: int | None, column: str | None, what: str, **values: object) -> Fault:
    """Return a fault; `values` fill the places in its words."""
    return Fault(file, line, column, what, tuple((k, str(v)) for k, v in values.items()))


def of_file(error: DelimitedFileError, file: str) -> Fault:
    """Return the fault that reading a delimited file ended with."""
    return fault(file, error.line, error.column, error.what, **error.values)


class PeopleFileError(ValueError):
    """Files that cannot be used; `faults` has everything that is wrong with them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults from the first line to the last."""
        self.faults: Sequence[Fault] = sorted(
            set(faults), key=lambda f: (f.file, f.line or 0, f.column or "", f.what, f.values)
        )
        super().__init__("\n".join(self.in_words("en")))

    def in_words(self, language: str) -> list[str]:
        """Return a line for each fault, up to a hundred, and how many there are besides."""
        lines = [one.in_words(language) for one in self.faults[:SHOWN]]
        if (more := len(self.faults) - SHOWN) > 0:
            lines.append(Texts(language).ngettext("{n} more fault", "{n} more faults", more))
        return lines
