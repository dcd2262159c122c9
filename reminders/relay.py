"""The circuit breaker in front of the mail server, shared by all processes.

What the server itself refuses (no connection, no sign-in, 421) says nothing about a message: it burns none of its
attempts. After some in a row nobody calls for a minute; then one process sends one mail to see.
"""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from reminders.attempts import RELAY_FAILURES, RELAY_PAUSE
from reminders.models import Relay


def room(now: datetime, usual: int) -> int:
    """How many people's mails may be taken on now: `usual`, one to see whether the server is back, or none."""
    relay = Relay.objects.filter(failures__gte=RELAY_FAILURES).first()
    if relay is None:
        return usual
    # Of all that see the pause over, one gets through.
    rested = Relay.objects.filter(failures__gte=RELAY_FAILURES, rests_until__lte=now)
    return rested.update(rests_until=now + RELAY_PAUSE)


def has_failed(now: datetime) -> None:
    """One more failure in a row; call it in the transaction that records the attempt."""
    Relay.objects.get_or_create(pk=1)
    Relay.objects.update(failures=F("failures") + 1, down_since=Coalesce(F("down_since"), now))
    Relay.objects.filter(failures__gte=RELAY_FAILURES).update(rests_until=now + RELAY_PAUSE)


def is_back(now: datetime) -> None:
    """It answered for a message: whatever it said, it is there."""
    Relay.objects.filter(failures__gte=RELAY_FAILURES).update(back_at=now)
    Relay.objects.exclude(failures=0).update(failures=0, down_since=None, rests_until=None)


def down_since() -> datetime | None:
    """Since when the breaker is open; None: it is closed."""
    relay = Relay.objects.filter(failures__gte=RELAY_FAILURES).first()
    return relay.down_since if relay else None
