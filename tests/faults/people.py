"""Invented people in bulk: each has an account, a verified address and a check-in due at nine o'clock on MONDAY."""

from datetime import UTC, date, datetime
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import CareTeam, Clinic, Membership, Role, User
from journeys.models import CareTeamLink, MonitoringState, Patient
from reminders.models import Preference

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # eleven o'clock in Vienna
REGISTERED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)  # a Monday, too: the day of the week on which they are reminded


def people(number: int, *, name: str = "p", **fields: Any) -> list[Patient]:
    """p0@example.org, p1@example.org … of one clinic with one team, whose coordinator is ben@example.org."""
    team = _team()
    users = [User(email=f"{name}{n}@example.org", name=f"{name.upper()} {n}") for n in range(number)]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    known = {"clinic": team.clinic, "created_at": REGISTERED} | fields
    patients = [Patient(user=user, ref=f"{name}-{n}", **known) for n, user in enumerate(users)]
    Patient.objects.bulk_create(patients)
    CareTeamLink.objects.bulk_create(
        [CareTeamLink(patient=each, team=team, starts_on=date(2026, 1, 5)) for each in patients]
    )
    return patients


def _team() -> CareTeam:
    clinic, _ = Clinic.objects.get_or_create(name="Harbour Clinic", defaults={"time_zone": "Europe/Vienna"})
    team, is_new = CareTeam.objects.get_or_create(clinic=clinic, name="Vasculitis")
    if is_new:
        ben = User.objects.create(email="ben@example.org", name="Ben")
        Membership.objects.create(user=ben, clinic=clinic, team=team, role=Role.COORDINATOR, starts_on=date(2020, 1, 1))
    return team


def overdue(patient: Patient, item: str, due_on: date) -> MonitoringState:
    return MonitoringState.objects.create(patient=patient, item=item, title=item, state="overdue", due_on=due_on)


def prefer(patient: Patient, **choice: Any) -> None:
    Preference.objects.update_or_create(patient=patient, defaults=choice)
