"""Thresholds that belong to no single rule; a clinic may choose its own, as for a rule (clinical.md 2.0, 3.2)."""

from __future__ import annotations

from journeys.guidance.findings import Threshold

CRP_LIMIT = "crp-limit"
TAKAYASU_TRIAL = "takayasu-trial"

SHARED: tuple[Threshold, ...] = (
    Threshold(
        name=CRP_LIMIT,
        means="from which CRP is raised where the laboratory gave no limit",
        value=10,
        unit="mg/L",
        mark="D",
        low=5,
        high=20,
    ),
    Threshold(
        name=TAKAYASU_TRIAL,
        means="days at the usual dose after which a conventional drug for Takayasu arteritis is judged",
        value=182,
        unit="d",
        mark="D",
        low=91,
        high=365,
    ),
)
