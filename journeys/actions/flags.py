"""What people do to a flag: snooze it, close it in one of three ways, release the patient's wording.

Who may do which is decided before (`access.dismissal`, TRIAGE and DECIDE). ``version`` is the one that the person saw:
if guidance or somebody else has changed the flag since, `Stale` is raised and nothing is written.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from journeys.actions.entries import Hand, Refused, Stale, finish, lock
from journeys.guidance.document import Problem
from journeys.guidance.reconcile import COOLDOWN_DAYS
from journeys.models import DISMISSED_REASONS, Flag, FlagEvent, FlagState

MAX_SNOOZE_DAYS = 90  # the cool-down of a closed flag: whoever wants longer quiet decides, with a reason


@transaction.atomic
def snooze(*, flag: Flag, until: date, reason: str, by: User, now: datetime, version: int) -> Flag:
    """Off the list until ``until``; it comes back on that day, or earlier on new evidence. Raises `Refused`."""
    today = flag.patient.today(now)
    if not today < until <= today + timedelta(days=MAX_SNOOZE_DAYS):
        raise Refused(Problem("until", f"Choose a day from tomorrow on, at most {MAX_SNOOZE_DAYS} days ahead."))
    if not reason.strip():
        raise Refused(Problem("reason", "Say why this can wait."))
    changes = {"snoozed_until": until, "snoozed_reason": reason.strip()}
    note = f"Until {until.isoformat()}: {reason.strip()}"
    return _change(flag, "snoozed", note, by=by, now=now, version=version, **changes)


@transaction.atomic
def dismiss(*, flag: Flag, reason: str, by: User, now: datetime, version: int, comment: str = "") -> Flag:
    """Closed for one of `DISMISSED_REASONS`; "other" needs a comment. Raises `Refused`."""
    if reason not in DISMISSED_REASONS:
        raise Refused(Problem("reason", "Choose one of the reasons."))
    if reason == "other" and not comment.strip():
        raise Refused(Problem("comment", "Say which other reason."))
    note = ": ".join(text for text in (DISMISSED_REASONS[reason], comment.strip()) if text)
    closed = {"dismissed_reason": reason, **_closed(flag, FlagState.DISMISSED, comment, by=by, now=now)}
    return _change(flag, FlagState.DISMISSED, note, by=by, now=now, version=version, **closed)


@transaction.atomic
def discuss(*, flag: Flag, by: User, now: datetime, version: int, comment: str = "") -> Flag:
    """Closed: the team has discussed it with the patient."""
    closed = _closed(flag, FlagState.DISCUSSED, comment, by=by, now=now)
    return _change(flag, FlagState.DISCUSSED, comment.strip(), by=by, now=now, version=version, **closed)


@transaction.atomic
def resolve(*, flag: Flag, by: User, now: datetime, version: int, comment: str = "") -> Flag:
    """Closed: what it was about has been dealt with."""
    closed = _closed(flag, FlagState.RESOLVED, comment, by=by, now=now)
    return _change(flag, FlagState.RESOLVED, comment.strip(), by=by, now=now, version=version, **closed)


@transaction.atomic
def release_wording(*, flag: Flag, by: User, now: datetime, version: int) -> Flag:
    """From now on the patient sees the flag's wording for them, as it reads now. Raises `Refused` if it has none."""
    if not flag.for_patient:
        raise Refused(Problem("", "This flag has no wording for the patient."))
    changes = {"released_at": now, "released_by": by}
    return _change(flag, "released", flag.for_patient, by=by, now=now, version=version, **changes)


def _closed(flag: Flag, state: FlagState, comment: str, *, by: User, now: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "comment": comment.strip(),
        "closed_at": now,
        "closed_by": by,
        "cooldown_until": flag.patient.today(now) + timedelta(days=COOLDOWN_DAYS),
        "snoozed_until": None,
        "snoozed_reason": None,
    }


def _change(flag: Flag, kind: str, note: str, *, by: User, now: datetime, version: int, **columns: Any) -> Flag:
    lock(flag.patient)  # before the flag's row: the order in which an assessment takes them
    rows = Flag.objects.open().filter(pk=flag.pk, version=version)
    if not rows.update(version=version + 1, **columns):
        raise Stale(Flag.objects.get(pk=flag.pk))
    FlagEvent.objects.create(flag=flag, at=now, by=by, kind=kind, note=note)
    finish(flag.patient, hand=Hand(by=by, now=now), what="flag")
    flag.refresh_from_db()
    return flag
