"""The ledger of attempts: begun and committed before the first byte leaves, finished with what the server said."""

import os
import socket
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.mail import Outcome, Receipt
from accounts.models import User
from journeys.models import CheckIn
from reminders import links
from reminders.attempts import Step, Tried, next_step, wait_until
from reminders.models import DeliveryAttempt, DeliveryEvent, Message, Occurrence, Recipient
from reminders.models.delivery import EventType, address_hash
from reminders.pacing import History, Sent
from reminders.policy import message_id
from reminders.values import NUDGES, Kind

REMEMBERED = timedelta(days=200)  # six nudges at a halved rhythm of two weeks fit into it


DIGESTS_FROM = 100  # numbers of a day's messages; what somebody gets as a member of a team is counted apart


def histories(recipients: Collection[UUID], now: datetime) -> Mapping[tuple[UUID, bool], History]:
    """What each (recipient, as a member of a team?) was sent lately, and when they last did something here."""
    sent = defaultdict(list)
    rows = _that_left(DeliveryAttempt.objects.filter(message__recipient__in=recipients))
    rows = rows.filter(message__local_date__gte=(now - REMEMBERED).date()).annotate(
        left_at=Coalesce("finished_at", "started_at")
    )
    fields = ("message__recipient", "message__number", "message_id", "left_at", "message__is_nudge")
    known = set()
    for recipient, number, *mail in rows.order_by("left_at").values_list(*fields):
        if mail[0] not in known:
            sent[recipient, number >= DIGESTS_FROM].append(Sent(*mail))
        known.add(mail[0])
    signs = _last_signs([recipient for recipient, _ in sent])
    return {
        (each, is_digest): History(tuple(sent[each, is_digest]), signs.get(each))
        for each in recipients
        for is_digest in (False, True)
    }


def _that_left(attempts: QuerySet[DeliveryAttempt]) -> QuerySet[DeliveryAttempt]:
    """Those that the mail server took, as it said itself or as was told afterwards."""
    arrived = DeliveryEvent.objects.filter(message=OuterRef("message"), type=EventType.DELIVERED)
    return attempts.filter(Q(outcome=Outcome.ACCEPTED) | Q(Exists(arrived), outcome__in=["", Outcome.AMBIGUOUS]))


def _last_signs(recipients: Collection[UUID]) -> dict[UUID, datetime]:
    """When each last signed in, answered a mail, or a check-in came for whom they look after."""
    asked = (
        User.objects.filter(pk__in=recipients, last_login__isnull=False).values_list("pk", "last_login"),
        Recipient.objects.filter(pk__in=recipients, last_answer_at__isnull=False).values_list("pk", "last_answer_at"),
        _check_ins(recipients, "patient__user"),
        _check_ins(recipients, "patient__carer_grants__user"),
    )
    signs: dict[UUID, datetime] = {}
    for rows in asked:
        for recipient, at in rows:
            assert at is not None  # noqa: S101  each of the four asks for rows that have one
            signs[recipient] = max(at, signs.get(recipient, at))
    return signs


def _check_ins(recipients: Collection[UUID], reader: str) -> Collection[tuple[UUID, datetime]]:
    rows = CheckIn.objects.standing().filter(**{f"{reader}__in": recipients})
    return rows.order_by().values_list(reader).annotate(Max("received_at"))


@dataclass(frozen=True, slots=True)
class Page:
    """A message, and what the ledger said of it when it was read."""

    message: Message
    tried: tuple[Tried, ...]
    told: Collection[str] = ()  # afterwards, while it isn't known that the mail server took it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become one mail. ``taken``: messages that have left; who travels eastwards has a day twice."""

    held: Sequence[Occurrence]
    today: date
    taken: Collection[UUID]

    def message(self, now: datetime) -> Message:
        """The one that these have already been tried with, else the one of the person's day."""
        earlier = next((each.message for each in self.held if each.message), None)
        if earlier:
            return earlier
        first = self.held[0]
        numbers = count(DIGESTS_FROM if first.kind == Kind.TEAM_DIGEST else 0)
        ids = ((number, message_id(first.recipient_id, self.today, number)) for number in numbers)
        number, pk = next(each for each in ids if each[1] not in self.taken)
        return Message(
            pk=pk,
            recipient_id=first.recipient_id,
            local_date=self.today,
            number=number,
            is_nudge=all(each.kind in NUDGES for each in self.held),
            about=links.about(each.kind for each in self.held),
            created_at=now,
        )


def open_pages(wanted: Collection[Wanted], now: datetime) -> list[Page]:
    """A page for each, in three queries. A message that is there already stays as it is."""
    messages = [each.message(now) for each in wanted]
    Message.objects.bulk_create([each for each in messages if each._state.adding], ignore_conflicts=True)
    known = Message.objects.in_bulk([each.pk for each in messages])
    tried = _tried(known)
    told = _told(tried)
    return [Page(known[each.pk], tuple(tried[each.pk]), told[each.pk]) for each in messages]


def read(message: Message) -> Page:
    """Its page as it is now."""
    tried = _tried([message.pk])
    return Page(message, tuple(tried[message.pk]), _told(tried)[message.pk])


def _tried(messages: Collection[UUID]) -> defaultdict[UUID, list[Tried]]:
    tried: defaultdict[UUID, list[Tried]] = defaultdict(list)
    rows = DeliveryAttempt.objects.filter(message__in=messages).order_by("n")
    for message, started_at, finished_at, outcome in rows.values_list(
        "message", "started_at", "finished_at", "outcome"
    ):
        tried[message].append(Tried(started_at, finished_at, outcome))
    return tried


def _told(tried: Mapping[UUID, Collection[Tried]]) -> defaultdict[UUID, set[str]]:
    """What was told afterwards, where it isn't known that the mail server took the message; but not that it came back
    before somebody wanted it tried again."""
    unsure = [pk for pk, each in tried.items() if each and all(one.outcome != Outcome.ACCEPTED for one in each)]
    told: defaultdict[UUID, set[str]] = defaultdict(set)
    events = DeliveryEvent.objects.filter(message__in=unsure) if unsure else DeliveryEvent.objects.none()
    history = Q(type=EventType.HARD_BOUNCE, message__reopened_at__gte=F("received_at"))
    events = events.exclude(history & Q(message__reopened_at__isnull=False))
    for message, kind in events.values_list("message", "type"):
        told[message].add(kind)
    return told


def begin(
    page: Page, held: Collection[Occurrence], *, to: str, zone: ZoneInfo, now: datetime
) -> DeliveryAttempt | None:
    """Writes "started" of a mail to this address; call it in a transaction, and commit that before anything leaves.
    None: the ledger doesn't allow an attempt now (`step` says why), or the lease is gone. ``zone``: by which the hours
    were judged. IntegrityError: since the page was read, another process has begun the same."""
    if step(page, held, now)[0] is not Step.SEND or not _bind(page.message, held, zone):
        return None
    return DeliveryAttempt.objects.create(
        message=page.message,
        n=len(page.tried) + 1,
        started_at=now,
        host=socket.gethostname()[:100],
        pid=os.getpid(),
        address_hash=address_hash(to) if to else "",
    )


def _bind(message: Message, held: Collection[Occurrence], zone: ZoneInfo) -> bool:
    token = next(each.lease_token for each in held)
    rows = Occurrence.objects.held_by(token).filter(pk__in=[each.pk for each in held])
    return rows.update(message=message, tz=zone.key) == len(held)


def finish(attempt: DeliveryAttempt, receipt: Receipt, now: datetime) -> None:
    """Written even by a worker that has lost its lease: what the server said is true all the same."""
    DeliveryAttempt.objects.filter(pk=attempt.pk, finished_at=None).update(
        finished_at=now,
        stage=receipt.stage,
        outcome=receipt.outcome,
        smtp_code=receipt.code,
        reply=receipt.reply,
        provider_id=receipt.provider_id,
    )


def step(page: Page, held: Collection[Occurrence], now: datetime) -> tuple[Step, datetime, int]:
    """What the ledger allows next, when, and how many attempts have no outcome. Check-ins and digests aren't sent again
    when the answer was lost: the next one comes anyway. What was before somebody wanted it tried again is history."""
    reopened_after = page.message.reopened_after
    tried = tuple(
        each for n, each in enumerate(page.tried, start=1) if n > reopened_after or each.outcome == Outcome.ACCEPTED
    )
    step = next_step(
        tried,
        now,
        again=any(each.kind not in (Kind.CHECK_IN, Kind.TEAM_DIGEST) for each in held),
        arrived=EventType.DELIVERED in page.told,
        came_back=bool(tried) and EventType.HARD_BOUNCE in page.told,
    )
    crashes = sum(1 for each in tried if not each.outcome)
    return step, wait_until(tried, now), crashes
