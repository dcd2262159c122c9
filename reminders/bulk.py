"""Many new occurrences at once."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from reminders.models import Occurrence, State
from reminders.values import PRIORITY, Slot

COLUMNS = (
    "id", "key", "patient_id", "recipient_id", "is_carers", "kind", "item", "slot_no", "priority", "due_on",
    "local_date", "local_time", "tz", "keeps_days", "due_at", "next_at", "expires_at",
    "state", "reason", "claims", "fails", "crashes", "unwritable", "revision",
)  # fmt: skip
UNTOUCHED = (State.PLANNED.value, "", 0, 0, 0, 0, 0)
TABLE = Occurrence._meta.db_table


def add(slots: Iterable[Slot]) -> None:
    """A row for each slot that has none."""
    rows = [(*_of(slot), *times(slot).values(), *UNTOUCHED) for slot in slots]
    if rows and connection.vendor == "postgresql":
        _copy(rows)
    else:
        Occurrence.objects.bulk_create(
            [Occurrence(**dict(zip(COLUMNS, row, strict=True))) for row in rows], ignore_conflicts=True
        )


def times(slot: Slot) -> dict[str, Any]:
    """The columns that say when."""
    return {
        "local_time": slot.local_time,
        "tz": slot.zone.key,
        "keeps_days": slot.keeps_days,
        "due_at": slot.due_at,
        "next_at": slot.due_at,
        "expires_at": slot.expires_at,
    }


def _of(slot: Slot) -> tuple[Any, ...]:
    """The columns that say what, about whom, to whom."""
    return (
        slot.id, slot.key, slot.patient, slot.recipient, slot.is_carers, slot.kind.value, slot.item, slot.number,
        PRIORITY[slot.kind], slot.due_on, slot.local_date,
    )  # fmt: skip


def _copy(rows: Iterable[tuple[Any, ...]]) -> None:
    """Three times as fast as `bulk_create`. COPY knows no ON CONFLICT, so by way of a table that only we see."""
    columns = ", ".join(COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE added (LIKE {TABLE}) ON COMMIT DROP")
        with cursor.copy(f"COPY added ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM added ON CONFLICT DO NOTHING")  # noqa: S608  our own names
        cursor.execute("DROP TABLE added")  # an outer transaction may add more
