"""Calls of functions on PostgreSQL by the client library itself, for the one hot path that writes.

Making, adapting and tidying up a cursor would take the answering process twice as long as sending
the call and waiting for its outcome.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import cast

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection

Argument = bytes | Sequence[bytes]
"""A value of the type bytea, or several as an array."""

_BYTEA = psycopg.adapters.types["bytea"]
_ARRAYS = Transformer().get_dumper([b""], PyFormat.BINARY)


def call(engine: Engine, function: str, *arguments: Argument) -> bytes | None:
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
    connection: PoolProxiedConnection, function: str, arguments: tuple[Argument, ...]
) -> bytes | None:
    server: PGconn = cast("psycopg.Connection", connection.driver_connection).pgconn
    name = function.encode()
    if function not in connection.info:
        places = ", ".join(f"${n + 1}" for n in range(len(arguments)))
        statement = f"SELECT {function}({places})"
        types = [_BYTEA.oid if isinstance(a, bytes) else _BYTEA.array_oid for a in arguments]
        _checked(server, server.prepare(name, statement.encode(), types))
        connection.info[function] = "prepared as long as this connection lasts"
    binary = [Format.BINARY] * len(arguments)
    sent = [argument if isinstance(argument, bytes) else _array(argument) for argument in arguments]
    done = server.exec_prepared(name, sent, binary, Format.BINARY)
    return _checked(server, done).get_value(0, 0)


def _array(values: Sequence[bytes]) -> Buffer:
    return cast("Buffer", _ARRAYS.dump(list(values)))


def _checked(server: PGconn, result: PGresult) -> PGresult:
    if server.status != ConnStatus.OK:
        raise psycopg.OperationalError(result.get_error_message())
    if result.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        raise error_from_result(result)
    return result
