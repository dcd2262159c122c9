"""manage.py hold_reminders: nothing is sent until release_reminders."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reminders.hold import hold
from reminders.tasks import database_now


class Command(BaseCommand):
    help = "Holds all reminders back, for example before a backup is played back. Planning goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--why", required=True, help="in words, for the team; nothing about a person")

    def handle(self, *args: Any, **options: Any) -> None:
        standing = hold(options["why"][:200], database_now())
        self.stdout.write(f"Held since {standing.since:%Y-%m-%d %H:%M} UTC: {standing.why}")
