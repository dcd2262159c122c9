"""The doorbell's other end. The database's clock is read here; what runs on it is told the time."""

from collections import Counter
from datetime import UTC, datetime

from celery import shared_task
from django.conf import settings
from django.db import connection

from reminders import hold
from reminders.delivery import deliver_due
from reminders.memory import Memory
from reminders.planning import plan
from reminders.schema import refuse_foreign_schema


@shared_task(name="reminders.tasks.tick")
def tick() -> None:
    """Safe to run twice, and twice at once."""
    one_round()


def one_round() -> Counter[str]:
    """Counts of what `plan` and `deliver_due` did. Planning may take seconds, and leases need the true time: each half
    reads the clock. Raises `ForeignSchemaError` before either when the database isn't this code's."""
    refuse_foreign_schema()
    with Memory.open() as memory:
        hold.begin_round(memory, database_now())
        counts = plan(database_now())
        counts.update(deliver_due(database_now(), note=memory.accepted))
        hold.end_round(memory, database_now())
    return counts


def database_now() -> datetime:
    """All processes share the database's clock; those of the machines may differ by minutes, or jump."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {settings.DATABASE_CLOCK}")
        now: datetime | str = cursor.fetchone()[0]
    if isinstance(now, str):  # SQLite answers UTC as text
        return datetime.fromisoformat(now).replace(tzinfo=UTC)
    return now.astimezone(UTC)
