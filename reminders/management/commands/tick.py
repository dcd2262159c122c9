"""manage.py tick: one round of reminders, or one every so many seconds. The same function that Celery's clock rings."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from reminders.tasks import one_round

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Plans reminders and sends those that are due. Needs no broker; may run beside a Celery worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="again and again, with this pause between")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            self._round()
        while options["loop"]:
            self._round_or_the_next()
            time.sleep(options["loop"])
            close_old_connections()

    def _round_or_the_next(self) -> None:
        """A database that is away for a while must not end the loop; one line a round says so."""
        try:
            self._round()
        except (DatabaseError, InterfaceError) as error:
            log.error("no round: %s", " ".join(str(error).split()))

    def _round(self) -> None:
        counts = one_round()
        self.stdout.write(", ".join(f"{count} {word}" for word, count in counts.items()))
