"""The columns of a file of past answers: their words, their cells and their days. Pure."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import islice

from surveys.history.survey_days import written_days
from surveys.history.survey_structure import SurveyStructure
from surveys.tables.faults import DelimitedFileError
from surveys.tables.reader import open_table
from surveys.tables.repeated_headings import name_repeated
from surveys.tables.sources import Source
from surveys.tables.table import TableForm, Wanted

SAMPLE = 5_000
"""Rows that are looked at."""

_CODE = re.compile(r"^\s*([A-Za-z][\w]*(?:\[\w+\])?)[.:]\s+(?=\S)")
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")
_BETWEEN = " - "
"""What Qualtrics writes between a question and one of its statements."""


@dataclass(frozen=True)
class FileColumn:
    """A column: its title, its words, how often each cell occurs, and what codes of cells mean.

    `days` are those in a column of times, of all rows, as they are written. Of a `repeated` title
    nobody knows which column it means until somebody has looked.
    """

    title: str
    texts: tuple[str, ...]
    cells: Mapping[str, int]
    answers: Mapping[str, tuple[str, ...]]
    days: Set[str] = frozenset()
    repeated: bool = False

    @property
    def repeats(self) -> bool:
        """Whether the same cells occur again and again, as answers to choose from do."""
        return 1 <= len(self.cells) <= max(2, sum(self.cells.values()) // 2)


@dataclass(frozen=True)
class FileColumns:
    """The columns of a file, of the first `rows` rows."""

    columns: tuple[FileColumn, ...]
    rows: int


def read_columns(file: Source, structure: SurveyStructure, form: TableForm | None) -> FileColumns:
    """Return the columns of a file of past answers.

    Raises DelimitedFileError for a file that is not a table, and for one without rows.
    """
    table = open_table(file, Wanted(lambda title: title.strip() or None, (), repeated=True), form)
    repeated = set(name_repeated(table))
    clear = [title for title, places in table.places.items() if len(places) == 1]
    clear.sort(key=lambda title: table.places[title])
    rows = table.read(clear, lambda fault: None)
    sample = [cells for _, cells in islice(rows, SAMPLE)]
    if not sample:
        raise DelimitedFileError("no_rows", file=file.name)
    days = written_days(table, clear, sample)
    below = dict(zip(table.titles, table.described, strict=False))
    found = []
    for title in clear:
        code = _CODE.match(title)
        name = code[1] if code else title
        cells: dict[str, int] = {}
        for row in sample:
            if row[title]:
                cells[row[title]] = cells.get(row[title], 0) + 1
        said = (*structure.texts.get(name, ()), below.get(title, ""), _CODE.sub("", title))
        texts = dict.fromkeys(words for text in said if text for words in _words(text))
        answers = structure.answers.get(name.split("[")[0], {})
        of_days = frozenset(days.get(title, ()))
        found.append(FileColumn(title, (*texts,), cells, answers, of_days, title in repeated))
    return FileColumns(tuple(found), len(sample))


def _words(text: str) -> Iterator[str]:
    """Yield a text, and the statement or the question in it where a tool writes one with another.

    LimeSurvey and Google Forms have "Do you agree? [It is fun.]", Qualtrics "Do you agree? - It is
    fun." and "What is it? - Selected Choice".
    """
    yield text
    if inside := _IN_BRACKETS.search(text):
        yield inside[1]
    if _BETWEEN in text:
        yield from text.rsplit(_BETWEEN, 1)
