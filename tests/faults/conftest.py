"""Each fault with a database, a mail server and processes of its own; on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from reminders.tasks import one_round
from tests.faults import databases, table
from tests.faults.databases import Database, Store
from tests.faults.mail import MailServer, mail_server
from tests.faults.people import MONDAY
from tests.faults.site import Site
from tests.servers import Redis

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.cluster)]


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    with databases.store() as store:
        yield store


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, store: Store, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Empty, and its clock says eleven in the morning of `MONDAY` in Vienna."""
    fresh = store.fresh(request.param)
    databases.set_clock(fresh, MONDAY)
    with django_db_blocker.unblock(), databases.as_default(fresh):
        yield fresh
    store.drop(fresh)


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path / "mail") as server:
        yield server


@pytest.fixture
def site(database: Database, mail: MailServer, tmp_path: Path) -> Iterator[Site]:
    site = Site(database, mail, tmp_path)
    yield site
    site.end_all()


Round = Callable[[], Counter[str]]


@pytest.fixture
def a_round(site: Site, settings: Settings) -> Round:
    """One round of reminders in this process, for faults that need no process of their own."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", site.mail.ports[0]
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.DATABASE_CLOCK = site.database.clock
    settings.VAR = site.folder / "var"
    settings.VAR.mkdir(exist_ok=True)
    return one_round


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Redis]:
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    assert binary, "this test needs redis-server (Debian: apt-get install redis-server)"
    server = Redis(binary, tmp_path)
    server.start()
    yield server
    server.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    table.add_option(parser)


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what isn't asked for by `-m`
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    table.leave_slow_ones(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table.write(terminalreporter, config)
