"""What a person can decide about reminders, signed in."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from accounts import access_log
from accounts.models import AccessLog, User
from journeys.models import Patient
from reminders import answers, escalation, planning
from reminders.models import Preference, Recipient
from reminders.values import Rhythm, Topic

STOPPED_AT = {Topic.CHECK_INS: "check_ins_stopped_at", Topic.TESTS_AND_VISITS: "tests_and_visits_stopped_at"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One patient's, as a whole. ``kinds``, ``away_…`` and ``language`` are the patient's as a reader of the mails;
    None or "": nothing is said about them. ``away_until``: the first day at home again."""

    wanted: bool
    rhythm: Rhythm
    weekday: int
    local_time: time
    kinds: frozenset[Topic] | None = None
    paused_until: date | None = None
    pause_reason: str = ""
    away_zone: str = ""
    away_from: date | None = None
    away_until: date | None = None
    language: str | None = None


@transaction.atomic
def choose(*, patient: Patient, choice: Choice, by: User, now: datetime) -> Preference:
    """Replaces the patient's choice as a whole. What is planned follows at once; what is about to be sent asks again
    before it is. A pause that was asked for in a mail holds for who asked; another one, chosen here, for everybody."""
    before = Preference.objects.select_for_update().filter(patient=patient).first() or Preference()
    reader = Recipient.objects.filter(pk=patient.user_id).first() or Recipient()
    both = [day for day in (before.paused_until, reader.paused_until) if day]
    is_same_pause = choice.paused_until == max(both, default=None)
    preference, _ = Preference.objects.update_or_create(
        patient=patient,
        defaults={
            "rhythm": choice.rhythm,
            "weekday": choice.weekday,
            "local_time": choice.local_time,
            "paused_until": before.paused_until if is_same_pause else choice.paused_until,
            "pause_reason": choice.pause_reason,
            "stopped_at": None if choice.wanted else before.stopped_at or now,
        },
    )
    if patient.user and choice.language:
        _choose_as_reader(patient.user, choice, now)
    if not is_same_pause:
        Recipient.objects.filter(pk=patient.user_id).update(paused_until=None)
    planning.replan([patient.pk], now)
    access_log.record(actor=by, patient_ids=[patient.pk], action=AccessLog.Action.WRITE, what="reminders", now=now)
    return preference


def _choose_as_reader(user: User, choice: Choice, now: datetime) -> None:
    _want(user, choice.kinds, now)
    fields = {name: getattr(choice, name) for name in ("away_zone", "away_from", "away_until")}
    Recipient.objects.update_or_create(user=user, defaults=fields)
    User.objects.filter(pk=user.pk).update(language=choice.language)


@transaction.atomic
def choose_as_carer(*, user: User, kinds: frozenset[Topic] | None, language: str, now: datetime) -> None:
    """``kinds`` None: no mails about those whom they help."""
    reader, _ = Recipient.objects.get_or_create(user=user)
    since = (reader.as_carer_since or now) if kinds else None
    Recipient.objects.filter(pk=user.pk).update(as_carer_since=since)
    _want(user, kinds, now)
    User.objects.filter(pk=user.pk).update(language=language)
    planning.replan(answers.patients_of(user), now)


def _want(user: User, kinds: frozenset[Topic] | None, now: datetime) -> None:
    """Stops the other kinds, and starts these again; when each was stopped stays as it is."""
    if kinds is None:
        return
    reader, _ = Recipient.objects.get_or_create(user=user)
    fields = {name: None if kind in kinds else getattr(reader, name) or now for kind, name in STOPPED_AT.items()}
    Recipient.objects.filter(pk=user.pk).update(**fields)
    if kinds:
        escalation.reader_started(user, now)


def pause_reason(patient: Patient) -> str:
    return Preference.objects.filter(pk=patient.pk).values_list("pause_reason", flat=True).first() or ""


@transaction.atomic
def want_digest(user: User, *, wanted: bool, now: datetime) -> None:
    """Whether they want their team's digest. It goes to coordinators only, for as long as they are; see `team`."""
    row, _ = Recipient.objects.select_for_update().get_or_create(user=user)
    row.team_digest_since = (row.team_digest_since or now) if wanted else None
    row.save(update_fields=["team_digest_since"])
    planning.replan_digest(user.pk, now)
