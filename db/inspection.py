"""Facts about a database as it really is, whatever the models say. For the audit.

No function counts tokens or ballots: the number of answers is confidential while a wave is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from db import inspection_postgresql
from db.box import Box
from db.box_file import FileBox
from db.comments import COMMENT, Comment
from db.engine import engine, on_postgresql, read_connection, sqlite_url
from db.facts import Column, Facts, Table
from db.messages import Invitation
from db.results import Result
from db.wave_units import WaveUnit
from db.waves import Wave

_TABLES = (
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type <> 'view' "
    "AND name NOT IN ('sqlite_schema', 'sqlite_master') ORDER BY name"
)
_COLUMNS = "SELECT name, type, pk FROM pragma_table_xinfo(:name) ORDER BY cid"
_REFERRED = 'SELECT DISTINCT "table" FROM pragma_foreign_key_list(:name)'
_PROGRAMS = "SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name"
_TOKENS_BY_UNIT = """
    SELECT unit_id, count(*)
    FROM (SELECT unit_id FROM token UNION ALL SELECT unit_id FROM issued) GROUP BY unit_id
"""
_SETTINGS = ("journal_mode", "secure_delete")


@dataclass(frozen=True)
class BoxFacts:
    """The contents of a box; never the number of ballots.

    Whether all ballots have the same length, and whether there are no more of them than tokens, and
    no more tokens of any unit than people, and those reissued.
    """

    facts: Facts
    one_length: bool
    as_issued: bool


@dataclass(frozen=True)
class WaveFacts:
    """Number and id of the open wave, if there is one."""

    number: int | None
    id: UUID | None


def may_look(engine: Engine) -> bool:
    """Return whether this process may read the tables that the audit inspects."""
    if not on_postgresql(engine):
        return True
    with read_connection(engine) as connection:
        return inspection_postgresql.may_read(connection, "invitation")


def look(engine: Engine) -> Facts:
    """Return the facts about a main database."""
    with read_connection(engine) as connection:
        if on_postgresql(engine):
            return inspection_postgresql.facts(connection, ("people", "results"))
        return _facts(connection)


def look_into(main: Engine, box: Box, invited: Mapping[UUID, int]) -> BoxFacts | None:
    """Return the facts about a box; None if there is none, or it was destroyed this very moment.

    `invited` has the number of people of each unit itself.
    """
    if not box.exists:
        return None
    if not isinstance(box, FileBox):
        with read_connection(main) as connection:
            return BoxFacts(
                inspection_postgresql.facts(connection, ("box",)),
                inspection_postgresql.one_length(connection),
                inspection_postgresql.as_issued(connection),
            )
    try:
        with read_connection(engine(sqlite_url(box.path))) as connection:
            facts = _facts(connection)
            held = {(table.name, column.name) for table in facts.tables for column in table.columns}
            lengths = "SELECT count(DISTINCT length(body)) <= 1 FROM ballot"
            same = ("ballot", "body") not in held or bool(
                connection.exec_driver_sql(lengths).scalar()
            )
            whole = {"token", "issued", "reissued", "ballot"} <= {t.name for t in facts.tables}
            return BoxFacts(facts, same, not whole or _as_issued(connection, invited))
    except OperationalError:
        if box.exists:
            raise
        return None


def number_of_rows(engine: Engine, table: str) -> int | None:
    """Return the number of rows of a table; None when this process may not read it."""
    with read_connection(engine) as connection:
        if on_postgresql(engine) and not inspection_postgresql.may_read(connection, table):
            return None
        counted = sa.select(sa.func.count()).select_from(sa.table(table))
        number: int = connection.execute(counted).scalar_one()
        return number


def strange_box(engine: Engine, open_number: int | None) -> int | None:
    """Return the wave whose ballots are in the box of a PostgreSQL database without being open."""
    if not on_postgresql(engine):
        return None
    with read_connection(engine) as connection:
        label = inspection_postgresql.label(connection)
    return None if label == open_number else label


def open_wave(engine: Engine) -> WaveFacts:
    """Return which wave is open."""
    with read_connection(engine) as connection:
        query = sa.select(col(Wave.number), col(Wave.id)).where(col(Wave.state) == "open")
        row = connection.execute(query).first()
        return WaveFacts(row.number, row.id) if row else WaveFacts(None, None)


def invited_waves(engine: Engine) -> frozenset[UUID]:
    """Return the waves to which anybody is noted as invited."""
    with read_connection(engine) as connection:
        return frozenset(
            connection.execute(sa.select(col(Invitation.wave_id)).distinct()).scalars()
        )


def published_too_early_or_too_small(engine: Engine) -> bool:
    """Return whether a result or comment exists before the count, or for a unit too small."""
    same_unit = sa.and_(
        col(WaveUnit.wave_id) == col(Result.wave_id), col(WaveUnit.unit_id) == col(Result.unit_id)
    )
    hidden = sa.select(col(Result.unit_id)).outerjoin(WaveUnit, same_unit)
    hidden = hidden.where(col(WaveUnit.ballots).is_(None)).limit(1)
    same_unit_as_comment = sa.and_(
        col(WaveUnit.wave_id) == col(Comment.wave_id), col(WaveUnit.unit_id) == col(Comment.unit_id)
    )
    early = sa.select(col(Comment.unit_id)).outerjoin(WaveUnit, same_unit_as_comment)
    early = early.join(Wave, col(Wave.id) == col(Comment.wave_id))
    few = sa.func.coalesce(col(WaveUnit.ballots), 0) < col(Wave.k_comment)
    early = early.where(sa.or_(few, col(Wave.state) != "closed")).limit(1)
    # Waves that an older version counted have no number of reissued tokens.
    different = col(WaveUnit.ballots) - sa.func.coalesce(col(WaveUnit.reissued), 0)
    behind = sa.func.coalesce(col(WaveUnit.covered), col(WaveUnit.invited))
    all_answered = sa.and_(col(WaveUnit.reissued).is_not(None), behind <= col(Wave.k))
    wrong = sa.or_(
        different < col(Wave.k),
        all_answered,
        col(WaveUnit.ballots) > behind,
        col(Wave.state) != "closed",
    )
    small = sa.select(col(WaveUnit.unit_id)).join(Wave, col(Wave.id) == col(WaveUnit.wave_id))
    small = small.where(col(WaveUnit.ballots).is_not(None), wrong).limit(1)
    # One or two answers to each of several open questions would be of the same people.
    few_wrote = sa.select(col(Comment.unit_id)).join(Wave, col(Wave.id) == col(Comment.wave_id))
    few_wrote = few_wrote.where(col(Comment.question) != COMMENT)
    each = (col(Comment.unit_id), col(Comment.wave_id), col(Comment.question), col(Wave.k))
    few_wrote = few_wrote.group_by(*each).having(sa.func.count() < col(Wave.k)).limit(1)
    with read_connection(engine) as connection:
        return any(
            connection.execute(query).first() is not None
            for query in (hidden, early, few_wrote, small)
        )


def _as_issued(connection: Connection, invited: Mapping[UUID, int]) -> bool:
    """Return whether a box in a file holds no more than was issued."""
    tokens: dict[str, int] = dict(connection.exec_driver_sql(_TOKENS_BY_UNIT).all())
    again: dict[str, int] = dict(
        connection.exec_driver_sql("SELECT unit_id, number FROM reissued").all()
    )
    ballots: int = connection.exec_driver_sql("SELECT count(*) FROM ballot").scalar_one()
    return ballots <= sum(tokens.values()) and all(
        number <= invited.get(UUID(unit), 0) + again.get(unit, 0) for unit, number in tokens.items()
    )


def _facts(connection: Connection) -> Facts:
    tables = connection.exec_driver_sql(_TABLES).all()
    settings = {
        name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in _SETTINGS
    }
    return Facts(
        tables=tuple(_table(connection, name, hides) for name, hides in tables),
        programs=tuple(connection.exec_driver_sql(_PROGRAMS).scalars()),
        settings=settings,
    )


def _table(connection: Connection, name: str, without_rowid: Any) -> Table:
    columns = connection.execute(sa.text(_COLUMNS), {"name": name}).all()
    referred = connection.execute(sa.text(_REFERRED), {"name": name}).scalars()
    return Table(
        name=name,
        columns=tuple(Column(c, kind.upper(), key > 0) for c, kind, key in columns),
        refers_to=tuple(referred),
        numbers_rows=not without_rowid,
    )
