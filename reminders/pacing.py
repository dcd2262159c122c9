"""How often one person may be written to: one mail a day, few nudges a week, fewer for whom they don't help. Pure.

A nudge asks for something that can be done any day (a check-in, an overdue test); a visit that comes near is none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from reminders.times import DAY, OPENS, Zones, instant, opening

NUDGES_A_WEEK = 4
HALVED_AFTER = 3  # unanswered nudges: from then on half as often
STOPPED_AFTER = 6  # unanswered nudges: from then on none, and the team is told
LOOKED_AHEAD = 60  # days


class Wait(StrEnum):
    """Why a mail that is due leaves later."""

    HOURS = "hours"
    ONE_A_DAY = "one-a-day"
    FOUR_A_WEEK = "four-a-week"
    FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that the mail server took."""

    message: UUID
    at: datetime
    is_nudge: bool


@dataclass(frozen=True, slots=True)
class History:
    """What somebody was sent lately, and when they last did anything here (None: never)."""

    sent: tuple[Sent, ...] = ()
    last_sign: datetime | None = None

    @property
    def unanswered(self) -> int:
        """Nudges since the last sign of theirs."""
        return sum(each.is_nudge and (self.last_sign is None or each.at > self.last_sign) for each in self.sent)

    @property
    def is_given_up(self) -> bool:
        return self.unanswered >= STOPPED_AFTER


def slot_for(
    history: History, *, zones: Zones, now: datetime, is_nudge: bool, every_days: int
) -> tuple[datetime, Wait | None]:
    """The first moment from `now` on at which a mail may leave, and why it isn't `now`.

    ``every_days``: the rhythm that is halved when nudges stay unanswered.
    """
    zone = zones.at(now)
    mailed = {zones.today(each.at) for each in history.sent}
    nudges = [zones.today(each.at) for each in history.sent if each.is_nudge]
    moment = opening(now, zone)
    why = Wait.HOURS if moment > now else None
    for _ in range(LOOKED_AHEAD):
        day = moment.astimezone(zone).date()
        against = Wait.ONE_A_DAY if day in mailed else None
        if is_nudge and not against:
            against = _against(day, nudges, unanswered=history.unanswered, every_days=every_days)
        if against is None:
            break
        why = against if why in (None, Wait.HOURS) else why
        moment = instant(day + DAY, OPENS, zone)
    return moment, why


def _against(day: date, nudges: Collection[date], *, unanswered: int, every_days: int) -> Wait | None:
    """What speaks against one more nudge on this day."""
    this_week = _within(nudges, day, 7)
    if this_week >= NUDGES_A_WEEK:
        return Wait.FOUR_A_WEEK
    if unanswered < HALVED_AFTER:
        return None
    return Wait.FEWER if this_week >= NUDGES_A_WEEK // 2 or _within(nudges, day, 2 * every_days) else None


def _within(days: Collection[date], day: date, last: int) -> int:
    """How many of them lie in the `last` days that end on `day`."""
    return sum(0 <= (day - each).days < last for each in days)
