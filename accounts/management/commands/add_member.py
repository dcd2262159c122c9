"""manage.py add_member EMAIL --team T --role coordinator|clinician: somebody joins a care team."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import invitations, people
from accounts.models import CareTeam, Role, User


class Command(BaseCommand):
    help = "Add a person to a care team; print the link on which they set a password, if they have none yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address by which the person signs in")
        parser.add_argument("--team", required=True, help="the care team's name")
        parser.add_argument("--clinic", default="", help="the clinic's name, where several have a team of that name")
        parser.add_argument("--role", required=True, choices=[Role.COORDINATOR.value, Role.CLINICIAN.value])
        parser.add_argument("--name", default="", help="the person's name (default: the part of the address before @)")

    def handle(self, *args: Any, **options: Any) -> None:
        email, team, role = options["email"], _team(options["team"], options["clinic"]), Role(options["role"])
        name = options["name"] or email.partition("@")[0]
        try:
            user, joined = people.add_member(email=email, name=name, team=team, role=role, by=None, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.name} {'is now' if joined else 'was already'} {role} of {team.name}.")
        self._say_link(user)

    def _say_link(self, user: User) -> None:
        if not user.has_usable_password():
            address = invitations.link(user, invitations.HANDED_OVER)
            self.stdout.write(f"They set a password here, once, within three days:\n{address}")


def _team(name: str, clinic: str) -> CareTeam:
    found = CareTeam.objects.select_related("clinic").filter(name__iexact=name)
    if clinic:
        found = found.filter(clinic__name__iexact=clinic)
    teams = list(found)
    if len(teams) > 1:
        raise CommandError(f"{len(teams)} clinics have a team {name!r}: name the clinic with --clinic.")
    if not teams:
        known = ", ".join(f"{team.name} ({team.clinic.name})" for team in CareTeam.objects.select_related("clinic"))
        raise CommandError(f"There is no care team {name!r}. There are: {known or 'none; see create_clinic'}.")
    return teams[0]
