"""Wall time and zones. Pure: values in, values out, no clock, no database.

Times are aware datetimes in UTC unless a name says ``local``; dates are a person's own calendar days. Day counting is
calendar days in the zone, never 24-hour steps: a day with a clock change has 23 or 25 hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(20)
USUAL_TIME = time(9)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """Somewhere else for some days: `zone` holds from `start` to the day before `end`."""

    zone: ZoneInfo
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Zones:
    """Where somebody lives, and where they are for a while."""

    home: ZoneInfo
    away: Away | None = None

    def on(self, local_date: date) -> ZoneInfo:
        """The zone in which this calendar day of theirs is lived."""
        if self.away and self.away.start <= local_date < self.away.end:
            return self.away.zone
        return self.home

    def at(self, moment: datetime) -> ZoneInfo:
        if self.away and self.away.start <= moment.astimezone(self.away.zone).date() < self.away.end:
            return self.away.zone
        return self.home

    def today(self, moment: datetime) -> date:
        return moment.astimezone(self.at(moment)).date()


def instant(local_date: date, local_time: time, zone: ZoneInfo) -> datetime:
    """Wall time in a zone -> UTC. A time that the clocks skip moves on by the gap (01:30 in London's March becomes
    02:30), never away: a health reminder isn't skipped. A time that comes twice is the first one."""
    return datetime.combine(local_date, local_time, zone).replace(fold=0).astimezone(UTC)


def opening(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from `moment` on that lies in the allowed hours (08:00 to before 20:00) of the zone."""
    local = moment.astimezone(zone)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() if local.time() < OPENS else local.date() + DAY
    return instant(day, OPENS, zone)


def next_day_opening(moment: datetime, zone: ZoneInfo) -> datetime:
    return instant(moment.astimezone(zone).date() + DAY, OPENS, zone)
