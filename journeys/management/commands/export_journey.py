"""manage.py export_journey ID [--as USER]: one patient's record as a journey document, on standard output."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from journeys import access
from journeys.access import Action
from journeys.actions.exports import export_journey
from journeys.management.arguments import add_as_argument, patient_known_as, person, unknown_patient


class Command(BaseCommand):
    help = "Print one patient's journey document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("patient", metavar="ID", help="the patient's UUID here, or the identifier of the sender")
        add_as_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by, now = person(options["as"]), timezone.now()
        patient = patient_known_as(options["patient"])
        if by is not None and not access.can(by, Action.EXPORT, patient, now.date()):
            raise unknown_patient(options["patient"])
        content = export_journey(patient=patient, by=by, now=now)
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
