"""The promise that every translation keeps, whatever it reads."""

from journeys.guidance import document
from journeys.interchange.fhir_r4 import Translation


def whole_entries_unused(found: Translation) -> int:
    return sum(count for unused, count in found.unused.items() if "." not in unused.kind)


def assert_accounted_for(found: Translation) -> None:
    """Every entry was read or is counted with its reason, and every document is one that the engine takes."""
    assert found.used.total() + whole_entries_unused(found) == found.entries
    assert all(unused.kind and unused.why for unused in found.unused)
    for each in found.documents:
        document.parse(each)
