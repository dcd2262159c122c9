"""The demo's clinic and the people who can sign in. All of them are invented, and their names say so."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import CareTeam, Clinic, Membership, Role, User
from journeys.actions import follow_ups, visits
from journeys.models import CarerGrant, Patient
from reminders.models import Recipient
from reminders.preferences import want_digest

PASSWORD = "demo journey"  # noqa: S105  printed on the console; these people exist in demo mode only
DOMAIN = "demo.example"  # a reserved name: no mail for it can leave this machine


@dataclass(frozen=True)
class SignIn:
    email: str
    name: str
    what: str


STAFF = (
    (SignIn(f"ben@{DOMAIN}", "Ben (invented)", "care coordinator"), Role.COORDINATOR),
    (SignIn(f"cem@{DOMAIN}", "Cem (invented)", "clinician"), Role.CLINICIAN),
    (SignIn(f"ann@{DOMAIN}", "Ann (invented)", "clinic administrator"), Role.ADMINISTRATOR),
)
PATIENTS = {
    "demo-tak-01-still-active": SignIn(f"ada@{DOMAIN}", "Ada Demir (invented)", "patient, Takayasu arteritis"),
    "demo-ln-01-not-halved": SignIn(f"amara@{DOMAIN}", "Amara Diallo (invented)", "patient, lupus nephritis"),
    "demo-pv-03-add-on": SignIn(f"marek@{DOMAIN}", "Marek Nowak (invented)", "patient, pemphigus vulgaris"),
}
CARER = SignIn(f"dee@{DOMAIN}", "Dee (invented)", "carer of Ada and Marek")


def sign_ins() -> list[SignIn]:
    return [*PATIENTS.values(), CARER, *(each for each, _ in STAFF)]


@transaction.atomic
def team(*, today: date) -> CareTeam:
    """The demo's one care team with its people; made on the first call."""
    clinic, _ = Clinic.objects.get_or_create(name="Harbour Clinic (demo)", defaults={"time_zone": "Europe/London"})
    care_team, _ = CareTeam.objects.get_or_create(clinic=clinic, name="Autoimmune care team")
    for person, role in STAFF:
        user = _user(person, zone="Europe/London")
        where = None if role is Role.ADMINISTRATOR else care_team
        Membership.objects.get_or_create(user=user, clinic=clinic, team=where, role=role, defaults={"starts_on": today})
    return care_team


@transaction.atomic
def accounts(care_team: CareTeam, *, today: date) -> None:
    """An account with a verified address for every patient of the team, so that reminders have somewhere to go; a
    carer for two of them. What a person has changed since stays."""
    patients = Patient.objects.filter(clinic=care_team.clinic, user=None)
    for patient in patients:
        person = PATIENTS.get(patient.ref) or SignIn(_address(patient.ref), patient.name or patient.ref, "")
        patient.user = _user(person, zone=patient.time_zone or care_team.clinic.time_zone)
        patient.save(update_fields=["user"])
    dee = _user(CARER, zone="Europe/London")
    for cared_for in Patient.objects.filter(
        clinic=care_team.clinic, user__email__in=[f"ada@{DOMAIN}", f"marek@{DOMAIN}"]
    ):
        CarerGrant.objects.get_or_create(patient=cared_for, user=dee, defaults={"scope": "log", "starts_on": today})


@transaction.atomic
def wishes(*, now: datetime) -> None:
    """Dee has asked for mails about those she helps, Ben for his team's digest; Ada has a visit soon and something to
    bring. Once: what a person
    has changed since stays."""
    dee = User.objects.get(email=CARER.email)
    _, is_new = Recipient.objects.get_or_create(user=dee, defaults={"as_carer_since": now})
    if is_new:
        ada = Patient.objects.get(user__email=f"ada@{DOMAIN}")
        ben = User.objects.get(email=STAFF[0][0].email)
        soon = ada.today(now) + timedelta(days=2)
        visits.plan_visit(patient=ada, entry={"on": soon.isoformat(), "kind": "clinic"}, by=ben, now=now)
        words = "Please write down your questions for the visit (invented)."
        follow_ups.make(patient=ada, due_on=soon, words=words, by=ben, now=now)
        want_digest(ben, wanted=True, now=now)


def _address(ref: str) -> str:
    """Identifiers of other systems may hold what no address may."""
    return f"{re.sub('[^a-z0-9]+', '-', ref.lower()).strip('-')}@{DOMAIN}"


def _user(person: SignIn, *, zone: str) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        password = PASSWORD if person.what else None
        user = User.objects.create_user(person.email, password=password, name=person.name, time_zone=zone)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
