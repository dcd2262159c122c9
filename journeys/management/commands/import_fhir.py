"""manage.py import_fhir FILE|FOLDER… [--dry-run] [--team T] [--as USER]: FHIR R4 into the record."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import CareTeam, User
from journeys import access
from journeys.actions.entries import Refused
from journeys.actions.imports import import_journey, match
from journeys.actions.merging import ImportReport
from journeys.actions.patients import note_death
from journeys.guidance import document
from journeys.guidance.document import DocumentError, Problem
from journeys.guidance.journey import Journey
from journeys.interchange.fhir_r4 import Unused, translate_text
from journeys.management.arguments import add_as_argument, add_team_argument, care_team, person
from journeys.models import CareEnded

BAD_INPUT = 2


@dataclass(kw_only=True)
class Run:
    """One call of the command: on whose behalf, when, and what it could not use, over all its files."""

    team: CareTeam | None
    by: User | None
    now: datetime
    dry: bool
    unused: Counter[Unused] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)


class Command(BaseCommand):
    help = (
        "Import FHIR R4 bundles and resources: each file wholly or not at all; importing again changes nothing. "
        "What can't be used is counted and named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="FILE|FOLDER", type=Path, help="a folder: every *.json below it"
        )
        parser.add_argument("--dry-run", action="store_true", help="print the same, store nothing")
        add_team_argument(parser)
        add_as_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        team, by = care_team(options["team"]), person(options["as"])
        run = Run(team=team, by=by, now=timezone.now(), dry=options["dry_run"])
        files = list(_files(options["paths"]))
        refused = [path for path in files if not self._import(path, run)]
        self._say_what_was_left(run)
        if run.dry:
            self.stdout.write("Dry run: nothing was stored.")
        if refused:
            raise CommandError(f"{len(refused)} of {len(files)} files refused", returncode=BAD_INPUT)

    def _import(self, path: Path, run: Run) -> bool:
        try:
            reports = _import_text(path.read_text(encoding="utf-8-sig"), run)
        except OSError as error:
            return self._refuse(path, [Problem("$", f"can't be read: {error.strerror}")])
        except UnicodeDecodeError as error:
            return self._refuse(path, [Problem("$", f"is not UTF-8 text (byte {error.start})")])
        except (DocumentError, Refused) as error:
            return self._refuse(path, error.problems)
        self.stdout.write(f"{path}: {_outcome(reports)}")
        return True

    def _refuse(self, path: Path, problems: Iterable[Problem]) -> bool:
        for problem in problems:
            self.stderr.write(f"{path}: {problem}")
        return False

    def _say_what_was_left(self, run: Run) -> None:
        if run.unused:
            self.stdout.write(f"Not used ({run.unused.total()}):")
        for (kind, code, why), count in sorted(run.unused.items()):
            self.stdout.write(f"  {count:5} × {f'{kind} {code}'.rstrip()}: {why}")
        if run.remarks:
            self.stdout.write("To know:")
        for remark, count in sorted(run.remarks.items()):
            self.stdout.write(f"  {count:5} × {remark}")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each path once, however often it is named; a folder stands for its files, in the order of their names."""
    found = (each for path in paths for each in (sorted(path.rglob("*.json")) if path.is_dir() else [path]))
    yield from dict.fromkeys(found)


def _import_text(text: str, run: Run) -> list[ImportReport]:
    """All patients of one file, or none. Raises `DocumentError` or `Refused` with the problems."""
    translation = translate_text(text)
    if translation.problems:
        raise Refused(*translation.problems)
    journeys = [document.parse(each) for each in translation.documents]
    with transaction.atomic():
        reports = [_import_one(journey, translation.deceased, run) for journey in journeys]
        if run.dry:
            transaction.set_rollback(True)
    run.unused += translation.unused
    run.remarks += translation.notes + Counter(notice.message for report in reports for notice in report.notices)
    return reports


def _import_one(journey: Journey, deceased: Mapping[str, date | None], run: Run) -> ImportReport:
    patient = match(journey.patient, team=run.team)
    if run.by is not None and not access.may_import(run.by, patient, run.team, run.now.date()):
        raise Refused(Problem("$", f"{run.by.email} may not import this patient here"))
    report = import_journey(journey=journey, team=run.team, by=run.by, now=run.now)
    if journey.patient.id in deceased:
        _note_death(report, deceased[journey.patient.id], run)
    return report


def _note_death(report: ImportReport, on: date | None, run: Run) -> None:
    if note_death(patient=report.patient, on=on, by=run.by, now=run.now):
        report.changed["care ended"] += 1
    elif report.patient.care_ended != CareEnded.DECEASED:
        report.notice("$.patient", "is recorded as deceased there; what was said about their care here stays")


def _outcome(reports: list[ImportReport]) -> str:
    if not reports:
        return "no patient in it, nothing to import"
    added, changed, unchanged = Counter[str](), Counter[str](), Counter[str]()
    for report in reports:
        added, changed, unchanged = added + report.added, changed + report.changed, unchanged + report.unchanged
    people = "1 patient" if len(reports) == 1 else f"{len(reports)} patients"
    return f"{people}; {_counted('added', added)}, {_counted('changed', changed)}, {_counted('unchanged', unchanged)}"


def _counted(verb: str, counts: Counter[str]) -> str:
    lists = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"{counts.total()} {verb}" + (f" ({lists})" if lists else "")
