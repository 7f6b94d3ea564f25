"""A cluster of two PostgreSQL servers under Patroni, with etcd and HAProxy, on this machine.

Its configuration is the one that `deploy/postgresql/` recommends, with addresses of this machine.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
import yaml
from sqlalchemy import URL

from db.postgresql_checks import SCRIPT
from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD
from tests.mail import free_port
from tests.postgresql import PASSWORD, other_user

SAMPLES = Path(__file__).parents[1] / "deploy" / "postgresql"
PROGRAMS = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}
"""Programs that a cluster needs, and the packages of Debian that have them."""

HERE = "127.0.0.1"
_PATIENCE = 90.0
"""Seconds until something that has to happen is a failure."""


def missing_packages() -> list[str]:
    """Return the packages that would have to be installed for a cluster."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name, path=path)]
    return missing if list(Path("/usr/lib/postgresql").glob("*/bin")) else [*missing, "postgresql"]


def wait_until(is_so: Callable[[], object], what: str, patience: float = _PATIENCE) -> None:
    """Wait until something is so; fail when it takes too long."""
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, f"not in {patience:.0f} s: {what}"
        time.sleep(0.2)


@dataclass(eq=False)
class Node:
    """One machine of the cluster: Patroni and the PostgreSQL server that it runs."""

    name: str
    folder: Path
    configuration: dict[str, Any]
    user: str | None
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        """Start Patroni, which starts the server."""
        file = self.folder / f"{self.name}.yaml"
        file.write_text(yaml.safe_dump(self.configuration))
        self.process = _run(["patroni", str(file)], self.folder / f"{self.name}.log", self.user)

    def kill(self) -> None:
        """Kill everything on this machine at once, as a loss of power would."""
        if self.process is None:
            return
        for process in [self.process.pid, *_descendants(self.process.pid), *self._server()]:
            _kill(process)
        self.process.wait(10)
        self.process = None

    def _server(self) -> list[int]:
        """Return the processes of the server, which is not a child of Patroni."""
        try:
            main = int((self.folder / self.name / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return []
        return [main, *_descendants(main)]

    def is_(self, role: str) -> bool:
        """Return whether Patroni says that this machine is `primary`, `replica` or `sync`."""
        try:
            place = self.configuration["restapi"]["connect_address"]
            return httpx2.get(f"http://{place}/{role}", timeout=2).status_code == 200
        except httpx2.HTTPError:
            return False


@dataclass(frozen=True)
class Cluster:
    """Two machines and the address that leads to the primary."""

    nodes: Sequence[Node]
    port: int
    """Of HAProxy, for the primary."""
    read_port: int
    """Of HAProxy, for a replica."""

    def primary(self) -> Node | None:
        """Return the machine that is the primary now, if any."""
        return next((node for node in self.nodes if node.is_("primary")), None)

    def wait_for_standby(self) -> None:
        """Wait until another machine confirms every transaction."""
        try:
            wait_until(lambda: any(node.is_("sync") for node in self.nodes), "a standby", 180)
        except AssertionError as error:
            logs = [(node.folder / f"{node.name}.log").read_text() for node in self.nodes]
            raise AssertionError("\n".join([str(error), *(log[-2500:] for log in logs)])) from error

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Execute SQL as the superuser on the primary."""
        place = f"host={HERE} port={self.port} user=postgres password={PASSWORD}"
        with psycopg.connect(f"{place} dbname={database}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, role: str = CLOCK, *, reads: bool = False) -> str:
        """Return the address by which a role signs in to the database of Peil."""
        port = self.read_port if reads else self.port
        made = URL.create("postgresql", role, PASSWORD, HERE, port, "peil")
        return made.render_as_string(hide_password=False)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster of two; skipped, saying what is missing, without its programs."""
    if missing := missing_packages():
        pytest.skip(f"no cluster without the packages {', '.join(missing)}")
    user = other_user()
    with (
        tempfile.TemporaryDirectory(prefix="peil-ha-", ignore_cleanup_errors=True) as name,
        ExitStack() as held,
    ):
        folder = Path(name)
        if user is not None:
            shutil.chown(folder, user)
        etcd, peer = free_port(), free_port()
        held.enter_context(
            _stopped_after(_run(_etcd(folder, etcd, peer), folder / "etcd.log", user))
        )
        nodes = [Node(one, folder, _patroni(folder, one, etcd), user) for one in "ab"]
        made = Cluster(nodes, free_port(), free_port())
        (folder / "haproxy.cfg").write_text(_haproxy(made))
        for node in nodes:
            held.callback(node.kill)
            node.start()
        command = ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
        held.enter_context(_stopped_after(_run(command, folder / "haproxy.log", user)))
        try:
            wait_until(made.primary, "a primary")
            made.wait_for_standby()
            wait_until(lambda: _answers(made.port), "HAProxy leads to the primary")
        except AssertionError as error:
            logs = [f"{log.name}: {log.read_text()[-1500:]}" for log in folder.glob("*.log")]
            raise AssertionError("\n".join([str(error), *logs])) from error
        yield made


@contextmanager
def prepared_cluster() -> Iterator[Cluster]:
    """Start a cluster whose database our script has prepared; its roles sign in by a password."""
    with cluster() as made:
        made.execute("CREATE DATABASE peil")
        made.execute(SCRIPT.read_text(encoding="utf-8"), "peil")
        # The script closes this database to everybody; a server that was the primary rejoins by it.
        made.execute("GRANT CONNECT ON DATABASE postgres TO rewinder")
        for role in (ANSWER, DASHBOARD, CLOCK):
            made.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
        yield made


@dataclass(frozen=True)
class Interruptions:
    """Interrupts a cluster: by a restart of its primary, or by the loss of it."""

    of: Cluster

    def __call__(self, how: str) -> None:
        """Wait for a standby, then interrupt: `restart` or `fail-over`."""
        self.of.wait_for_standby()
        primary = self.of.primary()
        assert primary is not None
        if how == "restart":
            place = primary.configuration["restapi"]["connect_address"]
            httpx2.post(f"http://{place}/restart", json={}, timeout=_PATIENCE).raise_for_status()
        else:
            primary.kill()
            wait_until(lambda: self.of.primary() not in {None, primary}, "another primary")
            primary.start()


def _etcd(folder: Path, port: int, peer: int) -> list[str]:
    here, among = f"http://{HERE}:{port}", f"http://{HERE}:{peer}"
    return [
        *("etcd", "--data-dir", str(folder / "etcd"), "--listen-client-urls", here),
        *("--advertise-client-urls", here, "--listen-peer-urls", among),
        *("--initial-advertise-peer-urls", among, "--initial-cluster", f"default={among}"),
    ]


def _patroni(folder: Path, name: str, etcd: int) -> dict[str, Any]:
    """Return the sample with places, passwords and encryption of this machine."""
    made: dict[str, Any] = yaml.safe_load((SAMPLES / "patroni.yaml").read_text())
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[4]))
    rest, server = f"{HERE}:{free_port()}", f"{HERE}:{free_port()}"
    made["name"] = name
    made["restapi"] = {"listen": rest, "connect_address": rest}
    made["etcd3"] = {"host": f"{HERE}:{etcd}"}
    postgresql = made["postgresql"]
    postgresql |= {"listen": server, "connect_address": server, "bin_dir": str(programs)}
    postgresql |= {"data_dir": str(folder / name), "pgpass": str(folder / f"{name}.pgpass")}
    for who in postgresql["authentication"].values():
        who["password"] = PASSWORD
    postgresql["pg_hba"] = [
        f"host replication replicator {HERE}/32 scram-sha-256",
        f"host all all {HERE}/32 scram-sha-256",
    ]
    postgresql["parameters"] = {"unix_socket_directories": str(folder)}
    return made


def _haproxy(of: Cluster) -> str:
    """Return the sample with the addresses of this machine."""
    text = (SAMPLES / "haproxy.cfg").read_text()
    text = text.replace("*:5000", f"{HERE}:{of.port}").replace("*:5001", f"{HERE}:{of.read_port}")
    for node, place in zip(of.nodes, ("10.93.1.1", "10.93.1.2"), strict=True):
        rest = node.configuration["restapi"]["listen"].rpartition(":")[2]
        server = node.configuration["postgresql"]["listen"]
        text = text.replace(f"{place}:5432 check port 8008", f"{server} check port {rest}")
    assert "10.93" not in text
    return text


def _answers(port: int) -> bool:
    place = f"host={HERE} port={port} user=postgres password={PASSWORD} dbname=postgres"
    try:
        psycopg.connect(place, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _run(command: Sequence[str], log: Path, user: str | None) -> "subprocess.Popen[bytes]":
    path = f"{os.environ.get('PATH', '')}:/usr/bin:/usr/sbin"
    with log.open("ab") as output:
        return subprocess.Popen(
            [shutil.which(command[0], path=path) or command[0], *command[1:]],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            user=user,
            extra_groups=None if user is None else [],
            cwd=log.parent,
            # Patroni of Debian runs with the Python of Debian.
            env={"PATH": "/usr/bin:/bin:/usr/sbin", "LANG": "C.UTF-8", "HOME": str(log.parent)},
        )


@contextmanager
def _stopped_after(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _descendants(of: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    try:
        children = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [one for child in map(int, children) for one in (child, *_descendants(child))]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
