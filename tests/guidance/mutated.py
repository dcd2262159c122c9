"""pytest plugin of `make mutants`: a rule's mutants are judged by that rule's own test files alone.

Every test that assesses a patient runs every rule; without this a mutant would count as killed because some test far
away happened to trip over it, and each survivor would cost a run of the whole folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from mutmut.state import state

RULES = Path("journeys/guidance/rules")
SHARED = {
    "confounders_dose_and_duration": {"confounders_dose", "confounders_duration"},
    "pemphigus_outside_the_table": {
        "pemphigus_adjuvant_failure",
        "pemphigus_multi_line",
        "pemphigus_no_control_3wk",
        "pemphigus_rtx_nonresponse",
        "pemphigus_secondary_loss",
    },
}


def rules_of(test_file: Path) -> set[str]:
    """`test_lupus_crr_12mo`, and `test_lupus_crr_12mo_late`, answer for `lupus_crr_12mo`."""
    stem = test_file.stem.removeprefix("test_")
    known = (f"{path.parent.name}_{path.stem}" for path in RULES.glob("*/*.py"))
    own = max((name for name in known if f"{stem}_".startswith(f"{name}_")), key=len, default=stem)
    return SHARED.get(stem, {own})


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """mutmut links a test with the functions that it ran when the test is torn down: only the own ones are left."""
    ran, own = state()._stats, rules_of(Path(item.fspath))
    ran.intersection_update({function for function in ran if "_".join(function.split(".")[3:5]) in own})
    return (yield)
