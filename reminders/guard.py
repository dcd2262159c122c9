"""Asks everything again just before sending: what was true when a reminder was planned may not be so any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from reminders import ledger, links, snapshot, team
from reminders.models import Occurrence, State
from reminders.pacing import History, Wait, slot_for
from reminders.policy import why_not
from reminders.values import NUDGES, RHYTHM_DAYS, Kind, Person, Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one occurrence that is not sent now."""

    occurrence: Occurrence
    state: State
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ready` may be sent now, as one mail to `person`; `others` are decided otherwise."""

    person: Person | None
    ready: list[Occurrence]
    others: list[Decision]
    taken: frozenset[UUID] = frozenset()  # the messages that have left

    @property
    def given_up(self) -> set[UUID]:
        """Patients whose reader doesn't answer."""
        return {
            each.occurrence.patient_id
            for each in self.others
            if each.fields.get("reason") is Reason.UNANSWERED and each.occurrence.patient_id
        }


@dataclass(frozen=True, slots=True)
class Guard:
    """The record and the ledger as they were at `read_at`, for a batch of mails."""

    read_at: datetime
    persons: dict[tuple[UUID | None, UUID | None], Person]
    histories: Mapping[tuple[UUID, bool], History]  # (recipient, as a member of a team?)

    @classmethod
    def read(cls, mails: Iterable[Sequence[Occurrence]], now: datetime) -> Self:
        held = [each for mail in mails for each in mail]
        members = {each.recipient_id for each in held if each.kind == Kind.TEAM_DIGEST}
        persons = links.with_tokens(snapshot.take({each.patient_id for each in held if each.patient_id}, now))
        persons += team.take(members, now, with_news=True) if members else []
        histories = ledger.histories({each.recipient_id for each in held}, now)
        return cls(now, {(each.patient, each.recipient): each for each in persons}, histories)

    def judge(self, mail: Sequence[Occurrence], now: datetime) -> Verdict:
        """`mail`: what is due of one recipient."""
        history = self.histories[mail[0].recipient_id, mail[0].kind == Kind.TEAM_DIGEST]
        known = frozenset(each.message for each in history.sent)
        ready, others = [], []
        for each in mail:
            decision = self._about(each, known, now) or _given_up(each, history)
            if decision:
                others.append(decision)
            else:
                ready.append(each)
        if not ready:
            return Verdict(None, [], others)
        person, moment, why = self._when(ready, history, now)
        if moment <= now:
            return Verdict(person, ready, others, known)
        return Verdict(person, [], others + [_later(each, moment, why) for each in ready])

    def _about(self, each: Occurrence, known: frozenset[UUID], now: datetime) -> Decision | None:
        if each.message_id in known:
            return Decision(each, State.SENT)
        if each.expires_at <= now:
            return Decision(each, State.EXPIRED)
        person = self.persons.get((each.patient_id, each.recipient_id))
        reason = why_not(person, each.slot(), now) if person else Reason.NO_ACCOUNT
        return Decision(each, State.SUPPRESSED, {"reason": reason}) if reason else None

    def _when(
        self, ready: Sequence[Occurrence], history: History, now: datetime
    ) -> tuple[Person, datetime, Wait | None]:
        people = [self.persons[each.patient_id, each.recipient_id] for each in ready]
        moment, why = slot_for(
            history,
            zones=people[0].zones,
            now=now,
            is_nudge=all(each.kind in NUDGES for each in ready),
            every_days=min(RHYTHM_DAYS[person.rhythm] for person in people),
        )
        return people[0], moment, why


def _given_up(each: Occurrence, history: History) -> Decision | None:
    if each.kind in NUDGES and history.is_given_up:
        return Decision(each, State.SUPPRESSED, {"reason": Reason.UNANSWERED})
    return None


def _later(each: Occurrence, moment: datetime, why: Wait | None) -> Decision:
    if moment >= each.expires_at:
        return Decision(each, State.EXPIRED, {"reason": why or ""})
    return Decision(each, State.DUE, {"next_at": moment, "reason": why or ""})
