"""What a person can decide about reminders."""

from datetime import date, datetime, time

from django.db import transaction

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.models import Patient
from reminders import planning
from reminders.models import Preference, Recipient
from reminders.policy import Rhythm


@transaction.atomic
def choose(
    *,
    patient: Patient,
    wanted: bool,
    rhythm: Rhythm,
    weekday: int,
    local_time: time,
    paused_until: date | None,
    by: User,
    now: datetime,
) -> Preference:
    """Replaces the patient's choice as a whole. What is planned follows at once; what is about to be sent asks again
    before it is."""
    before = Preference.objects.select_for_update().filter(patient=patient).first()
    stopped_at = None if wanted else (before and before.stopped_at) or now
    choice, _ = Preference.objects.update_or_create(
        patient=patient,
        defaults={
            "rhythm": rhythm,
            "weekday": weekday,
            "local_time": local_time,
            "paused_until": paused_until,
            "stopped_at": stopped_at,
        },
    )
    planning.replan([patient.pk], now)
    access_log.record(actor=by, patient_ids=[patient.pk], action=AccessLog.Action.WRITE, what="reminders", now=now)
    return choice


@transaction.atomic
def want_digest(user: User, *, wanted: bool, now: datetime) -> None:
    """Whether they want their team's digest. It goes to coordinators only, for as long as they are; see `team`."""
    row, _ = Recipient.objects.select_for_update().get_or_create(user=user)
    row.team_digest_since = (row.team_digest_since or now) if wanted else None
    row.save(update_fields=["team_digest_since"])
    planning.replan_digest(user.pk, now)
