"""manage.py replay: what the guidance would have raised, and when, over records as they are today."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import access_log
from journeys import snapshot
from journeys.edition import edition
from journeys.guidance.edition import Edition
from journeys.guidance.findings import Role
from journeys.guidance.overrides import OverridesError, edition_of
from journeys.guidance.replay import Replayed, cohort, replay
from journeys.guidance.replay_text import cohort_text, difference_text, patient_text
from journeys.management.arguments import UNKNOWN, patient_known_as
from journeys.models import Patient

BATCH = 200  # records in memory at once


class Command(BaseCommand):
    help = "Replay the guidance over a time that is over, for one patient or for everyone (counts only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--patient", metavar="ID", help="the patient's UUID here, or the identifier of the sender")
        whom.add_argument("--cohort", action="store_true", help="everyone: counts, no names")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--rule", metavar="ID", help="this rule alone")
        parser.add_argument("--overrides", metavar="FILE", help="compare with these thresholds, before they are used")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_impossible(options)
        editions = [edition(), *_other(options["overrides"])]
        told = _patient(options, editions) if options["patient"] else _cohort(options, editions)
        self.stdout.write("\n\n".join(told))


def _refuse_impossible(options: dict[str, Any]) -> None:
    if options["last"] < options["first"]:
        raise CommandError("--to lies before --from", returncode=UNKNOWN)
    if options["rule"] and options["rule"] not in edition().by_id:
        raise CommandError(f"there is no rule {options['rule']}", returncode=UNKNOWN)


def _other(path: str | None) -> list[Edition]:
    if path is None:
        return []
    try:
        return [edition_of(path)]
    except OverridesError as error:
        lines = [f"{path}: {problem}" for problem in error.problems]
        raise CommandError("\n".join(lines), returncode=UNKNOWN) from None


def _patient(options: dict[str, Any], editions: Sequence[Edition]) -> Iterator[str]:
    patient, now = patient_known_as(options["patient"]), timezone.now()
    access_log.record(actor=None, patient_ids=[patient.pk], action="read", what="replay", now=now)
    for used in editions:
        [found] = _replays([patient.pk], options, used)
        yield f"Catalogue {used.version}\n{patient_text(found)}"


def _cohort(options: dict[str, Any], editions: Sequence[Edition]) -> Iterator[str]:
    everyone = list(Patient.objects.order_by("pk").values_list("pk", flat=True))
    found = [cohort(_replays(everyone, options, used)) for used in editions]
    rules = [options["rule"]] if options["rule"] else _rules(editions[0])
    for used, counted in zip(editions, found, strict=True):
        yield cohort_text(counted, edition=used, rules=rules)
    if len(found) == 2:
        yield difference_text(found[0], found[1], rules=rules)


def _rules(used: Edition) -> list[str]:
    """In the catalogue's order, all patterns: a rule that raised nothing is an answer too."""
    return [rule.id for rule in used.rules if rule.role in (Role.CORE, Role.SUPPORTING)]


def _replays(patient_ids: Sequence[UUID], options: dict[str, Any], used: Edition) -> Iterator[Replayed]:
    """In batches: a record is read, replayed, and forgotten."""
    for start in range(0, len(patient_ids), BATCH):
        batch = patient_ids[start : start + BATCH]
        for journey in snapshot.take(batch).values():
            found = replay(journey, first=options["first"], last=options["last"], edition=used)
            yield found.only(options["rule"]) if options["rule"] else found
