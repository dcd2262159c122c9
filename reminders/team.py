"""The team's digest: who gets it, and the numbers that it says. Numbers over all of somebody's teams, by kind of work:
no name, no condition, no team. A kind of work says of nobody what they are ill with, however small the number."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from accounts.mail import Outcome
from accounts.models import Membership, Role, User
from journeys.guidance.findings import Due
from journeys.models import Flag, MonitoringState, Patient, WorkItem
from reminders import snapshot
from reminders.ledger import DIGESTS_FROM
from reminders.models import DeliveryAttempt, Recipient
from reminders.times import USUAL_TIME, Away, Zones
from reminders.values import Person, Topic

# Our choice: while anything is open, it is said at least so often, although nothing is new.
SAID_AGAIN_DAYS = 7
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class News:
    """``numbers``: how many by kind: ``work:`` and a kind of work item, ``flag:`` and a tier, ``overdue``."""

    numbers: Mapping[str, int]
    is_new: bool


def take(recipients: Collection[UUID], now: datetime, *, with_news: bool) -> list[Person]:
    """Those of them who coordinate a team today. Without ``with_news`` everybody is taken to have some: planning
    needn't count what is counted again before sending."""
    people = _coordinators(recipients, now)
    users = User.objects.filter(pk__in=people).annotate(address=snapshot.verified_address("pk"))
    addresses = dict(users.values_list("pk", "address"))
    bad = snapshot.coming_back(filter(None, addresses.values()))
    known = news(people, now) if with_news else {}
    return [
        _person(row, addresses[pk], comes_back=addresses[pk] in bad, is_news=pk not in known or known[pk].is_new)
        for pk, row in people.items()
    ]


def news(recipients: Collection[UUID], now: datetime) -> dict[UUID, News]:
    """What each would be told now."""
    last = _last_digests(recipients)
    rows = Recipient.objects.filter(pk__in=recipients).select_related("user")
    return {row.pk: _news(row.user, last.get(row.pk), row.team_digest_since or now, now) for row in rows}


def _coordinators(recipients: Collection[UUID], now: datetime) -> dict[UUID, Recipient]:
    rows = Recipient.objects.filter(pk__in=recipients, user__is_active=True).select_related("user").order_by("pk")
    memberships = Membership.objects.filter(user__in=recipients, role=Role.COORDINATOR)
    terms = list(memberships.values_list("user", "starts_on", "ends_on"))
    return {row.pk: row for row in rows if any(_is_live(term, row.user, now) for term in terms)}


def _is_live(term: tuple[UUID, date, date | None], user: User, now: datetime) -> bool:
    whose, starts_on, ends_on = term
    today = user.today(now)
    return whose == user.pk and starts_on <= today and (ends_on is None or today <= ends_on)


def _person(wants: Recipient, address: str | None, *, comes_back: bool, is_news: bool) -> Person:
    home, away = ZoneInfo(wants.user.time_zone), None
    if wants.away_zone and wants.away_from and wants.away_until:
        away = Away(ZoneInfo(wants.away_zone), wants.away_from, wants.away_until)
    since = wants.team_digest_since
    return Person(
        patient=None,
        recipient=wants.pk,
        address=address,
        token=wants.token,
        language=wants.user.language,
        zones=Zones(home, away),
        since=since.astimezone(home).date() if since else date.max,
        weekday=0,
        local_time=wants.local_time or USUAL_TIME,
        paused_until=wants.paused_until,
        stopped=frozenset() if since else frozenset({Topic.TEAM_DIGEST}),
        comes_back=comes_back,
        team_has_news=is_news,
    )


def _last_digests(recipients: Collection[UUID]) -> dict[UUID, datetime]:
    """As of when each was told the numbers last."""
    sent = DeliveryAttempt.objects.filter(
        message__recipient__in=recipients, message__number__gte=DIGESTS_FROM, outcome=Outcome.ACCEPTED
    )
    return dict(sent.order_by().values_list("message__recipient").annotate(Max("message__created_at")))


def _news(user: User, last: datetime | None, wanted_since: datetime, now: datetime) -> News:
    on, since = user.today(now), last or wanted_since
    theirs = Patient.objects.of_team_members(user, on).in_care()
    work = list(WorkItem.objects.for_worklist(user, on).values_list("kind", "opened_at", "snoozed_until"))
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=on)
    flags = Flag.objects.open().filter(awake, patient__in=theirs, opened_at__gt=since).values_list("tier", flat=True)
    overdue = MonitoringState.objects.filter(patient__in=theirs, state=Due.OVERDUE).values("patient").distinct()
    numbers = Counter(f"work:{kind}" for kind, _, _ in work)
    numbers.update(f"flag:{tier}" for tier in flags)
    numbers[OVERDUE] = overdue.count()
    is_new = any(name.startswith("flag:") for name in numbers) or any(
        opened_at > since or (back_on and back_on > user.today(since)) for _, opened_at, back_on in work
    )
    is_time = last is None or (on - user.today(last)).days >= SAID_AGAIN_DAYS
    return News(+numbers, is_new=is_new or (is_time and bool(+numbers)))
