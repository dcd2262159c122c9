"""What the mail server took, beside what the ledger says: nothing lost, nothing twice without a reason that the ledger
knows, every copy with the same Message-ID, every final state right."""

from __future__ import annotations

from dataclasses import dataclass, field

from reminders import watchdog
from reminders.models import DeliveryAttempt, Occurrence, State
from tests.faults.mail import Mail
from tests.faults.site import Site

FINAL = (State.SENT, State.SUPPRESSED, State.EXPIRED, State.CANCELLED, State.DEAD)


@dataclass
class Verdict:
    """Addresses in each list. `extra`: copies beyond the first, all of them explained unless also in `unexplained`."""

    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    different_id: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # what `manage.py check_delivery` says
    unfinished: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.wrong or self.unexplained or self.different_id or self.broken or self.unfinished)


def judge(site: Site) -> Verdict:
    """For people who are owed one mail each."""
    mail = site.mail
    verdict = Verdict(
        unfinished=Occurrence.objects.exclude(state__in=FINAL).count(),
        broken=[str(each) for each in watchdog.check(site.now(), since=watchdog.EVER).broken],
    )
    taken: dict[str, list[Mail]] = {}
    for each in mail.taken():
        taken.setdefault(each.to, []).append(each)
    refused = {event["to"] for event in mail.events("reply") if event["text"].startswith("5")}
    attempts = _attempts()
    for address, state in Occurrence.objects.values_list("patient__user__email", "state"):
        tried = attempts.get(address, [])
        if not taken.get(address) and address not in refused:
            verdict.lost.append(address)
        if not _is_right(State(state), tried, copies=len(taken.get(address, [])), refused=address in refused):
            verdict.wrong.append(address)
    for address, copies in taken.items():
        _count_copies(verdict, address, copies, attempts.get(address, []))
    return verdict


def _is_right(state: State, tried: list[str], *, copies: int, refused: bool) -> bool:
    if state is State.SENT:
        return copies > 0 and "accepted" in tried
    if "accepted" in tried:
        return False
    if "permanent" in tried:
        return refused and state is State.DEAD
    return "ambiguous" in tried and copies > 0


def _count_copies(verdict: Verdict, address: str, copies: list[Mail], tried: list[str]) -> None:
    """A copy is explained by an attempt that was accepted, whose answer was lost, or whose process died."""
    verdict.extra += [address] * (len(copies) - 1)
    may_have_left = sum(outcome in ("accepted", "ambiguous", "") for outcome in tried)
    if len(copies) > may_have_left or (len(copies) > 1 and tried.count("accepted") == may_have_left):
        verdict.unexplained.append(address)
    if len({each.id for each in copies}) > 1:
        verdict.different_id.append(address)


def assert_each_got_one(site: Site, number: int) -> None:
    verdict = judge(site)
    assert verdict.is_clean, verdict
    assert verdict.extra == []
    assert len(site.mail.taken()) == number


def states() -> list[str]:
    return sorted(Occurrence.objects.values_list("state", flat=True))


def settled() -> bool:
    """Something was owed, and nothing waits any more."""
    return bool(states()) and set(states()) <= set(FINAL)


def attempts_of(address: str) -> list[str]:
    """The outcomes of one person's attempts in their order; "" where there is none."""
    rows = DeliveryAttempt.objects.filter(message__recipient__email=address).order_by("started_at", "n")
    return list(rows.values_list("outcome", flat=True))


def _attempts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = DeliveryAttempt.objects.order_by("started_at", "n").values_list("message__recipient__email", "outcome")
    for address, outcome in rows:
        found.setdefault(address, []).append(outcome)
    return found
