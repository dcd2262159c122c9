"""Founding a clinic and adding people to its teams."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.invitations import enrol
from accounts.models import CareTeam, Clinic, Membership, Role, User


@dataclass(frozen=True)
class Founded:
    clinic: Clinic
    team: CareTeam
    administrator: User


@transaction.atomic
def found_clinic(
    *,
    name: str,
    team: str,
    time_zone: str,
    emergency_number: str,
    admin_email: str,
    admin_name: str,
    now: datetime,
) -> Founded:
    """A clinic, its first care team and its first administrator, or nothing.

    Raises `ValidationError` for a name or an address in use, an unknown time zone, what is no e-mail address.
    """
    if User.objects.filter(email=admin_email.strip().lower()).exists():
        raise ValidationError("A person with this e-mail address exists already.", code="unique")
    clinic = Clinic(name=name.strip(), time_zone=time_zone, emergency_number=emergency_number)
    clinic.full_clean()
    clinic.save(force_insert=True)
    first_team = CareTeam(clinic=clinic, name=team.strip())
    first_team.full_clean()
    first_team.save(force_insert=True)
    administrator = enrol(email=admin_email, name=admin_name, by=None, now=now)
    Membership.objects.create(user=administrator, clinic=clinic, role=Role.ADMINISTRATOR, starts_on=_today(clinic, now))
    return Founded(clinic, first_team, administrator)


@transaction.atomic
def add_member(
    *, email: str, name: str, team: CareTeam, role: Role, by: User | None, now: datetime
) -> tuple[User, bool]:
    """The person, made if new, as `role` of `team` from today on; False if they held that role already.

    Raises `ValidationError` for what is no e-mail address. Sends nothing: hand over a link, or call `invite` too.
    """
    user = enrol(email=email, name=name, by=by, now=now)
    today = _today(team.clinic, now)
    if Membership.objects.live(today).filter(user=user, team=team, role=role).exists():
        return user, False
    membership = Membership(user=user, clinic=team.clinic, team=team, role=role, starts_on=today)
    membership.full_clean()
    membership.save(force_insert=True)
    return user, True


def _today(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(clinic.time_zone)).date()
