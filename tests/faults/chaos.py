"""`make chaos`: processes killed at random, the database restarted hard, a quarter of the conversations with the mail
server going wrong; then the same kills with a mail server that does its work. Nothing may be lost or wrong.

Time passes in leaps, by the database's clock, and only while no process lives: then waiting for a lost answer, for a
retry or for a dead process' lease costs nothing, and no living process is robbed of its lease.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reminders.models import DeliveryAttempt, Occurrence
from tests.faults import databases, oracle, people
from tests.faults.databases import Postgres, Store
from tests.faults.mail import mail_server
from tests.faults.site import Process, Site

# In the order of sink.RANDOM: 421, 450, 451, dropped before 354, dropped and silent after the final dot, 550.
QUARTER = [0.03, 0.06, 0.06, 0.04, 0.04, 0.01, 0.01]
NINE = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)  # five past nine in Vienna: the whole day is ahead


@dataclass(frozen=True)
class Plan:
    reminders: int
    kills: int
    restarts: int = 0
    _: KW_ONLY
    faults: tuple[float, ...] = ()
    seed: int = 1
    minutes: float = 9
    workers: int = 3
    slow_s: float = 0.1  # how long the server takes for a message, so that the kills find something to interrupt


@dataclass
class Report:
    plan: Plan
    seconds: float = 0
    kills: int = 0
    restarts: int = 0
    attempts: int = 0
    faulted: int = 0
    copies: int = 0
    hours: float = 0
    worst_process: int = 0  # attempts without an outcome that one process left behind
    verdict: oracle.Verdict = field(default_factory=oracle.Verdict)

    @property
    def is_good(self) -> bool:
        enough = self.kills >= self.plan.kills and self.restarts >= self.plan.restarts
        few = self.plan.faults or len(self.verdict.extra) <= self.kills
        return bool(self.verdict.is_clean and enough and few and self.worst_process <= 1 + self.restarts)

    def lines(self) -> list[str]:
        verdict, extra = self.verdict, len(self.verdict.extra)
        explained = extra - len(verdict.unexplained)
        return [
            f"{self.plan.reminders} reminders, {self.kills} kill -9, {self.restarts} hard restarts of the database, "
            f"{self.faulted} of {self.attempts} conversations faulted, seed {self.plan.seed}: {self.seconds:.0f} s "
            f"({self.hours:.1f} hours by the database's clock)",
            f"  lost: {len(verdict.lost)}   not finished: {verdict.unfinished}   wrong final states: "
            f"{len(verdict.wrong)}   different Message-ID: {len(verdict.different_id)}",
            f"  extra copies: {extra}, explained by the ledger: {explained}, a kill: {extra / max(1, self.kills):.3f}",
            f"  most attempts without an outcome that one process left: {self.worst_process}",
            *(f"  {address}: {oracle.attempts_of(address)}" for address in sorted({*verdict.lost, *verdict.wrong})),
        ]


class Chaos:
    def __init__(self, site: Site, plan: Plan) -> None:
        self.site, self.plan = site, plan
        self.dice = random.Random(plan.seed)
        self.report = Report(plan)
        self.crew: list[Process] = []

    def run(self) -> Report:
        begun = time.monotonic()
        databases.set_clock(self.site.database, NINE)
        people.people(self.plan.reminders)
        self.site.mail.slow(self.plan.slow_s)
        if self.plan.faults:
            self.site.mail.fail_at_random(list(self.plan.faults), seed=self.plan.seed)
        while not self._is_over() and time.monotonic() - begun < self.plan.minutes * 60:
            self._stir()
            self._leap()
        self._close(time.monotonic() - begun)
        return self.report

    def _stir(self) -> None:
        """Kills and restarts until nothing is due any more."""
        self.crew = [self.site.loop() for _ in range(self.plan.workers)]
        quiet = 0
        while quiet < 3:
            time.sleep(self.dice.uniform(0.2, 1.2))
            quiet = quiet + 1 if self._nothing_is_due() else 0
            if not quiet:
                self._harm()
        for each in self.crew:
            self._kill(each)

    def _harm(self) -> None:
        wanted = self.plan.restarts - self.report.restarts
        if wanted and self.dice.random() < 3 * self.plan.restarts / self.plan.kills:
            assert isinstance(self.site.database, Postgres)
            databases.power_cut(self.site.database)
            self.report.restarts += 1
        at_work = self._at_work()
        if at_work and self.report.kills < 1.1 * self.plan.kills:
            victim = self.dice.choice(at_work)
            self._kill(victim)
            self.crew[self.crew.index(victim)] = self.site.loop()

    def _at_work(self) -> list[Process]:
        """Those that have begun a mail. Who is killed while it is still starting up proves nothing."""
        begun = DeliveryAttempt.objects.filter(pid__in=[each.pid for each in self.crew]).values_list("pid", flat=True)
        known = set(begun)
        return [each for each in self.crew if each.pid in known]

    def _kill(self, process: Process) -> None:
        self.report.kills += process.is_running and process in self._at_work()
        process.kill()
        process.log.unlink()
        self.site.processes.remove(process)

    def _nothing_is_due(self) -> bool:
        """What is leased by now was leased by the dead, or is being sent."""
        now = self.site.now()
        rows = Occurrence.objects
        planned = rows.exists()
        due = rows.filter(state__in=["planned", "due"], next_at__lte=now).exists()
        pids = [each.pid for each in self.crew]
        busy = DeliveryAttempt.objects.filter(finished_at=None, pid__in=pids).exists()
        return planned and not due and not busy

    def _leap(self) -> None:
        now = self.site.now()
        waiting = Occurrence.objects.filter(state__in=["planned", "due"]).order_by("next_at").values_list("next_at")
        leased = Occurrence.objects.filter(state="leased").order_by("lease_until").values_list("lease_until")
        moments = [moment for rows in (waiting[:1], leased[:1]) for (moment,) in rows]
        if moments and min(moments) > now:
            # A little further than the first, so that not each of them needs a leap of its own.
            self.site.pass_time(min(moments) - now + timedelta(minutes=2))

    def _is_over(self) -> bool:
        return Occurrence.objects.exists() and not Occurrence.objects.exclude(state__in=oracle.FINAL).exists()

    def _close(self, seconds: float) -> None:
        report = self.report
        report.seconds = seconds
        report.hours = (self.site.now() - NINE).total_seconds() / 3600
        report.attempts = DeliveryAttempt.objects.count()
        report.copies = len(self.site.mail.taken())
        report.faulted = len([e for e in self.site.mail.events() if e["what"] not in ("session", "sender")])
        report.verdict = oracle.judge(self.site)
        open_ends = DeliveryAttempt.objects.filter(outcome="").values_list("pid", flat=True)
        report.worst_process = max((list(open_ends).count(pid) for pid in set(open_ends)), default=0)


def run(store: Store, plan: Plan, *, vendor: str, folder: Path) -> Report:
    database = store.fresh(vendor)
    folder.mkdir()
    with mail_server(folder / "mail") as mail, databases.as_default(database):
        site = Site(database, mail, folder)
        try:
            return Chaos(site, plan).run()
        finally:
            site.end_all()


def main() -> int:
    options = _arguments()
    first = Plan(
        reminders=options.reminders, kills=options.kills, restarts=options.restarts, faults=tuple(QUARTER),
        seed=options.seed,
    )  # fmt: skip
    clean = Plan(reminders=options.reminders // 2, kills=options.kills // 2, seed=options.seed + 1, minutes=4.5)
    folder = Path(tempfile.mkdtemp(prefix="tracker-chaos-"))
    good = True
    try:
        with databases.store() as store:
            for name, plan in (("A quarter of the conversations faulted", first), ("Clean mail server", clean)):
                report = run(store, plan, vendor="postgresql", folder=folder / str(plan.seed))
                sys.stdout.write(f"{name}\n" + "\n".join(report.lines()) + "\n")
                good = good and report.is_good
    finally:
        shutil.rmtree(folder)
    sys.stdout.write("passed\n" if good else "FAILED\n")
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reminders", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--restarts", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()
