"""A journey document into the record: all of it or nothing, and the second time nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import access_log
from accounts.models import CareTeam, User
from journeys.actions.entries import Hand, Refused, lock
from journeys.actions.merging import ImportReport, merge
from journeys.assessment import reassess
from journeys.guidance import document
from journeys.guidance import journey as values
from journeys.guidance.document import Problem
from journeys.guidance.journey import Journey
from journeys.models import CareTeamLink, Patient
from journeys.snapshot import PATIENT_FIELDS


@transaction.atomic
def import_journey(*, journey: Journey, team: CareTeam | None, by: User | None, now: datetime) -> ImportReport:
    """Take a whole document, or nothing. Without a team a new patient waits until an administrator assigns one.

    Raises `Refused` when it can't be told whose record this is. Whether ``by`` may is for `access.may_import` to say.
    """
    hand = Hand(by=by, now=now, reason="imported", by_import=True)
    found = match(journey.patient, team=team)
    patient = lock(found) if found else _register(journey.patient, team=team, now=now)
    report = ImportReport(patient=patient, is_new=found is None, notices=list(document.notices(journey)))
    placed = _place(report, team, now)
    merge(journey, report, hand=hand)
    access_log.record(actor=by, patient_ids=[patient.pk], action="import", what="journey document", now=now)
    if placed or report.wrote:
        reassess([patient.pk], now=now)
    return report


def match(person: values.Patient, *, team: CareTeam | None) -> Patient | None:
    """Whose record a document continues; None: nobody's yet. Raises `Refused` when it might be two people's.

    The identifier counts within a clinic only: two clinics may use the same one for different people.
    """
    if team:
        found = Patient.objects.filter(clinic=team.clinic_id, ref=person.id).first() or _waiting_twin(person)
    else:
        found = Patient.objects.waiting().filter(ref=person.id).first() or _only_one_anywhere(person)
    if found:
        _refuse_another(found, person)
    return found


def _refuse_another(found: Patient, person: values.Patient) -> None:
    """One identifier for two people would mix two records: a second sign has to agree, the birth date or the name."""
    if found.birth_date and person.birth_date:
        if found.birth_date != person.birth_date:
            raise Refused(Problem("$.patient.birth_date", f"{person.id} is known with another birth date: two people?"))
    elif found.name and person.name and _plain(found.name) != _plain(person.name):
        why = f"{person.id} is known by another name, and no birth date says that it is one person: two people?"
        raise Refused(Problem("$.patient.name", why))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _waiting_twin(person: values.Patient) -> Patient | None:
    """Somebody on the waiting list who is this person by identifier and birth date: then the team is the assignment."""
    if person.birth_date is None:
        return None
    return Patient.objects.waiting().filter(ref=person.id, birth_date=person.birth_date).first()


def _only_one_anywhere(person: values.Patient) -> Patient | None:
    known = list(Patient.objects.filter(ref=person.id))
    same_birth = [each for each in known if each.birth_date and each.birth_date == person.birth_date]
    if known and len(same_birth) != 1:
        why = f"{person.id} is in use, and the birth date doesn't single out one person: name the care team"
        raise Refused(Problem("$.patient.id", why))
    return same_birth[0] if same_birth else None


def _register(person: values.Patient, *, team: CareTeam | None, now: datetime) -> Patient:
    given = {name: getattr(person, name) for name in PATIENT_FIELDS}
    try:
        with transaction.atomic():
            return Patient.objects.create(ref=person.id, clinic=team.clinic if team else None, created_at=now, **given)
    except IntegrityError:  # there was nobody to lock, so two imports of one new patient can get as far as here
        why = f"{person.id} is being imported by somebody else at this moment; import it again"
        raise Refused(Problem("$.patient.id", why)) from None


def _place(report: ImportReport, team: CareTeam | None, now: datetime) -> bool:
    """Put a new or waiting patient into the team's care. Says whether anything was written."""
    patient = report.patient
    if team is None:
        return False
    if patient.clinic is None:
        patient.clinic = team.clinic
        patient.save(update_fields=["clinic"])
    links = CareTeamLink.objects.filter(patient=patient)
    if not links.exists():
        CareTeamLink.objects.create(patient=patient, team=team, starts_on=patient.today(now))
        return True
    if not links.live(patient.today(now)).filter(team=team).exists():
        report.notice("$.patient", f"is not in the care of {team}, and an import does not change that")
    return False
