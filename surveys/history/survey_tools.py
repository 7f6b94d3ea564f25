"""What exports of survey tools have in common: their headings, and the rows that are no answers.

Pure.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Literal

from surveys.history.file_columns import FileColumn
from surveys.names import same_name
from surveys.tables.cells import normalised

Tool = Literal["LimeSurvey", "Qualtrics", "Microsoft Forms", "Google Forms", "other"]

_TITLES_OF: Sequence[tuple[Tool, frozenset[str]]] = (
    ("Qualtrics", frozenset({"responseid", "recordeddate"})),
    ("LimeSurvey", frozenset({"submitdate", "lastpage"})),
    ("LimeSurvey", frozenset({"date submitted", "last page"})),
    ("LimeSurvey", frozenset({"datum verzonden", "laatste pagina"})),
    ("Microsoft Forms", frozenset({"start time", "completion time"})),
    ("Microsoft Forms", frozenset({"begintijd", "tijd van voltooien"})),
    ("Google Forms", frozenset({"timestamp"})),
    ("Google Forms", frozenset({"tijdstempel"})),
)
_SUBMITTED = frozenset({"submitdate", "date submitted", "datum verzonden"})
_YES = frozenset({"true", "1", "yes", "ja", "waar"})
_REAL = frozenset({"ip address", "imported", "offline", "0", "4", "16"})
"""What Qualtrics writes as the status of an answer that is no preview, test or spam."""


def tool_of(titles: Set[str]) -> Tool:
    """Return the tool that writes such headings, compared as names are."""
    return next((tool for tool, needed in _TITLES_OF if needed <= titles), "other")


def rows_that_count(columns: Sequence[FileColumn], tool: Tool, rows: int) -> Mapping[str, Any]:
    """Return the fields of a mapping that leave out tests and answers that were not sent.

    `rows` is how many were looked at: LimeSurvey gives no time to what was not sent.
    """
    only: dict[str, Any] = {}
    filled: list[str] = []
    for column in columns:
        name = same_name(column.title)
        if name == "finished":
            done = next((cell for cell in column.cells if normalised(cell) in _YES), None)
            only |= {} if done is None else {column.title: done}
        if tool == "Qualtrics" and name == "status":
            real = [cell for cell in column.cells if normalised(cell) in _REAL]
            only |= {column.title: real} if 0 < len(real) < len(column.cells) else {}
        if tool == "LimeSurvey" and name in _SUBMITTED and 0 < sum(column.cells.values()) < rows:
            filled.append(column.title)
    return ({"only": only} if only else {}) | ({"filled": filled} if filled else {})
