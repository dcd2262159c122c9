"""What holds for every answer of the engine, whatever the record: each story that a test draws is held to it too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from journeys.guidance.findings import Assessment, ConfounderFinding, Finding, Outcome
from journeys.guidance.journey import LISTS, Journey

_PYTHON = re.compile(r"\b(None(?! of)|True|False|nan|inf)\b|[{}]|\.\.|  | [,.;]|\(\)")
_CLAIMS = (Outcome.FIRED, Outcome.HELD)


def assert_sound(journey: Journey, assessment: Assessment) -> None:
    findings = [found for condition in assessment.conditions for found in condition.rules]
    for found in (*findings, *assessment.confounders):
        _assert_cites_the_record(journey, found, on=assessment.on)
        _assert_readable((found.because, *found.missing, *(shown.shows for shown in found.evidence)), of=found)
        assert found.because[:1] == found.because[:1].upper(), found
        assert found.because.endswith("."), found
        assert found.missing or found.outcome is not Outcome.CANNOT_ASSESS
    for finding in findings:
        if finding.outcome in _CLAIMS:
            assert finding.evidence, finding
            assert [says for says in finding.would_change if not says.startswith("an answer to what is")], finding
        _assert_readable(
            (finding.for_patient, *finding.would_change, *(hold.detail for hold in finding.held_for)), of=finding
        )


def _assert_readable(texts: Iterable[Any], *, of: Finding | ConfounderFinding) -> None:
    for text in texts:
        assert isinstance(text, str), of
        assert text, of
        assert not _PYTHON.search(text), (text, of)


def _assert_cites_the_record(journey: Journey, found: Finding | ConfounderFinding, *, on: date) -> None:
    for shown in found.evidence:
        assert shown.list in LISTS, shown
        fact = next((fact for fact in getattr(journey, shown.list) if fact.id == shown.id), None)
        assert fact is not None, shown
        own = getattr(fact, "collected_on", None) or getattr(fact, "on", None)
        assert not isinstance(own, date) or shown.on == own, (shown, own)
        assert shown.on is None or shown.on <= on, shown
        began = getattr(fact, "started_on", None)
        assert shown.on is not None or began is None or not began.is_exact, shown
