"""The demo's cohort: committed files, moved in time, imported by the actions that a person's click would use."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min

from accounts.models import CareTeam
from journeys.actions.imports import import_journey
from journeys.guidance import document
from journeys.interchange import fhir_r4
from journeys.models import Patient
from tracker.demo.shift import shift

FOLDER = Path(__file__).resolve().parents[2] / "journeys" / "demo_data"
# Eight hours apart: at every moment it is daytime for somebody, and some mail may go out.
ZONES = ("Europe/London", "Asia/Singapore", "America/Los_Angeles")
# Arrives without a team, so that the clinic's administrator has somebody on the waiting list.
WITHOUT_TEAM = frozenset({"fhir/ckd_stage3-1.json"})


@dataclass
class Loaded:
    """What the imports did: entries added, changed and left as they were; what could not be used, by kind and why."""

    files: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    unused: Counter[str] = field(default_factory=Counter)


def first_load(care_team: CareTeam, now: datetime) -> datetime:
    """When the cohort was first loaded. All days are reckoned from there, so that loading again changes nothing."""
    earliest = Patient.objects.filter(clinic=care_team.clinic).aggregate(earliest=Min("created_at"))["earliest"]
    return earliest or now


def load(care_team: CareTeam, *, now: datetime) -> Loaded:
    """Imports every file of cohort.json; each patient's key day becomes the day of the first load in their zone."""
    loaded, since = Loaded(), first_load(care_team, now)
    for number, row in enumerate(json.loads((FOLDER / "cohort.json").read_text())):
        loaded.files += 1
        for each in _documents(row, loaded):
            zone = each["patient"].setdefault("time_zone", ZONES[number % len(ZONES)])
            today = since.astimezone(ZoneInfo(zone)).date()
            moved = shift(each, key_day=date.fromisoformat(row["key_day"]), to=today)
            _import(moved, None if row["file"] in WITHOUT_TEAM else care_team, loaded, now)
    Patient.objects.filter(clinic=care_team.clinic, is_invented=False).update(is_invented=True)
    Patient.objects.waiting().filter(is_invented=False).update(is_invented=True)
    return loaded


def _documents(row: Mapping[str, Any], loaded: Loaded) -> Iterator[dict[str, Any]]:
    content = json.loads((FOLDER / row["file"]).read_text())
    if not row["file"].startswith("fhir/"):
        yield content
        return
    translation = fhir_r4.translate(content)
    for (kind, code, why), count in translation.unused.items():
        loaded.unused[f"{kind} {code}: {why}"] += count
    yield from translation.documents


def _import(moved: Mapping[str, Any], care_team: CareTeam | None, loaded: Loaded, now: datetime) -> None:
    report = import_journey(journey=document.parse(moved), team=care_team, by=None, now=now)
    loaded.added += report.added.total()
    loaded.changed += report.changed.total()
    loaded.unchanged += report.unchanged.total()
    for notice in report.notices:
        loaded.unused[notice.message] += 1
