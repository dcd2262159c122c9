"""What commands are told about people: ``--team``, ``--as``, and which patient."""

from __future__ import annotations

from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import CareTeam, User
from journeys.models import Patient

UNKNOWN = 2


def add_team_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--team", help="care team (name or UUID); without one, new patients wait for an administrator")


def add_as_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--as", metavar="USER", help="act as this person (e-mail address); must be allowed to")


def care_team(known_as: str | None) -> CareTeam | None:
    """Raises `CommandError` with status 2 for a team that doesn't exist, or a name that several clinics use."""
    if known_as is None:
        return None
    teams = CareTeam.objects.select_related("clinic")
    try:
        found = list(teams.filter(pk=UUID(known_as)))
    except ValueError:
        found = list(teams.filter(name__iexact=known_as))
    if len(found) == 1:
        return found[0]
    which = "; ".join(f"{team.name} of {team.clinic.name} is {team.pk}" for team in found or teams)
    why = "several teams are called" if found else "there is no care team"
    raise CommandError(f"{why} {known_as!r} ({which or 'there is none yet: see create_clinic'})", returncode=UNKNOWN)


def person(email: str | None) -> User | None:
    """Raises `CommandError` with status 2 for somebody who doesn't exist or may not sign in."""
    if email is None:
        return None
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"nobody signs in as {email!r}", returncode=UNKNOWN)
    return user


def patient_known_as(known_as: str) -> Patient:
    """By UUID, or by the sender's identifier. Raises `CommandError` with status 2 for none, or for several."""
    try:
        found = list(Patient.objects.filter(pk=UUID(known_as)))
    except ValueError:
        found = list(Patient.objects.filter(ref=known_as))
    if len(found) > 1:
        raise CommandError(f"{len(found)} patients are called {known_as}: use the UUID", returncode=UNKNOWN)
    if not found:
        raise unknown_patient(known_as)
    return found[0]


def unknown_patient(known_as: str) -> CommandError:
    return CommandError(f"there is no patient {known_as}", returncode=UNKNOWN)
