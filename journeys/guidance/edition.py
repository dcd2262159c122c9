"""The catalogue as one installation uses it: the published rules, with the clinic's own values for some thresholds.

Rules are looked up many times in one evaluation, so what is asked for often is worked out once, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from journeys.guidance.catalogue import CATALOGUE_VERSION, FOLLOW_UPS, RULES, checked
from journeys.guidance.findings import Role, Threshold
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.rule import FollowUp, Rule
from journeys.guidance.shared_thresholds import SHARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """``version``: the catalogue's, and a digest of the overrides where there are any. ``shared``: thresholds that
    several rules rest on. ``overridden``: (rule id or "shared", threshold name), the clinic's own values."""

    version: str = CATALOGUE_VERSION
    rules: tuple[Rule, ...] = RULES
    follow_ups: tuple[FollowUp, ...] = FOLLOW_UPS
    shared: tuple[Threshold, ...] = SHARED
    overridden: frozenset[tuple[str, str]] = frozenset()
    by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    limits: Mapping[str, float] = field(init=False, repr=False, compare=False)
    rule_outs: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    patterns: Mapping[str | None, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        looks_for = [rule for rule in self.rules if rule.role in (Role.CORE, Role.SUPPORTING)]
        derived = {
            "by_id": checked(self.rules),
            "limits": {threshold.name: threshold.value for threshold in self.shared},
            "rule_outs": tuple(rule for rule in self.rules if rule.role is Role.CONFOUNDER),
            "patterns": {name: tuple(rule for rule in looks_for if rule.condition == name) for name in CONDITIONS},
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


PUBLISHED = Edition()
