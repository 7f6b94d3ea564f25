"""A real PgBouncer in transaction mode, between the tests and their server."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD
from tests.postgresql import PASSWORD, Database, Server, other_user, skip

PROGRAM = "pgbouncer"
PORT = 6432
"""It names a socket in a folder; nothing listens on the network."""

_CONFIGURATION = """
[databases]
* = host={server}
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = plain
auth_file = {folder}/users
admin_users = {clock}
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
; Each transaction goes to the connection that has not been used for longest: what one of them left
; behind in its session is missing in the next, or meets somebody else.
server_round_robin = 1
; While the server is away, somebody who answers hears it soon.
query_wait_timeout = 3
logfile = {folder}/log
pidfile = {folder}/pid
"""


@dataclass(frozen=True)
class PooledDatabase(Database):
    """A database that is reached through the pooler."""

    folder: str

    def url(self, role: str = CLOCK) -> str:
        """Return the address by which a role signs in."""
        query = {"host": self.folder, "port": str(PORT)}
        named = URL.create("postgresql", role, PASSWORD, database=self.name, query=query)
        return named.render_as_string(hide_password=False)


@contextmanager
def pooler(on: Server, size: int = 5) -> Iterator[str]:
    """Start PgBouncer before a server that was started here; give the folder of its socket."""
    program = shutil.which(PROGRAM) or shutil.which(PROGRAM, path="/usr/sbin")
    if program is None:
        skip("no PgBouncer: install pgbouncer")
    if on.log is None:
        skip("the server was not started here, so the pooler does not know its roles")
    user = other_user()
    with tempfile.TemporaryDirectory(prefix="peil-pgb-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        users = "".join(f'"{role}" "{PASSWORD}"\n' for role in (ANSWER, DASHBOARD, CLOCK))
        (place / "users").write_text(users)
        host = on.url.query["host"]
        told = _CONFIGURATION.format(server=host, port=PORT, folder=folder, clock=CLOCK, size=size)
        (place / "ini").write_text(told)
        if user is not None:
            for path in (place, *place.iterdir()):
                shutil.chown(path, user)
        running = subprocess.Popen(
            [program, "-q", str(place / "ini")],
            user=user,
            extra_groups=None if user is None else [],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(folder, running)
            yield folder
        finally:
            running.terminate()
            running.wait(20)


def _wait_for(folder: str, running: "subprocess.Popen[bytes]") -> None:
    socket = Path(folder) / f".s.PGSQL.{PORT}"
    for _ in range(200):
        if socket.exists():
            return
        assert running.poll() is None, (Path(folder) / "log").read_text()
        time.sleep(0.05)
    msg = "PgBouncer does not start"
    raise AssertionError(msg)


def administer(folder: str, command: str) -> None:
    """Give a command to the pooler itself, such as RECONNECT."""
    address = f"host={folder} port={PORT} user={CLOCK} password={PASSWORD} dbname=pgbouncer"
    with psycopg.connect(address, autocommit=True) as connection:
        psycopg.ClientCursor(connection).execute(command.encode())


def is_installed() -> bool:
    """Return whether there is a PgBouncer on this machine."""
    return bool(shutil.which(PROGRAM) or os.access(f"/usr/sbin/{PROGRAM}", os.X_OK))
