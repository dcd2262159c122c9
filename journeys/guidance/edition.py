"""The catalogue as one installation uses it: the published rules, with the clinic's own values for some thresholds.

Rules are looked up many times in one evaluation, so what is asked for often is worked out once, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from journeys.guidance.findings import Role, Threshold
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.rule import Rule
from journeys.guidance.schedule import FollowUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """``version``: the catalogue's, and a digest of the overrides where there are any. ``shared``: thresholds that
    several rules rest on. ``overridden``: (rule id or "shared", threshold name), the clinic's own values."""

    version: str
    rules: tuple[Rule, ...]
    follow_ups: tuple[FollowUp, ...]
    shared: tuple[Threshold, ...]
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


def checked(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """Rules by id. Raises `ValueError`: an id stands twice, or a rule comes after itself or one that isn't there."""
    by_id: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in by_id:
            raise ValueError(f"{rule.id} stands twice")
        by_id[rule.id] = rule
    for rule in by_id.values():
        _refuse_circle(rule, by_id, path=())
    return by_id


def _refuse_circle(rule: Rule, by_id: Mapping[str, Rule], *, path: tuple[str, ...]) -> None:
    if rule.id in path:
        raise ValueError(f"{' after '.join((*path, rule.id))}: a circle")
    for name in rule.after:
        if name not in by_id:
            raise ValueError(f"{rule.id} comes after {name}, which isn't in the catalogue")
        _refuse_circle(by_id[name], by_id, path=(*path, rule.id))
