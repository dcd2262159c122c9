"""Throw-away databases for fault tests, and the clock that lets days pass in them.

Each test gets a copy of a migrated template. The clock is a row in the database, so every process on it sees the same
time (`DATABASE_CLOCK` in tracker/settings.py); the machine's own clock is left alone.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connections
from environ import Env

from tests.faults.mail import ROOT
from tests.servers import Cluster, postgres_binaries, running

# As it comes, so that hard restarts find everything that was committed. Only what it does before it recovers is done
# in one go for the whole file system: file by file, the many small databases of a test run take it minutes.
DURABLE = "-c max_connections=40 -c checkpoint_timeout=1min -c recovery_init_sync_method=syncfs"
AHEAD = "CREATE TABLE faked_clock (ahead_s double precision NOT NULL)"


class Database(Protocol):
    vendor: str
    clock: str

    @property
    def url(self) -> str: ...

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Beside Django, and past every limit that a test has set for the site's own role."""
        ...


@dataclass
class SQLite:
    path: Path
    vendor = "sqlite"
    clock = "(SELECT strftime('%Y-%m-%d %H:%M:%f', 'now', ahead_s || ' seconds') FROM faked_clock)"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as db:
            return db.execute(statement.replace("%s", "?"), values).fetchall()


@dataclass
class Postgres:
    cluster: Cluster
    name: str
    vendor = "postgresql"
    clock = "(SELECT clock_timestamp() + make_interval(secs => ahead_s) FROM faked_clock)"

    @property
    def url(self) -> str:
        return f"postgres://tracker@127.0.0.1:{self.cluster.port}/{self.name}"

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        address = f"host=127.0.0.1 port={self.cluster.port} user=postgres dbname={self.name}"
        with psycopg.connect(address, autocommit=True) as db:
            cursor = db.execute(statement, values or None)  # type: ignore[arg-type]  # a test's own words
            return cursor.fetchall() if cursor.description else []


def now(database: Database) -> datetime:
    moment = database.sql(f"SELECT {database.clock}")[0][0]
    return datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment.astimezone(UTC)


def set_clock(database: Database, moment: datetime) -> None:
    database.sql("UPDATE faked_clock SET ahead_s = %s", (moment - datetime.now(UTC)).total_seconds())


def pass_time(database: Database, span: timedelta) -> None:
    """Time for everybody on this database. May be negative: then its clock was set back."""
    database.sql("UPDATE faked_clock SET ahead_s = ahead_s + %s", span.total_seconds())


def power_cut(database: Postgres) -> None:
    """As if the machine of the database had lost its power, and come back."""
    connections["default"].close()
    database.cluster.stop("immediate")
    database.cluster.start()


class Store:
    """The templates, made when first asked for, and their copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        self.cluster: Cluster | None = None

    def fresh(self, vendor: str) -> Database:
        return self._sqlite() if vendor == "sqlite" else self._postgres()

    def drop(self, database: Database) -> None:
        if isinstance(database, Postgres):
            Postgres(database.cluster, "postgres").sql(f"DROP DATABASE {database.name} WITH (FORCE)")

    def _sqlite(self) -> SQLite:
        template = self.folder / "template.sqlite3"
        if not template.exists():
            _migrate(SQLite(template), self.folder)
            SQLite(template).sql("PRAGMA wal_checkpoint(TRUNCATE)")
        path = self.folder / f"faults-{next(self.numbers)}" / "db.sqlite3"
        path.parent.mkdir()
        shutil.copy(template, path)
        return SQLite(path)

    def _postgres(self) -> Postgres:
        assert self.cluster, "Store.open starts it"
        admin = Postgres(self.cluster, "postgres")
        if not admin.sql("SELECT 1 FROM pg_database WHERE datname = 'template_faults'"):
            admin.sql("CREATE ROLE tracker LOGIN")
            admin.sql("CREATE DATABASE template_faults OWNER tracker")
            _migrate(Postgres(self.cluster, "template_faults"), self.folder)
        name = f"faults_{next(self.numbers)}"
        admin.sql(f"CREATE DATABASE {name} TEMPLATE template_faults OWNER tracker")
        return Postgres(self.cluster, name)


@contextmanager
def store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="tracker-faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user has to pass through
        made = Store(folder)
        binaries = postgres_binaries()
        if binaries is None:
            yield made
            return
        with running(Cluster(binaries, folder / "postgres", DURABLE)) as made.cluster:
            yield made


def _migrate(database: Database, folder: Path) -> None:
    env = os.environ | {"DATABASE_URL": database.url, "VAR_DIR": str(folder / "var")}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    database.sql(AHEAD)
    database.sql("INSERT INTO faked_clock VALUES (0)")
    if database.vendor == "postgresql":
        database.sql("GRANT SELECT ON faked_clock TO tracker")


@contextmanager
def as_default(database: Database) -> Iterator[None]:
    """Django's models speak to this database meanwhile, in this process."""
    before, known = connections["default"], connections.settings["default"]
    connections.settings["default"] = known | _options(database)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = known
        connections["default"] = before


def _options(database: Database) -> dict[str, Any]:
    options: dict[str, Any] = Env.db_url_config(database.url)
    if database.vendor == "sqlite":
        options["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA foreign_keys=ON;"}
    else:
        options["OPTIONS"] = {}
    return options | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}


def backed_up(database: Database, store: Store) -> Database:
    """A backup of it as it is now."""
    if isinstance(database, SQLite):
        path = database.path.with_name("backup.sqlite3")
        with closing(sqlite3.connect(database.path)) as now, closing(sqlite3.connect(path)) as then:
            now.backup(then)
        return SQLite(path)
    assert isinstance(database, Postgres)
    backup = Postgres(database.cluster, f"{database.name}_backup")
    _copied(database, backup)
    return backup


def played_back(backup: Database, database: Database) -> None:
    """`database` is from now on what it was then."""
    if isinstance(database, SQLite) and isinstance(backup, SQLite):
        with closing(sqlite3.connect(backup.path)) as then, closing(sqlite3.connect(database.path)) as now:
            then.backup(now)
        return
    assert isinstance(database, Postgres)
    assert isinstance(backup, Postgres)
    _admin(database).sql(f"DROP DATABASE {database.name} WITH (FORCE)")
    _copied(backup, database)


def _copied(source: Postgres, target: Postgres) -> None:
    connections["default"].close()
    _admin(source).sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source.name}'")
    _admin(source).sql(f"CREATE DATABASE {target.name} TEMPLATE {source.name} OWNER tracker")


def _admin(database: Postgres) -> Postgres:
    return Postgres(database.cluster, "postgres")
