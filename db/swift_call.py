"""Calls of functions on PostgreSQL by the client library itself, for the one hot path that writes.

Making, adapting and tidying up a cursor would take the answering process twice as long as sending
the call and waiting for its outcome.
"""

from contextlib import closing
from typing import cast

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection

BYTEA = psycopg.adapters.types["bytea"].oid


def call(engine: Engine, function: str, *arguments: bytes) -> bytes | None:
    """Return the binary outcome of a function; a transaction, one way there and back.

    The engine commits each statement by itself. Raises what SQLAlchemy would raise when the server
    is away or locked, and the driver's own errors for what only a fault in the code can cause.
    After a server was away no connection from before is used again: it may have been restarted.
    """
    try:
        with closing(engine.raw_connection()) as connection:
            try:
                return _called(connection, function, arguments)
            except psycopg.OperationalError:
                connection.invalidate()
                raise
    except psycopg.OperationalError as fault:
        engine.dispose()
        raise OperationalError(None, None, fault, hide_parameters=True) from fault


def _called(
    connection: PoolProxiedConnection, function: str, arguments: tuple[bytes, ...]
) -> bytes | None:
    server: PGconn = cast("psycopg.Connection", connection.driver_connection).pgconn
    name = function.encode()
    if function not in connection.info:
        places = ", ".join(f"${n + 1}" for n in range(len(arguments)))
        statement = f"SELECT {function}({places})"
        _checked(server, server.prepare(name, statement.encode(), [BYTEA] * len(arguments)))
        connection.info[function] = "prepared as long as this connection lasts"
    binary = [Format.BINARY] * len(arguments)
    done = server.exec_prepared(name, arguments, binary, Format.BINARY)
    return _checked(server, done).get_value(0, 0)


def _checked(server: PGconn, result: PGresult) -> PGresult:
    if server.status != ConnStatus.OK:
        raise psycopg.OperationalError(result.get_error_message())
    if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        raise error_from_result(result)
    return result
