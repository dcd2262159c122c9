"""A patient as reminders know her, without a database."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from reminders.times import Zones
from reminders.values import Person

ADA = UUID(int=1)
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def ada(zone: str | ZoneInfo = "Europe/Vienna", **fields: object) -> Person:
    known = {"patient": ADA, "recipient": ADA, "address": "ada@example.org", "since": date(2009, 1, 1), "weekday": 0}
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    return Person(zones=Zones(zone), **{**known, **fields})
