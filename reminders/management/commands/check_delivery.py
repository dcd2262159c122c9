"""manage.py check_delivery: does everything hold that must hold of reminders? For a timer, and for people."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reminders.tasks import database_now
from reminders.vitals import Vitals
from reminders.watchdog import EVER, Report, check


class Command(BaseCommand):
    help = "Exit 1, and a line for each thing that is wrong: ids and counts, nothing of people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="all there ever was, not just the last eight days")
        parser.add_argument("--json", action="store_true", help="the same for a machine")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check(database_now(), since=EVER if options["all"] else None)
        self.stdout.write(json.dumps(_as_json(report)) if options["json"] else "\n".join(_lines(report)))
        if not report.is_well:
            raise CommandError("Reminders need a look.", returncode=1)


def _as_json(report: Report) -> dict[str, object]:
    vitals = report.vitals
    return {
        "well": report.is_well,
        "broken": [
            {"invariant": each.invariant, "what": each.what, "count": len(each.ids), "ids": [str(i) for i in each.ids]}
            for each in report.broken
        ],
        "troubles": vitals.troubles,
        "explained_copies": report.copies,
        "planned_at": _moment(vitals.planned_at),
        "delivered_at": _moment(vitals.delivered_at),
        "processed_at": _moment(vitals.processed_at),
        "queue_age_s": vitals.queue_age.total_seconds(),
        "mail_server_away_since": _moment(vitals.away_since),
        "held_since": _moment(vitals.hold.since if vitals.hold else None),
    }


def _lines(report: Report) -> list[str]:
    return [*map(str, report.broken), *report.vitals.troubles, *_state(report.vitals)]


def _state(vitals: Vitals) -> list[str]:
    lines = [
        f"last planned {_moment(vitals.planned_at) or 'never'}, last round of delivery "
        f"{_moment(vitals.delivered_at) or 'never'}, last reminder decided {_moment(vitals.processed_at) or 'never'}",
        f"oldest that could leave: {vitals.queue_age.total_seconds():.0f} s",
    ]
    if vitals.away_since:
        lines.append(f"mail server away since {_moment(vitals.away_since)}")
    if vitals.hold:
        lines.append(f"held since {_moment(vitals.hold.since)}: {vitals.hold.why}")
    return lines


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
