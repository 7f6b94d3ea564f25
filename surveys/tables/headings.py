"""Headings of tables, as they are compared and recognised in the next file. Pure."""

import re
from collections.abc import Sequence
from hashlib import sha256

from surveys.names import same_name
from surveys.tables.reader import open_table
from surveys.tables.sources import Source
from surveys.tables.table import TableForm, Wanted


def folded(title: str) -> str:
    """Return a heading as headings are compared: letters and digits alone."""
    return re.sub(r"[\W_]+", "", same_name(title))


def fingerprint(titles: Sequence[str]) -> bytes:
    """Return a hash by which the next file with the same headings is recognised, in any order."""
    return sha256("\n".join(sorted(map(folded, titles))).encode()).digest()


def fingerprint_of(source: Source, form: TableForm | None = None) -> bytes:
    """Return the hash of the headings of a file, whatever its columns mean.

    Raises DelimitedFileError for a file that is not a table.
    """
    wanted = Wanted(lambda title: title.strip() or None, (), repeated=True)
    return fingerprint(open_table(source, wanted, form).titles)
