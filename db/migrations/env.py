"""Runs migrations on the connection it is given, or on the installation's own database."""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from db.administered import LastChange
from db.analyses import Analysis
from db.api_clients import ApiClient
from db.asked_questions import AskedQuestion
from db.base import MainTable, UTCDateTime
from db.comment_coding import CommentCode
from db.comment_themes import ThemeCount
from db.comments import Comment
from db.confirmations import ConfirmedPlace, PlaceChange
from db.directory import GroupMember
from db.engine import engine
from db.experiments import Experiment
from db.follow_up import Agreement
from db.held import HeldRole
from db.imported import ImportedMean
from db.keeping import Keeping
from db.messages import Message
from db.migrate import options
from db.own_measures import OwnMeasure
from db.people import Person
from db.programme import Programme
from db.results import Result
from db.roster import RosterChange
from db.secrets import Secret
from db.slips import Slip
from db.stopped import StoppedSync
from db.support import UnitContacts
from db.trail import AuditEntry
from db.verdicts import VerdictEdition

# Importing these modules makes all tables of the main database known.
TABLES = (
    *(
        Agreement,
        Analysis,
        ApiClient,
        AskedQuestion,
        AuditEntry,
        Comment,
        CommentCode,
        ConfirmedPlace,
        Experiment,
        GroupMember,
        HeldRole,
        ImportedMean,
        Keeping,
        LastChange,
        Message,
        OwnMeasure,
    ),
    *(Person, PlaceChange, Programme, Result, RosterChange, Secret, Slip, StoppedSync),
    *(ThemeCount, UnitContacts, VerdictEdition),
)


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types, so that an old migration never imports today's code."""
    del autogen_context
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run(connection: Connection) -> None:
    """Apply the migrations that are asked for, in the transaction of the connection."""
    context.configure(
        connection=connection,
        target_metadata=MainTable.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_server_default=True,
        **options(connection),
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    with engine(os.environ["PEIL_DATABASE_URL"]).begin() as own:
        run(own)
