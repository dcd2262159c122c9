"""manage.py import_journey FILE… [--team T] [--as USER]: journey documents into the record."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import CareTeam, User
from journeys import access
from journeys.actions.entries import Refused
from journeys.actions.imports import import_journey, match
from journeys.actions.merging import ImportReport
from journeys.guidance import document
from journeys.guidance.document import DocumentError, Problem
from journeys.guidance.journey import Journey
from journeys.management.arguments import add_as_argument, add_team_argument, care_team, person

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Import journey documents: each file wholly or not at all; importing again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        add_team_argument(parser)
        add_as_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        team, by = care_team(options["team"]), person(options["as"])
        refused = [path for path in options["files"] if not self._import(path, team, by, timezone.now())]
        if refused:
            raise CommandError(f"{len(refused)} of {len(options['files'])} files refused", returncode=BAD_INPUT)

    def _import(self, path: Path, team: CareTeam | None, by: User | None, now: datetime) -> bool:
        try:
            journey = document.loads(path.read_text(encoding="utf-8-sig"))
            _allow(journey, team, by, now)
            report = import_journey(journey=journey, team=team, by=by, now=now)
        except OSError as error:
            return self._refuse(path, [Problem("$", f"can't be read: {error.strerror}")])
        except UnicodeDecodeError as error:
            return self._refuse(path, [Problem("$", f"is not UTF-8 text (byte {error.start})")])
        except (DocumentError, Refused) as error:
            return self._refuse(path, error.problems)
        self._say(path, report)
        return True

    def _refuse(self, path: Path, problems: Any) -> bool:
        for problem in problems:
            self.stderr.write(f"{path}: {problem}")
        return False

    def _say(self, path: Path, report: ImportReport) -> None:
        added, changed, unchanged = (each.total() for each in (report.added, report.changed, report.unchanged))
        waiting = " (waits for a team)" if report.patient.clinic_id is None else ""
        who = f"patient {report.patient.pk}{waiting}"
        self.stdout.write(f"{path}: {added} added, {changed} changed, {unchanged} unchanged; {who}")
        for notice in report.notices:
            self.stdout.write(f"{path}: {notice}")


def _allow(journey: Journey, team: CareTeam | None, by: User | None, now: datetime) -> None:
    patient = match(journey.patient, team=team)
    if by is not None and not access.may_import(by, patient, team, now.date()):
        raise Refused(Problem("$.patient.id", f"{by.email} may not import this patient here"))
