"""Errors in a table: what is wrong, in which line and column, and how to fix it. Pure."""

from typing import ClassVar

from surveys.errors import N_, PeilError, Where, Write
from surveys.texts import Texts


class DelimitedFileError(PeilError):
    """A file that cannot be used: what is wrong, where (line 1 is the first), how to fix it."""

    texts: ClassVar = {
        "unreadable": N_("this file cannot be read ({why})."),
        "empty": N_("this file is empty. Save the table anew, and give that file."),
        "swollen": N_(
            "this workbook would be far larger unpacked than any list of people. Copy the rows "
            "into a new workbook."
        ),
        "far": N_(
            "more than {most} empty rows begin here, and there is something below them. Delete all "
            "rows below the list, and save the workbook anew."
        ),
        "protected": N_(
            "this workbook is protected with a password. Take the password off, and save it anew."
        ),
        "web_page": N_(
            "this is a web page with a table in it, whatever the file is called. Open it in Excel "
            'or Calc and save it as "Excel workbook (.xlsx)".'
        ),
        "other_kind": N_(
            "this is {kind}, whatever the file is called. Open it in the program it comes from and "
            'save it as "Excel workbook (.xlsx)" or "CSV UTF-8".'
        ),
        "no_workbook": N_(
            'this is not a workbook, or a damaged one. Open it and save it as "Excel workbook '
            '(.xlsx)" or "CSV UTF-8".'
        ),
        "macros": N_(
            'this workbook has macros in it. Save it as "Excel workbook (.xlsx)", without macros.'
        ),
        "formula": N_("there is a formula here; only values are read. Paste the cell as a value."),
        "error_value": N_(
            "a formula ended in the error {value} here. Correct the cell, or type its value."
        ),
        "encoding": N_(
            "it is not certain which characters this file has: read as {assumed}, it has words "
            "such as {seen}. {advice} Save it as “CSV UTF-8”, or say which encoding it has: in the "
            "field “Encoding” of the page, as --encoding on the command line, as file: {{encoding: "
            "…}} in a mapping."
        ),
        "encoded_twice": N_(
            "words such as {seen} were turned into UTF-8 twice. Save the original file as “CSV "
            "UTF-8”; if this is how they are written, name the encoding utf-8."
        ),
        "too_many_rows": N_(
            "this file has more than {most} rows. Delete the rows that are not of the table."
        ),
        "not_text": N_(
            "this is not a text file: it has bytes that no text has. Open it in the program it "
            'comes from and save it as "CSV UTF-8".'
        ),
        "wrong_byte": N_(
            "there is a byte here that {kind} text cannot have. Open it in the program it comes "
            'from and save it as "CSV UTF-8".'
        ),
        "broken_row": N_(
            "the row that starts here cannot be read ({why}). Look for a quotation mark that is "
            "not closed, or that stands within a cell: there it is written twice."
        ),
        "long_line": N_(
            "this line has more than {most} characters, as no table has. Save the table anew as "
            '"CSV UTF-8", and give that file.'
        ),
        "large_workbook": N_(
            "this workbook is larger than {most} MB, and would take very much memory. Save the "
            'table as "CSV UTF-8", which is read piece by piece, and give that file.'
        ),
        "cells": N_(
            "this row has {cells} cells, the row of the column names has {wanted}. Look for a "
            "missing or an extra delimiter, or for a quotation mark left open."
        ),
        "no_rows": N_(
            "there are no rows of answers under the column names. Give the file that has them."
        ),
        "one_column": N_(
            "there is only one column here, more are needed. Columns are told apart by commas, "
            "semicolons, tabs or vertical bars; one of the first rows has their names."
        ),
        "no_column": N_("the file has no column of this name. Correct the name in the mapping."),
        "near_column": N_(
            "the file has no column of this name; the nearest is “{near}”. Correct the name in the "
            "mapping."
        ),
        "column_twice": N_(
            "columns {numbers} have this same name. Write “(1)” behind it in the mapping for the "
            "first of them, or give them different names in the file."
        ),
        "few_rows": N_(
            "this file has {rows} rows; nothing is published about fewer than {least} people."
        ),
        "many_units": N_(
            "the rows down to here name more than {most} different units. Choose the column that "
            "has the teams or departments."
        ),
        "no_unit": N_("this row names no unit. Fill it in, or leave the row out."),
        "cell": N_(
            "{why} Correct it in the file, or say in the mapping what it means. Rows that are no "
            "answers are left out with only, or with file: {{skip_rows: …}}."
        ),
    }

    def __init__(
        self,
        code: str,
        /,
        *,
        file: str,
        line: int | None = None,
        column: str | None = None,
        **values: object,
    ) -> None:
        """Keep the code, where it is, and the values."""
        super().__init__(code, **values)
        self.where = Where(file, line, column)

    def in_words(self, texts: Texts, write: Write = str) -> str:
        """Return where the error is, what it is and how to fix it."""
        return f"{self.where.in_words(texts, write)}: {super().in_words(texts, write)}"
