"""Real PostgreSQL and MariaDB servers from the system's packages, each started once where tests ask for it.

As root they run as a user of their own (PostgreSQL refuses root); anybody else runs them as himself.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.polling import wait_for

STARTING = 60  # seconds; a busy machine takes some
IS_ROOT = os.name == "posix" and os.geteuid() == 0
READER, PASSWORD = "reader", "not-to-be-kept"


@dataclass
class DatabaseServer:
    """A running server: the address of its database for the administrator, and as an account that only reads."""

    name: str
    port: int
    admin: str
    engine: sa.Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = sa.create_engine(self.admin, isolation_level="AUTOCOMMIT")

    @property
    def scheme(self) -> str:
        return "postgresql" if self.name == "postgresql" else "mariadb"

    def address(self, user: str = READER) -> str:
        """An address as people give it: without a password."""
        return f"{self.scheme}://{user}@127.0.0.1:{self.port}/bureau"

    def run(self, *statements: str) -> None:
        """Run statements as the administrator."""
        with self.engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Insert rows as the administrator."""
        columns = list(rows[0])
        marks = ", ".join(f":{column}" for column in columns)
        with self.engine.connect() as connection:
            connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"), rows)

    def add_account(self, user: str, *grants: str) -> None:
        """Make an account anew with a password and these rights (what stands between GRANT and TO)."""
        if self.name == "postgresql":
            there = f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{user}')"
            gone = f"DO $$ BEGIN IF {there} THEN DROP OWNED BY {user}; DROP ROLE {user}; END IF; END $$"
            self.run(gone, f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
            whom = user
        else:
            whom = f"{user}@'127.0.0.1'"
            self.run(f"DROP USER IF EXISTS {whom}", f"CREATE USER {whom} IDENTIFIED BY '{PASSWORD}'")
        self.run(*(f"GRANT {grant} TO {whom}" for grant in grants))


def find_program(name: str, folders: str = "") -> str:
    """The path of a program; skips the test that needs it where the system has not got it."""
    found = shutil.which(name) or next(
        (str(path / name) for path in sorted(Path("/").glob(folders), reverse=True) if (path / name).exists()), None
    )
    if found is None:
        pytest.skip(f"{name} is not installed: apt-get install postgresql mariadb-server-core")
    return found


@contextmanager
def running_postgres() -> Iterator[DatabaseServer]:
    """A PostgreSQL whose accounts give their passwords, with a database `bureau`; gone in the end."""
    bin_folder = "usr/lib/postgresql/*/bin"
    initdb, server = find_program("initdb", bin_folder), find_program("postgres", bin_folder)
    who: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
    with _folder("postgres" if IS_ROOT else None) as folder, _port() as port:
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)  # inside a folder that nobody else can enter
        quick = ["--no-sync", "--locale=C", "--encoding=UTF8", "-A", "scram-sha-256", "-U", "boss"]
        _do([initdb, "-D", str(folder / "data"), "--pwfile", str(secret), *quick], folder, who)
        settings = ["fsync=off", "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}"]
        command = [server, "-D", str(folder / "data"), *(word for one in settings for word in ("-c", one))]
        start = f"postgresql+psycopg://boss:{PASSWORD}@127.0.0.1:{port}/postgres"
        with _running(command, folder, who, start):
            _execute(start, "CREATE DATABASE bureau")
            yield from _served(DatabaseServer("postgresql", port, start.removesuffix("postgres") + "bureau"))


@contextmanager
def running_mariadb() -> Iterator[DatabaseServer]:
    """A MariaDB with a database `bureau`, whose own time is not China's; gone in the end."""
    install, server = find_program("mariadb-install-db"), find_program("mariadbd", "usr/sbin")
    with _folder(None) as folder, _port() as port:
        who = ["--user=root"] if IS_ROOT else []
        data = f"--datadir={folder / 'data'}"
        _do([install, "--no-defaults", *who, data, "--auth-root-authentication-method=normal"], folder, {})
        quick = ["--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M", "--default-time-zone=+00:00"]
        where = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 's'}", f"--pid-file={folder / 'p'}"]
        start = f"mariadb+pymysql://root@127.0.0.1:{port}/mysql?charset=utf8mb4"
        with _running([server, "--no-defaults", *who, data, *quick, *where], folder, {}, start):
            _execute(start, "CREATE DATABASE bureau CHARACTER SET utf8mb4")
            yield from _served(DatabaseServer("mariadb", port, start.replace("/mysql?", "/bureau?")))


def _served(server: DatabaseServer) -> Iterator[DatabaseServer]:
    try:
        yield server
    finally:
        server.engine.dispose()


@contextmanager
def _folder(owner: str | None) -> Iterator[Path]:
    """A folder of its own, outside of pytest's, which another user could not enter."""
    folder = Path(tempfile.mkdtemp(prefix="fengjing-server-"))
    try:
        if owner is not None:
            shutil.chown(folder, owner, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    yield port


def _do(command: list[str], folder: Path, who: dict[str, Any]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **who)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(command: list[str], folder: Path, who: dict[str, Any], address: str) -> Iterator[None]:
    """A server while it runs; it answers when this begins."""
    with open(folder.with_suffix(".log"), "w+") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **who)
        try:
            wait_for(lambda: process.poll() is not None or _answers(address), bool, STARTING)
            log.seek(0)
            assert process.poll() is None, log.read()
            yield
        finally:
            process.send_signal(signal.SIGTERM if "mariadbd" in command[0] else signal.SIGINT)  # waits for no session
            try:
                process.wait(STARTING)
            except subprocess.TimeoutExpired:
                process.kill()
            os.unlink(log.name)


def _answers(address: str) -> bool:
    try:
        _execute(address, "SELECT 1")
    except sa.exc.OperationalError:
        return False
    return True


def _execute(address: str, statement: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
