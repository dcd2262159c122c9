"""Reads one mail that came back to a bounce address. A mail server pipes it in (docs/operations.md)."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from reminders import bounce_address, bounces, reports
from reminders.bounces import Told
from reminders.models.delivery import EventType
from reminders.tasks import database_now

MAX_BYTES = 5_000_000  # what a mail server sends back is ours, and small


class Command(BaseCommand):
    help = "Reads one bounce or complaint from standard input. Answers with the exit codes of sysexits.h."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recipient", nargs="?", default="", help="The address it came to; else its headers say.")

    def handle(self, *args: Any, recipient: str, **options: Any) -> None:
        if not settings.BOUNCE_DOMAIN:
            raise CommandError("BOUNCE_DOMAIN is not set.", returncode=os.EX_CONFIG)
        try:
            report = reports.read(sys.stdin.buffer.read(MAX_BYTES))
        except ValueError as error:
            raise CommandError("This is not a mail.", returncode=os.EX_DATAERR) from error
        signed = filter(None, map(bounce_address.message_of, (recipient, *report.addresses)))
        if not (message := next(signed, None)):
            raise CommandError("No such address here.", returncode=os.EX_NOUSER)
        try:
            now = database_now()
            told = Told(f"mail:{report.id}", EventType(report.verdict.value), at=now, message=message)
            bounces.record(told, now)
        except DatabaseError as error:
            raise CommandError("Not now: try again later.", returncode=os.EX_TEMPFAIL) from error
