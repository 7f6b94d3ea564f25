"""Errors in a file of people or units: where, what, and how to fix them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from surveys.access.mail_address import MailAddressError
from surveys.errors import N_, PeilError, Phrase, Where, Write, phrase
from surveys.tables.faults import DelimitedFileError
from surveys.texts import Texts, escape_markdown
from surveys.units import UnitNameError

MAX_FAULTS_SHOWN = 100
"""Faults that are shown; the others are counted."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, line and column."""

    where: Where
    code: str
    what: Phrase

    def in_words(self, texts: Texts, write: Write = str) -> str:
        """Return where the error is, what it is and how to fix it."""
        return f"{self.where.in_words(texts, write)}: {self.what.in_words(texts, write)}"


class PeopleFileError(PeilError):
    """Files that cannot be used; `faults` has everything that is wrong with them."""

    texts: ClassVar = {
        "too_large": N_(
            "this file is larger than {most} MB. Leave out columns that are not needed."
        ),
        "too_many_rows": DelimitedFileError.texts["too_many_rows"],
        "no_rows": N_(
            "there are no rows under the column names. Fill in the list, or give the "
            "file that has it."
        ),
        "no_column": N_(
            "there is no such column. One of the first rows has the names of the columns, told "
            "apart by commas, semicolons, tabs or vertical bars; needed are {needed}."
        ),
        "no_column_on_sheet": N_(
            "there is no such column on the sheet “{sheet}”. One of its first rows has the names "
            "of the columns; needed are {needed}."
        ),
        "column_twice": N_("columns {places} both mean this. Leave one of them out."),
        "long_cell": N_("this cell has more than {most} characters. Shorten it."),
        "strange": N_("there are characters here that cannot be read. Type the cell anew."),
        "empty_cell": N_("this cell is empty. Fill it in."),
        "merged": N_(
            "the cells {cells} are merged, so that only the first of them has a value. Separate "
            "them, and fill in each one."
        ),
        "name_is_number": N_(
            "“{value}” is a number, not a name. Choose the column that has names, or write the "
            "name."
        ),
        "name_with_markup": N_(
            "“{value}” has a sign as web pages write it, such as &amp; for &. Write the name as it "
            "is read."
        ),
        "key_shortened": N_(
            "“{value}” is how a spreadsheet shows a long number: its last digits are lost. Format "
            "the column as text, and fill in the numbers anew."
        ),
        "key_is_date": N_(
            "“{value}” is a date. A spreadsheet may have made it of a key: format the column as "
            "text, and type the key anew."
        ),
        **MailAddressError.texts,
        **UnitNameError.texts,
        "address_twice": N_(
            "{value} is in line {first} as well. Each person needs an address of their own."
        ),
        "address_taken": N_(
            "{value} is the address of {name}, who has another key. Correct the address, or import "
            "the whole list."
        ),
        "key_twice": N_("“{value}” is in line {first} as well. Each row needs a key of its own."),
        "unknown_language": N_("“{value}” is not a language of Peil. Write en or nl."),
        "unknown_role": N_(
            "“{value}” is not a role. Write manager, hr, administrator or council, or leave it "
            "empty."
        ),
        "unknown_channel": N_(
            "“{value}” is not a channel. Write one of {known}, or leave it empty."
        ),
        "no_channel_address": N_(
            "an address on a channel has no spaces, commas or slashes. Correct it."
        ),
        "unknown_time": N_("“{value}” is not a time of day. Write it as 09:30."),
        "unknown_unit": N_(
            "there is no unit “{value}” in the file of units. Correct the name, or add the unit "
            "there."
        ),
        "near_unit": N_("there is no unit “{value}” in the file of units. Do you mean “{near}”?"),
        "ambiguous_unit": N_("more than one unit is called “{value}”. Write which: {paths}."),
        "unknown_led": N_("there is no unit “{value}”, so nobody can lead it. Correct the name."),
        "unknown_parent": N_(
            "there is no unit “{value}”. Correct the name, or add a row for that unit."
        ),
        "unit_twice": N_("the unit “{value}” is in line {first} as well. Leave one of them out."),
        "circle": N_("these units lie in a circle: {units}. Correct the parent of one of them."),
        "two_roots": N_(
            "“{value}” has no unit above it, and neither has “{other}”. Only the organisation as a "
            "whole has none: write the unit above it."
        ),
        "unknown_head": N_(
            "{value} is not in the file of people. Correct the address, or add the person."
        ),
        "not_yours": N_("“{value}” is outside the units you administer. Leave this row out."),
        "works_elsewhere": N_(
            "{value} is known in a unit you do not administer. Ask an administrator of the whole "
            "organisation to move this person."
        ),
        "protected": N_(
            "{value} has a role outside the units you administer, so you cannot change this "
            "person. Ask an administrator of the whole organisation, or write the row as it was."
        ),
        "roles_not_yours": N_(
            "only an administrator of the whole organisation gives roles by a file. Leave the "
            "column out."
        ),
        "units_not_yours": N_(
            "only an administrator of the whole organisation changes units by a file."
        ),
        "faults": N_("Nothing was changed. Correct this in the file, then give it again:"),
    }

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults from the first line to the last."""
        self.faults: Sequence[Fault] = sorted(
            set(faults),
            key=lambda f: (f.where.file, f.where.line or 0, f.where.column or "", str(f.what)),
        )
        super().__init__("faults")

    def lines(self, texts: Texts, write: Write = str) -> list[str]:
        """Return a line for each fault, up to a hundred, and how many there are besides."""
        lines = [one.in_words(texts, write) for one in self.faults[:MAX_FAULTS_SHOWN]]
        if (more := len(self.faults) - MAX_FAULTS_SHOWN) > 0:
            lines.append(texts.ngettext("{n} more fault", "{n} more faults", more))
        return lines

    def in_words(self, texts: Texts, write: Write = str) -> str:
        """Return what to do, and a line for each fault."""
        return "\n".join([super().in_words(texts), *self.lines(texts, write)])

    def in_markdown(self, texts: Texts) -> str:
        """Return what to do, and the faults as a list."""
        lines = (f"- {line}" for line in self.lines(texts, escape_markdown))
        return "\n".join([super().in_words(texts), "", *lines])


def fault(file: str, line: int | None, column: str | None, code: str, **values: object) -> Fault:
    """Return a fault by its code in the texts of PeopleFileError, which `values` fill in."""
    return Fault(Where(file, line, column), code, phrase(PeopleFileError.texts[code], **values))


def of_file(error: DelimitedFileError) -> Fault:
    """Return the fault that reading a delimited file ended with."""
    return Fault(error.where, error.code, error.what)


def renamed(faults: Iterable[Fault], titles: Mapping[str, Mapping[str, str]]) -> list[Fault]:
    """Return faults with columns called as each file calls them: its titles by our names."""
    named = []
    for one in faults:
        column = titles.get(one.where.file, {}).get(one.where.column or "", one.where.column)
        where = Where(one.where.file, one.where.line, column)
        named.append(Fault(where, one.code, one.what))
    return named
