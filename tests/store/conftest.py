"""What the tests of services share: dumps and answers of a wave."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from surveys.ballot import Answers
from surveys.instrument import Question

OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 6)


def rows(path: Path, query: str, *parameters: object) -> list[tuple[object, ...]]:
    """Return the rows of a query, read by SQLite itself and by none of our own code."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, parameters).fetchall()


def dump(path: Path) -> str:
    """Return everything in a database as text."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def spread(questions: Sequence[Question], person: int) -> Answers:
    """Return answers to every question that differ from person to person, so none is unanimous."""
    return {
        question.id: ((person * (place + 1) + person // 3) % question.scale.size,)
        for place, question in enumerate(questions)
    }
