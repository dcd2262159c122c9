"""manage.py create_clinic NAME --admin-email E --admin-name N: a first real clinic, without any mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import invitations, people


class Command(BaseCommand):
    help = "Create a clinic, its first care team and its administrator; print the link on which they set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the clinic's name")
        parser.add_argument("--admin-email", required=True, help="the address by which the administrator signs in")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--team", default="Care team", help="the first care team's name (default: %(default)s)")
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Vienna (default: %(default)s)")
        parser.add_argument(
            "--emergency-number", default="112", help="shown to the clinic's patients (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            founded = people.found_clinic(
                name=options["name"],
                team=options["team"],
                time_zone=options["time_zone"],
                emergency_number=options["emergency_number"],
                admin_email=options["admin_email"],
                admin_name=options["admin_name"],
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._say(founded)

    def _say(self, founded: people.Founded) -> None:
        clinic = founded.clinic
        self.stdout.write(
            f"Created {clinic.name} ({clinic.time_zone}) with the care team {founded.team.name}.\n"
            f"Its patients are told to call {clinic.emergency_number} in an emergency.\n"
            f"{founded.administrator.name} sets a password here, once, within three days:\n"
            f"{invitations.link(founded.administrator, invitations.HANDED_OVER)}"
        )
