"""pytest plugin of `make mutants`: a rule's mutants are judged by that rule's own test file alone.

Every test that assesses a patient runs every rule; without this a mutant would count as killed because some test far
away happened to trip over it, and each survivor would cost a run of the whole folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mutmut.state import state

RULES = "journeys.guidance.rules."
SHARED = {"test_confounders_dose_and_duration": ("confounders.dose", "confounders.duration")}


def tested(stem: str) -> tuple[str, ...]:
    """Modules a test file answers for: `test_lupus_crr_12mo` for `lupus.crr_12mo`."""
    folder, _, name = stem.removeprefix("test_").partition("_")
    return tuple(RULES + module for module in SHARED.get(stem, (f"{folder}.{name}",)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """mutmut links a test with the functions that it ran when the test is torn down: only the own ones are left."""
    ran = state()._stats
    own = tested(Path(item.fspath).stem)
    ran.intersection_update({name for name in ran if name.rpartition(".")[0] in own})
    return (yield)
