from argparse import ArgumentParser
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journeys import assessment
from journeys.assessment import Reassessed
from journeys.models import Patient


class Command(BaseCommand):
    help = "Reassess patients: those whose next check is due, all of them, or the ones named. Prints what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group()
        whom.add_argument("--all", action="store_true", help="every patient, due or not")
        whom.add_argument("--patient", type=UUID, action="append", default=[], metavar="ID", help="may be repeated")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="default: each patient's own today")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done = assessment.sweep(_whom(options, assessment.due(now)), now=now, on=options["on"])
        self.stdout.write(_sentence(done))
        for patient_id, error in done.failed.items():
            self.stderr.write(f"{patient_id}: could not be assessed ({error})")
        if done.failed:
            raise CommandError(f"patients that could not be assessed: {len(done.failed)}")


def _whom(options: dict[str, Any], due: list[UUID]) -> list[UUID]:
    if options["all"]:
        return list(Patient.objects.order_by("pk").values_list("pk", flat=True))
    known = set(Patient.objects.filter(pk__in=options["patient"]).values_list("pk", flat=True))
    if unknown := [str(each) for each in options["patient"] if each not in known]:
        raise CommandError("no such patient: " + ", ".join(unknown))
    return options["patient"] or due


def _sentence(done: Reassessed) -> str:
    flags = ", ".join(f"{count} {verb}" for verb, count in sorted(done.flags.items())) or "none changed"
    return f"Patients reassessed: {done.patients}; levels changed: {done.level_changes}; flags: {flags}."
