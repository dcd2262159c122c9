"""manage.py tick: one round of reminders, or one every so many seconds. The same function that Celery's clock rings."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from reminders.tasks import one_round


class Command(BaseCommand):
    help = "Plans reminders and sends those that are due. Needs no broker; may run beside a Celery worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="again and again, with this pause between")

    def handle(self, *args: Any, **options: Any) -> None:
        self._round()
        while options["loop"]:
            time.sleep(options["loop"])
            close_old_connections()
            self._round()

    def _round(self) -> None:
        counts = one_round()
        self.stdout.write(", ".join(f"{count} {word}" for word, count in counts.items()))
