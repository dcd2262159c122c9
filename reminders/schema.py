"""Is the database the one that this code was written for? During a deploy it may be older, or newer.

A worker that goes on all the same could write half of what the new code needs, or send what the new code would not: to
somebody who has unsubscribed in a table that the old code doesn't know. So it refuses, says so,
and asks again next time.
"""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class ForeignSchemaError(DatabaseError):
    """Migrations are missing in the database, or in the code."""


def refuse_foreign_schema() -> None:
    """Raises `ForeignSchemaError`."""
    known = _known()
    apps = {app for app, _ in known}
    applied = {each for each in MigrationRecorder(connection).applied_migrations() if each[0] in apps}
    for what, names in (("not applied yet", known - applied), ("newer than this code", applied - known)):
        if names:
            first = ".".join(min(names))
            raise ForeignSchemaError(
                f"the database is not this code's: {len(names)} migrations {what}, such as {first}"
            )


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
