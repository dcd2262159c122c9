"""manage.py export_journey ID [--as USER]: one patient's record as a journey document, on standard output."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journeys import access
from journeys.access import Action
from journeys.actions.exports import export_journey
from journeys.management.arguments import add_as_argument, person
from journeys.models import Patient

NOT_FOUND = 2


class Command(BaseCommand):
    help = "Print one patient's journey document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("patient", metavar="ID", help="the patient's UUID here, or the identifier of the sender")
        add_as_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by, now = person(options["as"]), timezone.now()
        patient = _patient(options["patient"])
        if by is not None and not access.can(by, Action.EXPORT, patient, now.date()):
            raise _unknown(options["patient"])
        content = export_journey(patient=patient, by=by, now=now)
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))


def _patient(known_as: str) -> Patient:
    try:
        found = list(Patient.objects.filter(pk=UUID(known_as)))
    except ValueError:
        found = list(Patient.objects.filter(ref=known_as))
    if len(found) > 1:
        raise CommandError(f"{len(found)} patients are called {known_as}: use the UUID", returncode=NOT_FOUND)
    if not found:
        raise _unknown(known_as)
    return found[0]


def _unknown(known_as: str) -> CommandError:
    return CommandError(f"there is no patient {known_as}", returncode=NOT_FOUND)
