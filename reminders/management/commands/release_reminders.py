"""manage.py release_reminders: shows what a hold is about, and ends it."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reminders.hold import Lost, lost, release
from reminders.memory import Memory
from reminders.tasks import database_now


class Command(BaseCommand):
    help = "Ends a hold. Shows first which mails are in doubt, and asks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--send-all", action="store_true", help="nudges of the lost window too; some may be second ones"
        )
        parser.add_argument("--no-input", action="store_true", help="don't ask")
        parser.add_argument(
            "--journal",
            action="append",
            default=[],
            type=Path,
            metavar="FOLDER",
            help="of another machine that sent mails",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        with Memory.open() as own:
            memories = [own, *map(Memory, options["journal"])]
            about = lost(memories, now)
            if about is None:
                raise CommandError("Nothing is held.")
            self.stdout.write("\n".join(_lines(about, send_all=options["send_all"])))
            if not options["no_input"] and input("Release? [y/N] ").strip().lower() != "y":
                raise CommandError("Still held.")
            release(memories, now, send_all=options["send_all"])
        self.stdout.write("Released.")


def _lines(about: Lost, *, send_all: bool) -> list[str]:
    hold = about.hold
    window = "no lost window is known"
    if hold.lost_until:
        window = f"lost: from {_moment(hold.lost_from)} to {_moment(hold.lost_until)}"
    return [
        f"Held since {_moment(hold.since)}: {hold.why}",
        window,
        f"{about.left} mails left that the database has forgotten: will be known as sent",
        f"{about.unplaced} of them are to people whom the database doesn't know",
        f"{about.nudges} nudges in doubt: will {'be sent' if send_all else 'not be sent'}",
        f"{about.others} other reminders in doubt (visits, infusions, team digests): will be sent",
        f"{about.expired} of those in doubt are too old by now: will expire",
    ]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "an unknown moment"
