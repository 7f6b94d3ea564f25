"""Which of the organisation's own questions are asked, and in which waves: table and queries.

Their wording is in `organisation.own_questions`, where none of them ever changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, table_of
from db.imported import ImportedMean
from db.waves import Wave

ASKING = ("rhythm", "once", "never")


class AskedQuestion(MainTable, table=True):
    """An own question that HR wrote: whether waves ask it, and the one whose place it took."""

    __tablename__ = "asked_question"
    __table_args__ = (CheckConstraint(f"asking IN {ASKING}", name="asking"), WITHOUT_ROWID)
    question: str = Field(primary_key=True)
    place: int
    """Questions with an equal turn are asked in the order of their places."""
    asking: str = "never"
    follows: str | None = None


@dataclass(frozen=True)
class Asked:
    """An own question that HR wrote, as it is stored."""

    question: str
    place: int
    asking: str
    follows: str | None


def asked_questions(session: Session) -> list[Asked]:
    """Return all own questions that HR wrote or began to ask, in the order of their places."""
    columns = table_of(AskedQuestion).columns
    query = sa.select(columns.question, columns.place, columns.asking, columns.follows)
    rows = session.connection().execute(query.order_by(columns.place, columns.question))
    return [Asked(*row) for row in rows]


def add(session: Session, question: str, *, asking: str, follows: str | None = None) -> None:
    """Add a question after all others, or in the place of the one that it `follows`."""
    known = asked_questions(session)
    last = max((one.place for one in known), default=0) + 1
    place = next((one.place for one in known if one.question == follows), last)
    insert(session, AskedQuestion(question=question, place=place, asking=asking, follows=follows))


def ask(session: Session, question: str, asking: str) -> None:
    """Store in which waves a question is asked."""
    one = sa.update(AskedQuestion).where(col(AskedQuestion.question) == question)
    session.execute(one.values(asking=asking))


def remove(session: Session, question: str) -> None:
    """Delete a question that no wave has asked."""
    session.execute(sa.delete(AskedQuestion).where(col(AskedQuestion.question) == question))


def questions_of_waves(session: Session) -> list[tuple[int | None, Sequence[str]]]:
    """Return number and questions of every wave, in the order of numbers; imported ones first."""
    query = sa.select(col(Wave.number), col(Wave.questions))
    rows = [(number, tuple(questions)) for number, questions in session.execute(query)]
    return sorted(rows, key=lambda row: row[0] or 0)


def with_imported_means(session: Session) -> frozenset[str]:
    """Return the questions of which averages were imported from another tool."""
    query = sa.select(col(ImportedMean.question_id)).distinct()
    return frozenset(session.execute(query).scalars())
