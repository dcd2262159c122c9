"""What the core activity rules of Takayasu arteritis or lupus say today (settled reading 16 of clinical.md 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from journeys.guidance.case import Case
from journeys.guidance.findings import Evidence, Finding, Hold, Outcome, Role

RULES = (
    "tak.persistent-activity",
    "tak.nih-active",
    "tak.itas-persistent",
    "tak.major-relapse",
    "tak.imaging-progression",
    "tak.apr-imaging-discordance",
)
WITH_LOST_RESPONSE = (*RULES, "tak.lost-response")


@dataclass(frozen=True, slots=True)
class Activity:
    """Core findings of these rules. One that counts as context alone shows no activity. ``unknown``: what can't be
    assessed, and leaves it open whether there is any."""

    fired: tuple[Finding, ...]
    held: tuple[Finding, ...]
    unknown: tuple[Finding, ...]

    @property
    def answer(self) -> Outcome:
        if self.fired or self.held:
            return Outcome.FIRED if self.fired else Outcome.HELD
        return Outcome.CANNOT_ASSESS if self.unknown else Outcome.NOT_FIRED

    @property
    def holds(self) -> tuple[Hold, ...]:
        """Of those that are held."""
        return tuple(dict.fromkeys(hold for found in self.held for hold in found.held_for))

    @property
    def missing(self) -> tuple[str, ...]:
        """What it takes to assess the disease as active or not."""
        return tuple(dict.fromkeys(missing for found in self.unknown for missing in found.missing))


def activity(case: Case) -> Activity:
    """Of the Takayasu rules that the asking rule comes after. Known to be silent where the rule for active disease
    itself is: the others see single signs of it."""
    found = [case.findings[name] for name in WITH_LOST_RESPONSE if name in case.findings]
    return Activity(
        fired=_that(found, Outcome.FIRED),
        held=_that(found, Outcome.HELD),
        unknown=_that(found[:1], Outcome.CANNOT_ASSESS),
    )


def activity_of(case: Case, rules: Iterable[str]) -> Activity:
    """Of these rules, each of which may be the one that fires: one that can't be assessed leaves it unknown."""
    found = [case.findings[name] for name in rules if name in case.findings]
    return Activity(
        fired=_that(found, Outcome.FIRED),
        held=_that(found, Outcome.HELD),
        unknown=_that(found, Outcome.CANNOT_ASSESS),
    )


def _that(findings: Iterable[Finding], outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(found for found in findings if found.outcome is outcome and found.counted_as is Role.CORE)


def each_once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Every fact once, in the words in which it was cited first."""
    by_fact: dict[tuple[str, str], Evidence] = {}
    for shown in evidence:
        by_fact.setdefault((shown.list, shown.id), shown)
    return tuple(by_fact.values())
